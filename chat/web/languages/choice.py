"""Finds out in which language an answer is read: one's own choice, else what the browser asks for.

A call of the API carries its language in ``Accept-Language``, like everything else it needs.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import override
from django.utils.translation.trans_real import parse_accept_lang_header

from chat.protocol.languages import ENGLISH, LANGUAGES, spoken
from chat.web.sessions import stateless


def accepted(header: str) -> str:
    """Return the first language of an ``Accept-Language`` header that is spoken here."""
    for wanted, _ in parse_accept_lang_header(header):
        if wanted.startswith(ENGLISH) or spoken(wanted) != ENGLISH:
            return spoken(wanted)
    return ENGLISH


def language_of(request: HttpRequest) -> str:
    """Return the language in which a request is answered."""
    asked = accepted(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
    if stateless(request):
        return asked
    kept = request.user.language if request.user.is_authenticated else ""
    chosen = kept or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in LANGUAGES else asked


def speaking(scope: Mapping[str, Any]) -> AbstractContextManager[None]:
    """Speak the language that a request asks for, outside of Django's own layers."""
    headers = dict(scope.get("headers", ()))
    return override(accepted(headers.get(b"accept-language", b"").decode("latin-1")))


class LanguageMiddleware:
    """Speaks the reader's language while a request is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_of(request)
        with override(language):
            answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", language)
        patch_vary_headers(answer, ["Accept-Language"])
        return answer
