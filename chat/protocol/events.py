"""What happened: the past-tense words sent to clients, hooks and exports."""

from datetime import UTC, datetime
from typing import Any

Wire = dict[str, Any]  # a JSON object of the contract

ROOM_KINDS = (
    "message.posted",
    "message.edited",
    "message.deleted",
    "reaction.added",
    "reaction.removed",
    "message.pinned",
    "message.unpinned",
    "preview.added",
    "preview.removed",
    "member.joined",
    "member.left",
    "room.changed",
)
VIEWER_KINDS = (
    "room.opened",
    "room.closed",
    "role.changed",
    "sanction.changed",
    "report.filed",
    "report.decided",
    "level.changed",
    "read.moved",
    "mention",
    "bookmark.added",
    "bookmark.removed",
    "room.placed",
    "sections.changed",
    "reminder.set",
    "reminder.due",
    "reminder.done",
    "thread.followed",
    "thread.unfollowed",
    "thread.read.moved",
)


def stamp(at: datetime) -> str:
    """A time as the contract writes it: UTC, microseconds, ``Z``."""
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return f"{at.isoformat(timespec='microseconds')[:26]}Z"


def room_event(kind: str, seq: int, at: datetime, by: int, **body: Any) -> Wire:
    """A lasting change of a room, numbered by the room's seq."""
    return {"seq": seq, "kind": kind, "at": stamp(at), "by": by, **body}


def viewer_event(kind: str, seq: int, **body: Any) -> Wire:
    """A change for one person, numbered by that person's viewer_seq."""
    return {"type": "viewer", "seq": seq, "kind": kind, **body}
