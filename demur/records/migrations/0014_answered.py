"""One better offer a peace: made, and whether it has left; and the message that brings it."""

import django.db.models.deletion
from django.db import migrations, models


def those_made_before(apps, schema_editor):
    """Offers were made by hand until now: whatever was written has left."""
    Answered = apps.get_model("records", "Answered")
    made = apps.get_model("records", "Peace").objects.filter(but_one_offer=True)
    made = made.exclude(refusal__better_offer=None)
    for pk, at in made.values_list("pk", "refusal__better_offer__at"):
        Answered.objects.create(peace_id=pk, offer=None, at=at)


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0013_consents'),
    ]

    operations = [
        migrations.CreateModel(
            name='Answered',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('offer', models.UUIDField(null=True)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='errand',
            name='errand_kind_listed',
        ),
        migrations.AlterField(
            model_name='errand',
            name='kind',
            field=models.CharField(choices=[('card', 'card'), ('offer', 'offer'), ('answer', 'answer'), ('receipt', 'receipt'), ('rest', 'rest')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='errand',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['card', 'offer', 'answer', 'receipt', 'rest'])), name='errand_kind_listed'),
        ),
        migrations.AddField(
            model_name='answered',
            name='peace',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answered', to='records.peace'),
        ),
        migrations.RunPython(those_made_before, migrations.RunPython.noop),
    ]
