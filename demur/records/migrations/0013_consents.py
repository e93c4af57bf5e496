"""Consents, erasures, periods of retention; a peace may come of an erasure.

SQLite drops the triggers of a table that is altered: those of the peace are made anew.
"""

import django.db.models.deletion
from django.db import migrations, models

DEEDS = ("UPDATE", "DELETE")
NEW_FACTS = ("records_consent", "records_consentkey", "records_erasure", "records_period")


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
    drop("records_peace", schema_editor)


def come_back(apps, schema_editor):
    make("records_peace", schema_editor)


def forbid(apps, schema_editor):
    for table in NEW_FACTS:
        make(table, schema_editor)


def allow(apps, schema_editor):
    for table in NEW_FACTS:
        drop(table, schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0012_errands'),
    ]

    operations = [
        migrations.RunPython(step_aside, come_back),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('phone', 'phone'), ('sms', 'sms'), ('mail', 'mail'), ('letter', 'letter'), ('partner', 'partner')], max_length=8)),
                ('purpose', models.CharField(choices=[('sale', 'sale'), ('better offer', 'better offer'), ('marketing', 'marketing'), ('asked', 'asked')], max_length=16)),
                ('given', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('how', models.CharField(choices=[('call', 'call'), ('page', 'page'), ('mail', 'mail'), ('sms', 'sms'), ('letter', 'letter'), ('in person', 'in person'), ('erasure', 'erasure')], max_length=12)),
                ('words', models.CharField(blank=True, max_length=1000)),
                ('by', models.CharField(max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name='ConsentKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=120)),
                ('reason', models.CharField(max_length=300)),
                ('keys', models.JSONField(default=list)),
                ('counts', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('inquiries', 'inquiries'), ('receipts', 'receipts'), ('sessions', 'sessions'), ('sign-in attempts', 'sign-in attempts'), ('sign-in links', 'sign-in links'), ('imports', 'imports')], max_length=20)),
                ('days', models.PositiveIntegerField(null=True)),
                ('since', models.DateTimeField()),
                ('by', models.CharField(max_length=120)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='peace',
            name='peace_source_listed',
        ),
        migrations.AlterField(
            model_name='peace',
            name='source',
            field=models.CharField(choices=[('tap', 'tap'), ('one click', 'one click'), ('sms', 'sms'), ('mail', 'mail'), ('phone', 'phone'), ('letter', 'letter'), ('erasure', 'erasure')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='peace',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['tap', 'one click', 'sms', 'mail', 'phone', 'letter', 'erasure'])), name='peace_source_listed'),
        ),
        migrations.RunPython(come_back, step_aside),
        migrations.AddField(
            model_name='consent',
            name='contact',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='records.contact'),
        ),
        migrations.AddField(
            model_name='consentkey',
            name='consent',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='records.consent'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['inquiries', 'receipts', 'sessions', 'sign-in attempts', 'sign-in links', 'imports'])), name='period_kind_listed'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.CheckConstraint(condition=models.Q(('days', 0), _negated=True), name='period_is_some_time'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['phone', 'sms', 'mail', 'letter', 'partner'])), name='consent_channel_listed'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['sale', 'better offer', 'marketing', 'asked'])), name='consent_purpose_listed'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('how__in', ['call', 'page', 'mail', 'sms', 'letter', 'in person', 'erasure'])), name='consent_how_listed'),
        ),
        migrations.AddConstraint(
            model_name='consentkey',
            constraint=models.UniqueConstraint(fields=('key', 'consent'), name='consent_key_once'),
        ),
        migrations.RunPython(forbid, allow),
    ]
