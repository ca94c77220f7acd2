"""The one app of the product."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Names the app and loads its system checks."""

    name = "chat"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks. Source: django.apps.AppConfig."""
        from chat import checks  # noqa: F401
