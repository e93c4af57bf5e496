"""What a search or a filter has to look through is small: an index that holds the words itself.

On SQLite a row of the inquiries is some kilobytes, most of them the kept answer; looking for a
rare word read all of it (2 s in 100,000 rows). An index in the list's own order that also holds
the search column is looked through instead. PostgreSQL finds words by their trigrams, where its
extension may be used. Neither is an index Django could name for both engines.
"""

from django.db import DatabaseError, migrations, transaction


def find_fast(apps, schema_editor):
    run = schema_editor.execute
    run("CREATE INDEX refusal_found ON records_refusal (inquiry_id, step, taken)")
    if schema_editor.connection.vendor == "sqlite":
        run("CREATE INDEX inquiry_found ON records_inquiry (at DESC, id DESC, search)")
        return
    try:
        with transaction.atomic(schema_editor.connection.alias):
            run("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            run("CREATE INDEX inquiry_found ON records_inquiry USING gin (search gin_trgm_ops)")
    except DatabaseError:
        pass  # the extension is not installed, or not ours to add: searching is slower, not wrong


def as_before(apps, schema_editor):
    schema_editor.execute("DROP INDEX IF EXISTS inquiry_found")
    schema_editor.execute("DROP INDEX refusal_found")


class Migration(migrations.Migration):
    dependencies = [("records", "0002_append_only")]
    operations = [migrations.RunPython(find_fast, as_before)]
