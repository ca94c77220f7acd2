"""Refuses configurations that cannot keep the promises."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def check_layer(**_: Any) -> list[CheckMessage]:
    """Several processes need a channel layer that reaches them all."""
    in_memory = "InMemory" in settings.CHANNEL_LAYERS["default"]["BACKEND"]
    if settings.CHAT_WORKERS > 1 and in_memory:
        return [
            Error(
                "Several processes cannot share the in-memory channel layer.",
                hint="Set REDIS_URL, or serve with one worker.",
                id="chat.E001",
            )
        ]
    return []
