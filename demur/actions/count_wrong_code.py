"""Count: somebody typed a short code that is nobody's."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from demur.records.wrong_codes import WINDOW, WrongCode, whence


def count_wrong_code(address: str, now: datetime) -> None:
    """Count a wrong code against the address it came from; what is past its time goes."""
    with transaction.atomic():
        WrongCode.objects.filter(at__lte=now - WINDOW).delete()
        WrongCode.objects.create(whence=whence(address), at=now)
