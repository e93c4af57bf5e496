"""The room that shows: pages and API, templates, static files, and who may see them."""

from django.apps import AppConfig


class Web(AppConfig):
    """No tables: only templates and static files, and the checks of doors and exits."""

    name = "demur.web"
    label = "web"

    def ready(self) -> None:
        """Have Django's system check ask whether every route and exit has its line."""
        from demur.web import access, exits  # noqa: F401
