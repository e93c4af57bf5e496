"""Peace, its journal, the easy-no links, regrets among the refusals; facts that can be erased from.

A fact stays append-only but for the transaction that erases a person: the triggers look for its
mark (records.Erasing). SQLite drops the triggers of a table that is altered, so all are made anew.
"""

import demur.domain.refusal
import django.db.models.deletion
from django.db import migrations, models


FACTS = (
    "records_refusal",
    "records_offered",
    "records_promised",
    "records_outcome",
    "records_entry",
)
NEW_FACTS = ("records_explanation", "records_peace", "records_peacekey", "records_lift")
DEEDS = ("UPDATE", "DELETE")


def step_aside(apps, schema_editor):
    for table in FACTS:
        drop(table, schema_editor)


def drop(table, schema_editor):
    on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
    for deed in DEEDS:
        schema_editor.execute(f"DROP TRIGGER {table}_no_{deed.lower()}{on}")


def forbid_always(apps, schema_editor):
    for table in FACTS:
        make(table, schema_editor, "demur_append_only", "")


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION demur_fact() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF EXISTS (SELECT 1 FROM records_erasing) THEN "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END IF; "
            "RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END $$"
        )
    for table in FACTS + NEW_FACTS:
        when = "WHEN NOT EXISTS (SELECT 1 FROM records_erasing)"
        make(table, schema_editor, "demur_fact", when)


def make(table, schema_editor, function, when):
    postgres = schema_editor.connection.vendor == "postgresql"
    for deed in DEEDS:
        does = (
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
            if postgres
            else f"{when} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} {does}"
        )


