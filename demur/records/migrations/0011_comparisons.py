"""Rivals, comparisons with their things, the one better offer and its answer: facts all."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


FACTS = (
    "records_compared",
    "records_comparedfeature",
    "records_betteroffer",
    "records_offeranswer",
)
DEEDS = ("UPDATE", "DELETE")


def forbid(apps, schema_editor):
    """Append-only, but for the transaction that erases a person (0008)."""
    postgres = schema_editor.connection.vendor == "postgresql"
    when = "WHEN NOT EXISTS (SELECT 1 FROM records_erasing)"
    for table in FACTS:
        does = (
            "FOR EACH ROW EXECUTE FUNCTION demur_fact()"
            if postgres
            else f"{when} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        for deed in DEEDS:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} {does}"
            )


def allow(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for table in FACTS:
        on = f" ON {table}" if postgres else ""
        for deed in DEEDS:
            schema_editor.execute(f"DROP TRIGGER {table}_no_{deed.lower()}{on}")


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0010_calls'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='Compared',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('need', models.CharField(max_length=200)),
                ('serves', models.JSONField(default=list)),
                ('months', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)])),
                ('a_month', models.PositiveIntegerField()),
                ('unit', models.JSONField(default=dict)),
                ('matters', models.JSONField(default=list)),
                ('questions', models.JSONField(default=list)),
                ('currency', models.CharField(max_length=3)),
                ('ours_minor', models.PositiveBigIntegerField(null=True)),
                ('ours_a_unit', models.DecimalField(decimal_places=6, max_digits=15, null=True)),
                ('ours_source', models.JSONField(default=dict)),
                ('ours_on', models.DateField(null=True)),
                ('theirs_minor', models.PositiveBigIntegerField(null=True)),
                ('theirs_a_unit', models.DecimalField(decimal_places=6, max_digits=15, null=True)),
                ('theirs_source', models.JSONField(default=dict)),
                ('theirs_on', models.DateField(null=True)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=120)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='compared', to='records.item')),
            ],
            options={
                'verbose_name_plural': 'compared',
            },
        ),
        migrations.CreateModel(
            name='BetterOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(unique=True)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('lang', models.CharField(choices=[('hu', 'hu'), ('ru', 'ru'), ('en', 'en')], max_length=2)),
                ('price_minor', models.PositiveBigIntegerField(null=True)),
                ('rival_price_minor', models.PositiveBigIntegerField(null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('weights', models.JSONField(default=dict)),
                ('until', models.DateField(null=True)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=120)),
                ('regret', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='better_offer', to='records.refusal')),
                ('compared', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='records.compared')),
            ],
        ),
        migrations.CreateModel(
            name='ComparedFeature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('name', models.JSONField(default=dict)),
                ('unit', models.JSONField(default=dict)),
                ('better', models.CharField(choices=[('less', 'less'), ('more', 'more'), ('neither', 'neither')], max_length=8)),
                ('matter', models.CharField(blank=True, max_length=40)),
                ('ours_number', models.DecimalField(decimal_places=6, max_digits=15, null=True)),
                ('ours_words', models.JSONField(default=dict)),
                ('ours_source', models.JSONField(default=dict)),
                ('ours_on', models.DateField(null=True)),
                ('theirs_number', models.DecimalField(decimal_places=6, max_digits=15, null=True)),
                ('theirs_words', models.JSONField(default=dict)),
                ('theirs_source', models.JSONField(default=dict)),
                ('theirs_on', models.DateField(null=True)),
                ('compared', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='features', to='records.compared')),
            ],
        ),
        migrations.CreateModel(
            name='OfferAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said', models.CharField(choices=[('take', 'take'), ('no', 'no')], max_length=4)),
                ('call', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('offer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='records.betteroffer')),
            ],
        ),
        migrations.CreateModel(
            name='RivalThing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('serves', models.JSONField(default=list)),
                ('rival', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='things', to='records.rival')),
            ],
        ),
        migrations.AddField(
            model_name='compared',
            name='theirs',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='compared', to='records.rivalthing'),
        ),
        migrations.AddConstraint(
            model_name='betteroffer',
            constraint=models.CheckConstraint(condition=models.Q(('lang__in', ['hu', 'ru', 'en'])), name='betteroffer_lang_listed'),
        ),
        migrations.AddConstraint(
            model_name='betteroffer',
            constraint=models.CheckConstraint(condition=models.Q(('compared__isnull', False), ('price_minor__isnull', False), _connector='OR'), name='better_offer_offers'),
        ),
        migrations.AddConstraint(
            model_name='comparedfeature',
            constraint=models.UniqueConstraint(fields=('compared', 'place'), name='compared_feature_place'),
        ),
        migrations.AddConstraint(
            model_name='comparedfeature',
            constraint=models.CheckConstraint(condition=models.Q(('better__in', ['less', 'more', 'neither'])), name='comparedfeature_better_listed'),
        ),
        migrations.AddConstraint(
            model_name='offeranswer',
            constraint=models.CheckConstraint(condition=models.Q(('said__in', ['take', 'no'])), name='offeranswer_said_listed'),
        ),
        migrations.AddConstraint(
            model_name='rivalthing',
            constraint=models.UniqueConstraint(fields=('rival', 'name'), name='rival_thing_named_once'),
        ),
        migrations.AddIndex(
            model_name='compared',
            index=models.Index(fields=['item', '-at'], name='compared_item'),
        ),
        migrations.AddConstraint(
            model_name='compared',
            constraint=models.CheckConstraint(condition=models.Q(('months__gte', 1)), name='compared_some_months'),
        ),
        migrations.AddConstraint(
            model_name='compared',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ours_a_unit__lt', 0), _negated=True), models.Q(('theirs_a_unit__lt', 0), _negated=True)), name='compared_costs_from_nought'),
        ),
        migrations.RunPython(forbid, allow),
    ]
