"""What the account pages have in common: who looks, what a rule refused, one's own page only."""

from collections.abc import Callable
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from chat.models import User
from chat.pipeline import perform_sync
from chat.protocol.commands import Command
from chat.protocol.errors import ChatError
from chat.web.authentication import AccountBackend

View = Callable[..., HttpResponse]


def for_the_signed_in(view: View) -> View:
    """Ask others to sign in first, and keep the page out of every cache."""
    return never_cache(login_required(view))


def viewer_of(request: HttpRequest) -> User:
    """Return who looks at a page for the signed-in."""
    return cast("User", request.user)


def try_command(form: forms.Form, command: Command) -> dict[str, Any] | None:
    """Carry a command out; a refusal becomes an error of the form, and the answer None."""
    try:
        return perform_sync(command).result
    except ChatError as refusal:
        form.add_error(None, refusal.told(gettext))
        return None


def sign_in_now(request: HttpRequest, user_id: int) -> None:
    """Sign in who has just made an account, as one who chose to stay signed in."""
    user = AccountBackend().get_user(user_id)
    if user is None:
        raise ChatError("unauthenticated", "This account cannot sign in.")
    record_authentication(request, user, method="password")
    get_adapter().login(request, user)
    request.session.set_expiry(settings.SESSION_COOKIE_AGE)
