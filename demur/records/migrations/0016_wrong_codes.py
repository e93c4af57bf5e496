"""Wrong short codes are counted apart from wrong passwords."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0015_link_keys'),
    ]

    operations = [
        migrations.CreateModel(
            name='WrongCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('whence', models.CharField(max_length=50)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['whence', 'at'], name='wrong_code_whence')],
            },
        ),
    ]
