"""Whom a credential stands for: one query for all that come together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from chat.models import Session, Token
from chat.models.clock import clock
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


def holders_of_sessions(key_hashes: Sequence[str]) -> dict[str, Holder]:
    """Return who is signed in with each of these sessions; none for what is absent or over."""
    if not key_hashes:
        return {}
    now = clock.now()
    rows = Session.objects.filter(pk__in=key_hashes, user__isnull=False).order_by()
    found = rows.values_list("pk", "user_id", "expire_date", "ends_at", *_ACCOUNT)
    return {
        key: Holder(Actor(user, session=key), end, _barred(is_active, suspended_until, now))
        for key, user, idle_end, last_end, is_active, suspended_until in found
        if (end := min(idle_end, last_end)) > now
    }


def holders_of_tokens(key_hashes: Sequence[str]) -> dict[str, Holder]:
    """Return whose program came with each of these tokens; none for what is over or revoked."""
    if not key_hashes:
        return {}
    now, holders = clock.now(), {}
    rows = Token.objects.filter(key_hash__in=key_hashes, revoked_at=None).order_by()
    found = rows.values_list(
        "key_hash", "pk", "user_id", "scopes", "expires_at", "last_used_at", *_ACCOUNT
    )
    for key, pk, user, scopes, ends_at, used_at, is_active, suspended_until in found:
        if ends_at is None or ends_at > now:
            actor = Actor(user, token=pk, scopes=frozenset(scopes))
            barred = _barred(is_active, suspended_until, now)
            if not barred:
                _touch(pk, used_at, now)
            holders[key] = Holder(actor, ends_at, barred)
    return holders


def holder_of_token(secret: str) -> Holder | None:
    """Return whose program came with a token; None when it is absent, over or revoked."""
    key = hash_key(secret)
    return holders_of_tokens([key]).get(key)


_ACCOUNT = ("user__is_active", "user__suspended_until")


def _barred(is_active: bool, suspended_until: datetime | None, now: datetime) -> bool:
    return not is_active or (suspended_until is not None and suspended_until > now)


def _touch(pk: int, used_at: datetime | None, now: datetime) -> None:
    """Note a token's use; of several at once, one writes.

    Nobody waits for it: a process that was frozen while it wrote here kept everybody out who
    came with the same token, until the database ended its transaction.
    """
    if used_at is None or now - used_at > timedelta(seconds=TOUCH_SECONDS):
        with transaction.atomic():
            free = Token.objects.select_for_update(skip_locked=True).filter(pk=pk)
            Token.objects.filter(pk__in=free.values("pk"), last_used_at=used_at).update(
                last_used_at=now
            )


def end_of(actor: Actor) -> datetime | None:
    """Return when the actor's credential will end by itself, as stored now."""
    if actor.session is not None:
        ends = Session.objects.filter(pk=actor.session).values_list("expire_date", "ends_at")
        return min(*ends[0]) if ends else clock.now()
    if actor.token is not None:
        expires = Token.objects.filter(pk=actor.token).values_list("expires_at", flat=True)
        return expires[0] if expires else clock.now()
    return None
