"""The switch of the language, before one signs in and after."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, override
from django.views.decorators.http import require_POST

from chat.pipeline import perform_sync
from chat.protocol.commands import ChooseLanguage
from chat.protocol.languages import LANGUAGES
from chat.web.authentication import actor_of

COOKIE_SECONDS = 365 * 86_400  # a year after the last choice the browser is asked again


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep a language, with the account of who is signed in and in this browser; go back."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated:
        perform_sync(ChooseLanguage(by=actor_of(request), language=language))
        with override(language or None):
            messages.success(request, gettext("Your language is changed."))
    answer = redirect(_origin(request))
    if language in LANGUAGES:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=COOKIE_SECONDS,
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    return answer


def _origin(request: HttpRequest) -> str:
    """Return the page the choice was made on, if it is one of ours."""
    origin = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(origin, {request.get_host()}, request.is_secure())
    return origin if safe else "/"
