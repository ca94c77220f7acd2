"""Whom a request stands for: by password, by session cookie or by bearer token."""

from datetime import datetime

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.formats import date_format
from django.utils.translation import gettext

from chat.actions.session_rows import touch_session
from chat.models import User
from chat.models.clock import clock
from chat.protocol.actors import Actor
from chat.protocol.errors import ChatError
from chat.queries.credentials import Holder, holder_of_token
from chat.queries.sessions import live_session
from chat.web.sessions import hashed_cookie

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS", "TRACE"))


def refusal_of(user: User, now: datetime) -> str | None:
    """Return why an account may not sign in, as a sentence; None where it may."""
    if user.kind == User.Kind.BOT:
        return gettext("This is a bot. Bots do not sign in; they use tokens.")
    if not user.is_active:
        return gettext("This account is no longer in use. Ask an admin of this workspace.")
    if user.suspended_at(now) and user.suspended_until:
        return f"{_suspension(user.suspended_until)} {_reason(user.suspended_reason)}".rstrip()
    return None


def _suspension(until: datetime) -> str:
    if until.year >= FOREVER:
        return gettext("This account is suspended.")
    when = date_format(until, gettext("j F Y, H:i"))
    return gettext("This account is suspended until {when} UTC.").format(when=when)


def _reason(reason: str) -> str:
    return gettext("Reason given: {reason}").format(reason=reason) if reason else ""


FOREVER = 9000  # the year from which a suspension's end is not worth naming


class AccountBackend(AuthenticationBackend):
    """Checks passwords, by user name or e-mail address, in equal time for unknown names."""

    def user_can_authenticate(self, user: User) -> bool:
        """Whether an account may sign in or stay so. Source: ModelBackend."""
        return refusal_of(user, clock.now()) is None


class _CsrfCheck(CsrfViewMiddleware):
    """Django's own check, with the reason as its answer."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason)


def _not_exempt(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def require_csrf(request: HttpRequest) -> None:
    """Refuse an unsafe request that does not prove it came from our own pages.

    Only a session needs this: browsers add cookies by themselves. Raises ``forbidden``.
    """
    check = _CsrfCheck(_not_exempt)
    if request.method not in SAFE_METHODS and check.process_view(request, _not_exempt, (), {}):
        raise ChatError(
            "forbidden", "This request did not come from a page of this site (CSRF check failed)."
        )


def actor_of(request: HttpRequest) -> Actor:
    """Return whom a request acts for; a bearer token counts before a session.

    Raises ``unauthenticated``, also for a suspended account, or ``forbidden`` for an unsafe
    request by session without a CSRF token.
    """
    header = request.META.get("HTTP_AUTHORIZATION")
    if header is not None:
        return _actor_of_bearer(header)
    actor = _actor_of_cookie(request)
    require_csrf(request)
    return actor


def _actor_of_bearer(header: str) -> Actor:
    scheme, _, secret = header.partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not secret:
        raise ChatError("unauthenticated", "Send the token as “Authorization: Bearer …”.")
    return _admitted(
        holder_of_token(secret),
        ChatError("unauthenticated", "This token is not, or no longer, valid."),
    )


def _admitted(holder: Holder | None, otherwise: ChatError) -> Actor:
    """Return whom a credential stands for; refuse none, and who may not enter."""
    if holder is None:
        raise otherwise
    if holder.barred:
        raise ChatError("unauthenticated", "This account is suspended.")
    return holder.actor


def _actor_of_cookie(request: HttpRequest) -> Actor:
    now = clock.now()
    key_hash = hashed_cookie(request)
    row = live_session(key_hash, now) if key_hash else None
    if row is None or row.user is None:
        raise ChatError("unauthenticated", "You are not, or no longer, signed in.")
    if not row.user.may_enter(now):
        raise ChatError("unauthenticated", "This account is suspended.")
    touch_session(row, now)
    return Actor(row.user.pk, session=row.pk, door="page")
