from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0006_who_closed_a_draft"),
    ]

    operations = [
        migrations.AddField("drafttext", "over", models.PositiveIntegerField(null=True)),
        migrations.AddField("drafttext", "settled_at", models.DateTimeField(null=True)),
        migrations.AddField("drafttext", "takes_back", models.PositiveIntegerField(null=True)),
    ]
