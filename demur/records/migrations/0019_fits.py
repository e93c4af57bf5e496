"""What was learned from the firm's calls, fit by fit."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0018_attempts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Fit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fitted_at', models.DateTimeField()),
                ('calls', models.PositiveIntegerField()),
                ('clients', models.PositiveIntegerField()),
                ('borne_out', models.BooleanField()),
                ('slots', models.JSONField(default=list)),
                ('fields', models.JSONField(default=list)),
                ('params', models.BinaryField()),
                ('by', models.CharField(max_length=120)),
            ],
        ),
    ]
