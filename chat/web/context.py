"""What every template may use."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from chat.queries import accounts


def workspace(request: HttpRequest) -> dict[str, Any]:
    """Give templates the workspace, read only where one names it."""
    return {"workspace": SimpleLazyObject(accounts.workspace)}
