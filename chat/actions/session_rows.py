"""Writes what the session engine keeps of a visit; nobody else hears of it, so no command."""

from datetime import datetime, timedelta

from chat.models import Session

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
    """Store a session's payload and owner; returns False when the session has ended meanwhile."""
    rows = Session.objects.filter(pk=key_hash)
    return bool(
        rows.update(session_data=payload, user_id=user_id, last_seen_at=now, expire_date=now + idle)
    )


def drop_session(key_hash: str) -> None:
    """Remove a session that nobody is signed in with, or that is over: no socket stands on it."""
    Session.objects.filter(pk=key_hash).delete()
