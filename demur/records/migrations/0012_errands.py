"""Messages to send, and what was answered to them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0011_comparisons"),
    ]

    operations = [
        migrations.CreateModel(
            name="Errand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(unique=True)),
                ("key", models.CharField(max_length=160, unique=True)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("card", "card"),
                            ("offer", "offer"),
                            ("receipt", "receipt"),
                            ("rest", "rest"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
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
                ("address", models.CharField(max_length=254)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("sale", "sale"),
                            ("better offer", "better offer"),
                            ("marketing", "marketing"),
                            ("asked", "asked"),
                        ],
                        max_length=16,
                    ),
                ),
                ("need", models.CharField(blank=True, max_length=250)),
                ("asked_at", models.DateTimeField(null=True)),
                ("about", models.UUIDField(null=True)),
                (
                    "lang",
                    models.CharField(
                        choices=[("hu", "hu"), ("ru", "ru"), ("en", "en")], max_length=2
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("body", models.TextField()),
                ("token", models.CharField(blank=True, max_length=64)),
                ("enclosed", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("sent", "sent"),
                            ("held", "held"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("next_at", models.DateTimeField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("why", models.CharField(blank=True, max_length=300)),
                ("held_until", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("number", models.CharField(blank=True, max_length=120)),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="records.contact",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)),
                        fields=["next_at"],
                        name="errand_due",
                    ),
                    models.Index(fields=["about"], name="errand_about"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["card", "offer", "receipt", "rest"])),
                        name="errand_kind_listed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ["phone", "sms", "mail", "letter", "partner"])
                        ),
                        name="errand_channel_listed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("purpose__in", ["sale", "better offer", "marketing", "asked"])
                        ),
                        name="errand_purpose_listed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lang__in", ["hu", "ru", "en"])),
                        name="errand_lang_listed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "sent", "held", "failed"])),
                        name="errand_state_listed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="errand_sent_has_its_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["sent", "failed"]), _negated=True),
                            ("next_at", None),
                            _connector="OR",
                        ),
                        name="errand_done_is_not_tried_again",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waiting"), _negated=True),
                            ("next_at__isnull", False),
                            _connector="OR",
                        ),
                        name="errand_that_waits_is_tried",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("heard_at", models.DateTimeField()),
                (
                    "channel",
                    models.CharField(
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
                ("address", models.CharField(max_length=254)),
                ("to", models.CharField(blank=True, max_length=60)),
                ("words", models.TextField(blank=True)),
                ("number", models.CharField(max_length=120)),
                ("meant", models.CharField(max_length=24)),
                ("sure", models.BooleanField()),
                ("declined", models.BooleanField(default=False)),
                ("seen_at", models.DateTimeField(null=True)),
                ("seen_by", models.CharField(blank=True, max_length=120)),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="records.contact",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "replies",
                "indexes": [
                    models.Index(
                        condition=models.Q(("seen_at", None)), fields=["-at"], name="reply_unseen"
                    ),
                    models.Index(fields=["contact", "-at"], name="reply_contact"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("channel", "number"), name="reply_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ["phone", "sms", "mail", "letter", "partner"])
                        ),
                        name="reply_channel_listed",
                    ),
                ],
            },
        ),
    ]
