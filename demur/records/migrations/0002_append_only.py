"""Facts stay facts: the database itself refuses to change or delete them."""

from django.db import migrations

APPEND_ONLY = (
    "records_refusal",
    "records_offered",
    "records_promised",
    "records_outcome",
    "records_entry",
    "records_policyversion",
    "records_adoption",
)


def forbid(apps, schema_editor):
    engine = schema_editor.connection.vendor
    if engine == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION demur_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END $$"
        )
    for table in APPEND_ONLY:
        for deed in ("UPDATE", "DELETE"):
            name = f"{table}_no_{deed.lower()}"
            if engine == "postgresql":
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {deed} ON {table} "
                    f"FOR EACH ROW EXECUTE FUNCTION demur_append_only()"
                )
            else:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {deed} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )


def allow(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for table in APPEND_ONLY:
        for deed in ("update", "delete"):
            on = f" ON {table}" if postgres else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{deed}{on}")
    if postgres:
        schema_editor.execute("DROP FUNCTION demur_append_only()")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_first")]
    operations = [migrations.RunPython(forbid, allow)]
