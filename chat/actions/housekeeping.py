"""Deletes what has outlived its use, a bounded batch at a time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Model

from chat.actions.previews import delete_old_previews
from chat.actions.uploads import delete_unposted_uploads
from chat.models import Invitation, Revocation, Session

INVITATION_DAYS = 90  # an expired invitation is kept this long, to see who used which link
REVOCATION_DAYS = 30  # every process reads a revocation within seconds; the rest is for questions


def delete_expired_sessions(now: datetime, limit: int = 1_000) -> int:
    """Delete at most ``limit`` rows of each kind that are over; returns how many went.

    Sessions past their idle or absolute end, long expired invitations, old revocations, files
    that nobody posted, links that nobody looked at, what pages said of themselves long ago. Call
    it again while it returns something. Safe to run in several processes at once.
    """
    return (
        _delete(Session, _idle(now, limit))
        + _delete(Session, _ended(now, limit))
        + _delete(Invitation, _stale_invitations(now, limit))
        + _delete(Revocation, _old_revocations(now, limit))
        + delete_unposted_uploads(now, limit)
        + delete_old_previews(now, limit)
    )


def _idle(now: datetime, limit: int) -> Iterable[str]:
    rows = Session.objects.filter(expire_date__lte=now).order_by("expire_date")
    return rows.values_list("pk", flat=True)[:limit]


def _ended(now: datetime, limit: int) -> Iterable[str]:
    rows = Session.objects.filter(ends_at__lte=now).order_by("ends_at")
    return rows.values_list("pk", flat=True)[:limit]


def _stale_invitations(now: datetime, limit: int) -> Iterable[int]:
    before = now - timedelta(days=INVITATION_DAYS)
    rows = Invitation.objects.filter(expires_at__lte=before).order_by("pk")
    return rows.values_list("pk", flat=True)[:limit]


def _old_revocations(now: datetime, limit: int) -> list[int]:
    """The oldest by seq, which is commit order, so no index on the time is needed."""
    before = now - timedelta(days=REVOCATION_DAYS)
    oldest = Revocation.objects.order_by("seq").values_list("seq", "at")[:limit]
    return [seq for seq, at in oldest if at <= before]


def _delete(model: type[Model], keys: Iterable[object]) -> int:
    # Listed first: a delete with a limit inside is not the same on every database.
    return model._default_manager.filter(pk__in=list(keys)).delete()[0]
