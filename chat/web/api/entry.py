"""Lets a caller in by its token or session, and finds out for whom a call is answered."""

from dataclasses import replace

from django.http import HttpRequest

from chat.models import User
from chat.protocol.actors import Actor
from chat.protocol.errors import ChatError
from chat.queries.accounts import user_visible_to
from chat.web.authentication import SAFE_METHODS, actor_of


class Call(HttpRequest):
    """A request whose caller is known; ninja keeps what `caller_of` returns in ``auth``."""

    auth: Actor


def caller_of(request: HttpRequest) -> Actor:
    """Return who calls; raises ``unauthenticated`` and ``forbidden``.

    What a token may change is for the rules to say; what it may read is asked here alone.
    """
    actor = actor_of(request)
    if request.method in SAFE_METHODS and "read" not in actor.scopes:
        raise ChatError("forbidden", "This token lacks the scope '{scope}'.", scope="read")
    return replace(actor, door="rest")


def require_read(call: Call) -> None:
    """Refuse a token without ``read`` where a change is answered with what others wrote."""
    if "read" not in call.auth.scopes:
        raise ChatError("forbidden", "This token lacks the scope '{scope}'.", scope="read")


def viewer_of(call: Call) -> User:
    """Return the person or bot a call is answered for: an id that reads start from, unread.

    The query that checked the credential has found the account, and that it may enter.
    """
    return User(pk=call.auth.user)


def account_of(call: Call) -> User:
    """Return the account a call is answered for, as it is stored."""
    return user_visible_to(viewer_of(call), call.auth.user)
