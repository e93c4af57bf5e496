"""Easy-no links are found by their keys, however many wait for somebody to be known."""

import django.db.models.deletion
from django.db import migrations, models


def those_made_before(apps, schema_editor):
    """Each key of a link on a row of its own, some thousand links at a time."""
    Link, LinkKey = (apps.get_model("records", name) for name in ("Link", "LinkKey"))
    rows = Link.objects.values_list("pk", "keys").order_by("pk")
    for pk, keys in rows.iterator(chunk_size=2000):
        LinkKey.objects.bulk_create(LinkKey(link_id=pk, key=key) for key in sorted(set(keys)))


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0014_answered'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='found_by', to='records.link')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'link'), name='link_key_once')],
            },
        ),
        migrations.RunPython(those_made_before, migrations.RunPython.noop),
    ]
