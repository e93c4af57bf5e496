"""What the drafts closed until now came to, from what was kept: their bytes and the journal."""

from django.db import migrations


def tell(apps, schema_editor):
    draft, adoption, entry = (
        apps.get_model("records", name) for name in ("Draft", "Adoption", "Entry")
    )
    for one in draft.objects.exclude(closed_at=None).iterator():
        # A draft was closed at the instant at which its exact text was adopted.
        signed = adoption.objects.filter(policy__source=one.source, adopted_at=one.closed_at)
        one.adoption = signed.order_by("-pk").first()
        aside = entry.objects.filter(subject=f"policy draft {one.pk}", deed="put aside")
        last = aside.order_by("-pk").first()
        one.closed_by = one.adoption.adopted_by if one.adoption else last.who if last else ""
        one.save(update_fields=["adoption", "closed_by"])


class Migration(migrations.Migration):
    dependencies = [("records", "0005_withdrawn_and_closed")]
    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
