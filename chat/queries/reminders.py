"""What people are reminded of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from chat.models import Reminder, User
from chat.protocol.events import stamp
from chat.queries.messages import wires, with_authors

Wire = dict[str, Any]


def reminder_wire(reminder: Reminder) -> Wire:
    """Return a reminder as the contract writes it: of its message it names the place alone."""
    return {
        "id": str(reminder.key),
        "due_at": stamp(reminder.due_at),
        "due": reminder.told_at is not None,
        "text": reminder.text,
        "room": reminder.room_id,
        "seq": reminder.seq,
    }


def reminders_of_each(user_ids: Sequence[int]) -> dict[int, list[Wire]]:
    """Return the reminders of each of these people, the earliest first, in one query."""
    found: dict[int, list[Wire]] = {user: [] for user in user_ids}
    for reminder in Reminder.objects.filter(user_id__in=user_ids).order_by("due_at", "pk"):
        found[reminder.user_id].append(reminder_wire(reminder))
    return found


def reminders_of(viewer: User) -> list[Wire]:
    """Return what a person is reminded of, the earliest first, each with its message or None.

    What stands in rooms that they have left is out of sight.
    """
    seen = Q(room=None) | Q(room__memberships__user=viewer)
    found = list(Reminder.objects.filter(seen, user=viewer).order_by("due_at", "pk"))
    keys = [reminder.message_id for reminder in found if reminder.message_id is not None]
    rows = list(with_authors().filter(pk__in=keys)) if keys else []
    messages = {row.id: wire for row, wire in zip(rows, wires(rows), strict=True)}
    return [
        reminder_wire(r) | {"message": messages[r.message_id] if r.message_id else None}
        for r in found
    ]


def anything_due(now: datetime) -> bool:
    """Whether somebody has to be told of something."""
    return Reminder.objects.filter(told_at=None, due_at__lte=now).exists()
