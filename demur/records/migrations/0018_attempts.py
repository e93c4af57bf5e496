"""The log of calls, what the telephone told of them, a firm's own dispositions; kept for a period.

SQLite drops the triggers of a table that is altered: those of the periods are made anew.
"""

import django.db.models.deletion
from django.db import migrations, models

DEEDS = ("UPDATE", "DELETE")


def drop(table, schema_editor):
    on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
    for deed in DEEDS:
        schema_editor.execute(f"DROP TRIGGER {table}_no_{deed.lower()}{on}")


def make(table, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for deed in DEEDS:
        does = (
            "FOR EACH ROW EXECUTE FUNCTION demur_fact()"
            if postgres
            else "WHEN NOT EXISTS (SELECT 1 FROM records_erasing) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} {does}"
        )


def step_aside(apps, schema_editor):
    drop("records_period", schema_editor)


def come_back(apps, schema_editor):
    make("records_period", schema_editor)


def forbid(apps, schema_editor):
    make("records_attempt", schema_editor)


def allow(apps, schema_editor):
    drop("records_attempt", schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0017_tellings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(unique=True)),
                ('address', models.CharField(blank=True, max_length=20)),
                ('client', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField()),
                ('seconds', models.PositiveIntegerField(null=True)),
                ('disposition', models.CharField(max_length=40)),
                ('day', models.DateField(null=True)),
                ('by', models.CharField(max_length=120)),
                ('source', models.CharField(choices=[('desk', 'desk'), ('import', 'import'), ('api', 'api'), ('cti', 'cti')], max_length=8)),
                ('source_mark', models.CharField(max_length=64, null=True, unique=True)),
                ('noted_at', models.DateTimeField()),
                ('withdrawn', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='CallEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('call', models.CharField(max_length=64)),
                ('event', models.CharField(choices=[('newCall', 'newCall'), ('answer', 'answer'), ('hangup', 'hangup')], max_length=8)),
                ('at', models.DateTimeField()),
                ('address', models.CharField(blank=True, max_length=20)),
                ('user', models.CharField(blank=True, max_length=120)),
                ('cause', models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='CallSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('header', models.CharField(max_length=64, unique=True)),
                ('columns', models.JSONField(default=dict)),
                ('words', models.JSONField(default=dict)),
                ('zone', models.CharField(blank=True, max_length=40)),
                ('by', models.CharField(max_length=120)),
                ('said_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='OwnDisposition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('key', models.CharField(max_length=1)),
                ('hu', models.CharField(max_length=40)),
                ('ru', models.CharField(max_length=40)),
                ('en', models.CharField(max_length=40)),
                ('flags', models.JSONField(default=list)),
                ('retired', models.BooleanField(default=False)),
            ],
        ),
        migrations.RunPython(step_aside, come_back),
        migrations.RemoveConstraint(
            model_name='period',
            name='period_kind_listed',
        ),
        migrations.AlterField(
            model_name='period',
            name='kind',
            field=models.CharField(choices=[('inquiries', 'inquiries'), ('receipts', 'receipts'), ('sessions', 'sessions'), ('sign-in attempts', 'sign-in attempts'), ('sign-in links', 'sign-in links'), ('imports', 'imports'), ('attempts', 'attempts')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['inquiries', 'receipts', 'sessions', 'sign-in attempts', 'sign-in links', 'imports', 'attempts'])), name='period_kind_listed'),
        ),
        migrations.RunPython(come_back, step_aside),
        migrations.AddField(
            model_name='attempt',
            name='about',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='words', to='records.attempt'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='contact',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='records.contact'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='refusal',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='records.refusal'),
        ),
        migrations.AddConstraint(
            model_name='callevent',
            constraint=models.UniqueConstraint(fields=('call', 'event'), name='call_event_once'),
        ),
        migrations.AddConstraint(
            model_name='callevent',
            constraint=models.CheckConstraint(condition=models.Q(('event__in', ['newCall', 'answer', 'hangup'])), name='callevent_event_listed'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['contact', 'at'], name='attempt_contact'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['address', 'at'], name='attempt_address'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(('client', ''), _negated=True), fields=['client'], name='attempt_client'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['at'], name='attempt_at'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['desk', 'import', 'api', 'cti'])), name='attempt_source_listed'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn', False), ('about__isnull', False), _connector='OR'), name='attempt_withdraws_one'),
        ),
        migrations.RunPython(forbid, allow),
    ]
