"""The room that shows: pages and API, templates, static files, and who may see them."""

from django.apps import AppConfig


class Web(AppConfig):
    """No tables: only templates and static files, and the check of the access table."""

    name = "demur.web"
    label = "web"

    def ready(self) -> None:
        """Have Django's system check ask whether every route has its line."""
        from demur.web import access  # noqa: F401
