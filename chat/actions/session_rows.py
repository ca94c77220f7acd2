"""Writes what the session engine keeps of a visit; nobody else hears of it, so no command."""

from datetime import datetime, timedelta

from django.db import transaction

from chat.actions.chain import act_of, append
from chat.models import Session
from chat.protocol.actors import Actor

TOUCH_SECONDS = 60  # a visit is written at most this often: reading pages must not cost a commit


def touch_session(session: Session, now: datetime) -> bool:
    """Note that a session was seen and move its idle end along; returns whether it was due.

    The idle time stays what it was. Of several requests at once, one writes.
    """
    if now - session.last_seen_at < timedelta(seconds=TOUCH_SECONDS):
        return False
    idle = session.expire_date - session.last_seen_at
    unseen = Session.objects.filter(pk=session.pk, last_seen_at=session.last_seen_at)
    return bool(unseen.update(last_seen_at=now, expire_date=now + idle))


def touch_session_key(key_hash: str, now: datetime) -> None:
    """Note that a session was used through a socket."""
    session = Session.objects.filter(pk=key_hash).first()
    if session is not None:
        touch_session(session, now)


def write_session(
    key_hash: str, payload: str, user_id: int | None, now: datetime, idle: timedelta
) -> bool:
    """Store a session's payload and owner; returns False when the session has ended meanwhile.

    Where it gets an owner somebody has just signed in: that is noted with it, or it is not so.
    """
    rows = Session.objects.filter(pk=key_hash)
    with transaction.atomic():
        begun = user_id is not None and rows.filter(user=None).update(user_id=user_id)
        stored = rows.update(
            session_data=payload, user_id=user_id, last_seen_at=now, expire_date=now + idle
        )
        if begun:
            address = rows.values_list("address", flat=True).get()
            by = Actor(user_id or 0, door="page")
            append([act_of(by, "session.begun", now, person=user_id, address=address)])
    return bool(stored)


def drop_session(key_hash: str) -> None:
    """Remove a session that nobody is signed in with, or that is over: no socket stands on it."""
    Session.objects.filter(pk=key_hash).delete()
