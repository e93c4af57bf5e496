"""An adoption can be withdrawn before its day, a draft says who closed it, and as what."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "records_withdrawal"


def forbid(apps, schema_editor):
    for deed in ("UPDATE", "DELETE"):
        does = (
            "FOR EACH ROW EXECUTE FUNCTION demur_append_only()"
            if schema_editor.connection.vendor == "postgresql"
            else f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_{deed.lower()} BEFORE {deed} ON {TABLE} {does}"
        )


def allow(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for deed in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{deed}{on}")


class Migration(migrations.Migration):
    dependencies = [("records", "0004_drafts_and_replay")]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="adoption",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="records.adoption",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="closed_by",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="drafttext",
            name="came_too_late",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                ("why", models.CharField(max_length=300)),
                (
                    "adoption",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="records.adoption"
                    ),
                ),
            ],
        ),
        migrations.RunPython(forbid, allow),
    ]
