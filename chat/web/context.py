"""What every template may use."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi

from chat.protocol.languages import ENGLISH, LANGUAGES
from chat.queries import accounts
from chat.web.languages.words import words_address


def workspace(request: HttpRequest) -> dict[str, Any]:
    """Give templates the workspace, read only where one names it."""
    return {"workspace": SimpleLazyObject(accounts.workspace)}


def language(request: HttpRequest) -> dict[str, Any]:
    """Tell templates the language of the page, its direction, and which others there are."""
    spoken_now = get_language() or ENGLISH
    return {
        "language": spoken_now,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "languages": LANGUAGES.items(),
        "words_address": words_address(spoken_now),
    }
