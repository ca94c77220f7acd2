"""Whom a credential stands for: one query for each socket and each call that comes with one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from chat.models import Session, Token
from chat.protocol.actors import Actor
from chat.queries.secrets import hash_key

TOUCH_SECONDS = 60  # a token's last use is written at most this often


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a live credential, and when it ends by itself.

    ``barred``: the credential is good, but its account is suspended or not in use.
    """

    actor: Actor
    ends_at: datetime | None
    barred: bool


def holder_of_session(key_hash: str) -> Holder | None:
    """Return who is signed in with a session; None when it is absent or over."""
    now = timezone.now()
    rows = Session.objects.filter(pk=key_hash, user__isnull=False)
    found = rows.values_list("user_id", "expire_date", "ends_at", *_ACCOUNT)[:1]
    for user, idle_end, last_end, is_active, suspended_until in found:
        ends_at = min(idle_end, last_end)
        if ends_at > now:
            barred = _barred(is_active, suspended_until, now)
            return Holder(Actor(user, session=key_hash), ends_at, barred)
    return None


def holder_of_token(secret: str) -> Holder | None:
    """Return whose program came with a token; None when it is absent, over or revoked."""
    now = timezone.now()
    rows = Token.objects.filter(key_hash=hash_key(secret), revoked_at=None)
    found = rows.values_list("pk", "user_id", "scopes", "expires_at", "last_used_at", *_ACCOUNT)
    for pk, user, scopes, ends_at, used_at, is_active, suspended_until in found[:1]:
        if ends_at is None or ends_at > now:
            actor = Actor(user, token=pk, scopes=frozenset(scopes))
            barred = _barred(is_active, suspended_until, now)
            if not barred:
                _touch(pk, used_at, now)
            return Holder(actor, ends_at, barred)
    return None


_ACCOUNT = ("user__is_active", "user__suspended_until")


def _barred(is_active: bool, suspended_until: datetime | None, now: datetime) -> bool:
    return not is_active or (suspended_until is not None and suspended_until > now)


def _touch(pk: int, used_at: datetime | None, now: datetime) -> None:
    """Note a token's use; of several at once, one writes."""
    if used_at is None or now - used_at > timedelta(seconds=TOUCH_SECONDS):
        Token.objects.filter(pk=pk, last_used_at=used_at).update(last_used_at=now)


def end_of(actor: Actor) -> datetime | None:
    """Return when the actor's credential will end by itself, as stored now."""
    if actor.session is not None:
        ends = Session.objects.filter(pk=actor.session).values_list("expire_date", "ends_at")
        return min(*ends[0]) if ends else timezone.now()
    if actor.token is not None:
        expires = Token.objects.filter(pk=actor.token).values_list("expires_at", flat=True)
        return expires[0] if expires else timezone.now()
    return None
