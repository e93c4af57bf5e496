"""The one Django app with tables."""

from django.apps import AppConfig


class Records(AppConfig):
    """Everything Demur remembers."""

    name = "demur.records"
    label = "records"
    verbose_name = "Records"
