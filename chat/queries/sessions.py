"""Finds the row behind a session cookie, in one query."""

from datetime import datetime

from chat.models import Session


def live_session(key_hash: str, now: datetime) -> Session | None:
    """Return a session that still counts, with its user; None when it is absent or over."""
    row = Session.objects.select_related("user").filter(pk=key_hash).first()
    return row if row is not None and row.live_at(now) else None


def stored_session(key_hash: str) -> Session | None:
    """Return a session's row, also one that is over."""
    return Session.objects.filter(pk=key_hash).first()