def allow(apps, schema_editor):
    for table in FACTS + NEW_FACTS:
        drop(table, schema_editor)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION demur_fact()")


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0007_draft_texts_settled"),
    ]

    operations = [
        migrations.RunPython(step_aside, forbid_always),
        migrations.CreateModel(
            name="Erasing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by", models.CharField(max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name="Explanation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("too expensive", "too expensive"),
                            ("chose another", "chose another"),
                            ("no longer needed", "no longer needed"),
                            ("not now", "not now"),
                            ("other", "other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rival", models.CharField(blank=True, max_length=120)),
                ("rival_price_minor", models.PositiveBigIntegerField(null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("day", models.DateField(null=True)),
                ("words", models.CharField(blank=True, max_length=1000)),
            ],
        ),
        migrations.CreateModel(
            name="Lift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=120)),
                ("reason", models.CharField(max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("keys", models.JSONField(default=list)),
                (
                    "lang",
                    models.CharField(
                        choices=[("hu", "hu"), ("ru", "ru"), ("en", "en")], max_length=2
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("by", models.CharField(max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(unique=True)),
                ("at", models.DateTimeField()),
                ("need", models.CharField(max_length=240)),
                ("quantity", models.PositiveIntegerField(null=True)),
                ("price_minor", models.PositiveBigIntegerField(null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("until", models.DateField(null=True)),
                ("by", models.CharField(max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name="Peace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(unique=True)),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("this need", "this need"),
                            ("marketing", "marketing"),
                            ("everything", "everything"),
                        ],
                        max_length=12,
                    ),
                ),
                ("channels", models.JSONField(default=list)),
                ("need", models.CharField(blank=True, max_length=64)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("but_one_offer", models.BooleanField(default=False)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("tap", "tap"),
                            ("one click", "one click"),
                            ("sms", "sms"),
                            ("mail", "mail"),
                            ("phone", "phone"),
                            ("letter", "letter"),
                        ],
                        max_length=12,
                    ),
                ),
                ("proof", models.JSONField(default=dict)),
                ("granted_by", models.CharField(max_length=120)),
                ("row", models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="PeaceJournal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("journal", models.UUIDField(unique=True)),
                ("read_to", models.PositiveBigIntegerField(default=0)),
                ("key_mark", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="PeaceKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="promised",
            name="promised_channel_listed",
        ),
        migrations.RemoveConstraint(
            model_name="refusal",
            name="refusal_situation_listed",
        ),
        migrations.RemoveConstraint(
            model_name="refusal",
            name="refusal_step_listed",
        ),
        migrations.AddField(
            model_name="contact",
            name="zone",
            field=models.CharField(blank=True, db_default="", max_length=40),
        ),
        migrations.AddField(
            model_name="refusal",
            name="contact",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="regrets",
                to="records.contact",
            ),
        ),
        migrations.AlterField(
            model_name="promised",
            name="channel",
            field=models.CharField(
                choices=[
                    ("phone", "phone"),
                    ("sms", "sms"),
                    ("mail", "mail"),
                    ("letter", "letter"),
                    ("partner", "partner"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="refusal",
            name="inquiry",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refusal",
                to="records.inquiry",
            ),
        ),
        migrations.AlterField(
            model_name="refusal",
            name="proposed_step",
            field=models.CharField(
                blank=True,
                choices=[
                    ("serve", "serve"),
                    ("wait", "wait"),
                    ("alternative", "alternative"),
                    ("partner", "partner"),
                    ("polite no", "polite no"),
                    ("wrong number", "wrong number"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="refusal",
            name="situation",
            field=models.CharField(
                blank=True,
                choices=[
                    ("served", "served"),
                    ("other business", "other business"),
                    ("other speciality", "other speciality"),
                    ("out of stock", "out of stock"),
                    ("no one free", "no one free"),
                    ("wrong number", "wrong number"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="refusal",
            name="step",
            field=models.CharField(
                blank=True,
                choices=[
                    ("serve", "serve"),
                    ("wait", "wait"),
                    ("alternative", "alternative"),
                    ("partner", "partner"),
                    ("polite no", "polite no"),
                    ("wrong number", "wrong number"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="promised",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["phone", "sms", "mail", "letter", "partner"])),
                name="promised_channel_listed",
            ),
        ),
        migrations.AddField(
            model_name="explanation",
            name="refusal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="explanations",
                to="records.refusal",
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="contact",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, to="records.contact"
            ),
        ),
        migrations.AddField(
            model_name="refusal",
            name="link",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="regrets",
                to="records.link",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="contact",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, to="records.contact"
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="inquiry",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, to="records.inquiry"
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="item",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, to="records.item"
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="offer",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="records.offer"
            ),
        ),
        migrations.AddField(
            model_name="refusal",
            name="offer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="regrets",
                to="records.offer",
            ),
        ),
        migrations.AddConstraint(
            model_name="refusal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "situation__in",
                        [
                            "served",
                            "other business",
                            "other speciality",
                            "out of stock",
                            "no one free",
                            "wrong number",
                            "",
                        ],
                    )
                ),
                name="refusal_situation_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="refusal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "step__in",
                        [
                            "serve",
                            "wait",
                            "alternative",
                            "partner",
                            "polite no",
                            "wrong number",
                            "",
                        ],
                    )
                ),
                name="refusal_step_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="refusal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("direction", demur.domain.refusal.Direction["REGRET"]),
                        ("inquiry", None),
                        ("situation", ""),
                    ),
                    models.Q(
                        ("direction", demur.domain.refusal.Direction["DENIAL"]),
                        ("inquiry__isnull", False),
                        models.Q(("situation", ""), _negated=True),
                        models.Q(("step", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="refusal_is_whole",
            ),
        ),
        migrations.AddField(
            model_name="peace",
            name="refusal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="peaces",
                to="records.refusal",
            ),
        ),
        migrations.AddField(
            model_name="lift",
            name="peace",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="lift", to="records.peace"
            ),
        ),
        migrations.AddField(
            model_name="peacekey",
            name="peace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="keys", to="records.peace"
            ),
        ),
        migrations.AddConstraint(
            model_name="explanation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        [
                            "too expensive",
                            "chose another",
                            "no longer needed",
                            "not now",
                            "other",
                            "",
                        ],
                    )
                ),
                name="explanation_reason_listed",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["contact", "-at"], name="offer_contact"),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(("lang__in", ["hu", "ru", "en"])), name="link_lang_listed"
            ),
        ),
        migrations.AddConstraint(
            model_name="peace",
            constraint=models.CheckConstraint(
                condition=models.Q(("scope__in", ["this need", "marketing", "everything"])),
                name="peace_scope_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="peace",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("source__in", ["tap", "one click", "sms", "mail", "phone", "letter"])
                ),
                name="peace_source_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="lift",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="lift_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="peacekey",
            constraint=models.UniqueConstraint(fields=("key", "peace"), name="peace_key_once"),
        ),
        migrations.RunPython(forbid, allow),
    ]
