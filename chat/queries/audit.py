"""What the audit log says, who may read it, and whether it is still what was written."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Exists, OuterRef, Q, QuerySet

from chat.models import AuditEntry, Membership, Room, User
from chat.protocol.actors import RANKS
from chat.protocol.acts import ACTS
from chat.protocol.events import stamp
from chat.protocol.limits import ENTRY_MINUTES

ROWS_AT_ONCE = 1_000  # read and checked together; some hundred kilobytes


def entry_record(entry: AuditEntry) -> dict[str, Any]:
    """Return an entry as it is read over REST and written by an export."""
    return {
        "number": entry.number,
        "at": stamp(entry.at),
        "by": entry.by,
        "door": entry.door,
        "act": entry.act,
        "person": entry.person,
        "room": entry.room,
        "thing": entry.thing,
        "reason": entry.reason,
        "details": json.loads(entry.details),
        "seal": entry.seal,
    }


def entries_visible_to(viewer: User) -> QuerySet[AuditEntry]:
    """Return all for admins; for moderators the acts of moderation, but for rooms they do not see;
    for others what was done in the rooms they lead."""
    if viewer.rank >= RANKS["admin"]:
        return AuditEntry.objects.all()
    mine = Membership.objects.filter(room=OuterRef("room"), user=viewer)
    if viewer.rank >= RANKS["moderator"]:
        opened = Room.objects.filter(pk=OuterRef("room"), kind=Room.Kind.OPEN)
        acts = [act for act, kind in ACTS.items() if kind == "moderation"]
        seen = Q(room=None) | Exists(opened) | Exists(mine)
        return AuditEntry.objects.filter(seen, act__in=acts)
    return AuditEntry.objects.filter(Exists(mine.exclude(role=Membership.Role.MEMBER)))


def entered(viewer: User, room_id: int, now: datetime) -> bool:
    """Whether somebody has said just now why they read a room that they have no part in."""
    since = now - timedelta(minutes=ENTRY_MINUTES)
    rows = AuditEntry.objects.filter(by=viewer.pk, act="room.entered", room=room_id, at__gt=since)
    return rows.exists()


def reads_log(viewer: User) -> bool:
    """Whether the log opens for somebody at all: moderators, and those who lead a room."""
    led = Membership.objects.filter(user=viewer).exclude(role=Membership.Role.MEMBER)
    return viewer.rank >= RANKS["moderator"] or led.exists()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many rows follow from each other, the head after them, and what is wrong next."""

    rows: int
    head: str
    fault: str | None


def verify(head: str | None = None) -> Verdict:
    """Check the seal of every row, in order, up to the first that is not what was written.

    ``head`` is one that the process log has kept: the log must still reach it.
    """
    keys: list[str] = list(settings.CHAT_AUDIT_KEYS)
    wanted, _, seal_wanted = (head or "0:").partition(":")
    met = head is None
    number, seal = 0, ""
    for entry in _entries():
        if isinstance(entry, int):
            return _broken(number, seal, f"Row {entry} cannot be read.")
        if entry.number != number + 1:
            return _broken(number, seal, f"Row {number + 1} is missing.")
        fitting = [i for i, key in enumerate(keys) if entry.sealed(seal, key) == entry.seal]
        if not fitting:
            return _broken(number, seal, f"Row {entry.number} is not what was sealed.")
        keys = keys[: fitting[0] + 1]  # after a newer key no older one seals
        number, seal = entry.number, entry.seal
        if str(number) == wanted:
            met = seal == seal_wanted
            if not met:
                return _broken(number, seal, f"Row {number} is another than the head names.")
    if not met:
        return _broken(number, seal, f"The log ends at row {number}, before the head {wanted}.")
    return Verdict(number, f"{number}:{seal}", None)


def _broken(number: int, seal: str, fault: str) -> Verdict:
    return Verdict(number, f"{number}:{seal}", fault)


def _entries() -> Iterator[AuditEntry | int]:
    """Yield every row in order; the number of one that cannot be read in its place."""
    last = -(2**62)
    while True:
        rows = AuditEntry.objects.filter(number__gt=last).order_by("number")
        try:
            found: list[AuditEntry | int] = list(rows[:ROWS_AT_ONCE])
            [entry.sealed("", "") for entry in found if isinstance(entry, AuditEntry)]
        except (DatabaseError, ValueError, TypeError, AttributeError):
            found = _one_by_one(last)
        if not found:
            return
        yield from found
        tail = found[-1]
        last = tail if isinstance(tail, int) else tail.number


def _one_by_one(last: int) -> list[AuditEntry | int]:
    """Return the rows after one up to the first that cannot be read, named by its number."""
    numbers = AuditEntry.objects.filter(number__gt=last).order_by("number")
    found: list[AuditEntry | int] = []
    for number in list(numbers.values_list("number", flat=True)[:ROWS_AT_ONCE]):
        try:
            entry = AuditEntry.objects.get(number=number)
            entry.sealed("", "")
        except (DatabaseError, ValueError, TypeError, AttributeError):
            return [*found, number]
        found.append(entry)
    return found
