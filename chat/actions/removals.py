"""The rules of removing many messages: asked for once, carried out by the rule of a single one."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction

from chat.actions import access
from chat.actions.batch import Batch
from chat.actions.messages import delete_message
from chat.actions.outcome import Outcome
from chat.models import Removal, Room
from chat.protocol.actors import RANKS, Actor, operator
from chat.protocol.commands import (
    Command,
    ContinueRemoval,
    DeleteMessage,
    EndRemoval,
    RemoveMessages,
)
from chat.protocol.errors import ChatError, not_found
from chat.protocol.events import stamp
from chat.protocol.limits import REASON_CHARACTERS, REMOVALS_AT_ONCE
from chat.queries.removals import Place, removable, removal_record
from chat.text.check import check_name

LAPSED = frozenset(("forbidden", "unauthenticated"))  # whoever asked for it may no longer
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # older times are nobody's, and not every zone has them
LEASE_SECONDS = 15  # that a running one is left to who took it; a step takes far less


def remove_messages(command: RemoveMessages, batch: Batch) -> Outcome:
    """Begin to remove what somebody below oneself said until now.

    Raises ``not_found``, ``forbidden``, ``bad_frame``, ``rate_limited``.
    """
    user = batch.user(command.user)
    room = _place(command, batch)
    if not access.outranks(batch, command.by, user.pk, room):
        raise ChatError("forbidden", "You may not remove the messages of this person.")
    since, until = max(command.since, EARLIEST), min(command.until or batch.now, batch.now)
    if since > until:
        raise ChatError("bad_frame", "The period must begin before it ends, and not in the future.")
    _refuse_many(command.by)
    row = Removal.objects.create(
        user=user,
        room=room,
        by_id=command.by.user or None,
        operator=command.by.operator,
        door=command.by.door,
        reason=check_name(command.reason, REASON_CHARACTERS) if command.reason else "",
        at=batch.now,
        since=since,
        until=until,
        due_at=batch.now,
    )
    _note(command.by, "removal.begun", row, batch)
    return Outcome(result={"removal": removal_record(row)})


def _place(command: RemoveMessages, batch: Batch) -> Room | None:
    """Return the room it is about, locked: one that the actor may see, or any for admins."""
    if command.room is None:
        return None
    room = access.locked(batch, command.room)
    mine = batch.membership(room.pk, command.by.user)
    admin = access.site_rank(batch, command.by) >= RANKS["admin"]
    if not admin and access.unknown(room, mine, command.by):
        raise not_found("room")
    return room


def _note(by: Actor, act: str, row: Removal, batch: Batch) -> None:
    """Note in the audit log that it begins or is stopped; each message has an entry of its own."""
    about = {"person": row.user_id, "room": row.room_id, "thing": f"removal {row.pk}"}
    period = {"since": stamp(row.since), "until": stamp(row.until)}
    batch.note(by, act, **about, reason=row.reason, removed=row.removed, **period)


def _refuse_many(by: Actor) -> None:
    running = Removal.objects.filter(state=Removal.State.RUNNING, by=by.user)
    if not by.operator and running.count() >= REMOVALS_AT_ONCE:
        raise ChatError("rate_limited", "Many removals of yours are running; wait for one to end.")


def continue_removal(command: ContinueRemoval, batch: Batch) -> Outcome:
    """Delete a few messages as whoever asked for it would one by one, with their rights of now.

    Raises ``forbidden``, ``not_found``, ``unauthenticated``.
    """
    if not command.by.operator:
        raise ChatError("forbidden", "Only the server carries a removal out.")
    room = batch.room(command.room)
    row = _locked(command.removal)
    if row.state != Removal.State.RUNNING:
        return Outcome(room.pk, room.seq, repeated=True, result={"removal": removal_record(row)})
    by = _asker(row, batch)
    here = removable(row).filter(room=room, seq__in=command.seqs).order_by("seq")
    for seq in list(here.values_list("seq", flat=True)):
        deletion = DeleteMessage(by=by, room=room.pk, seq=seq)
        batch.authority.check(deletion)
        delete_message(deletion, batch)  # the same answer for all: they have one author
        row.removed += 1
    row.reached = max(row.reached, command.reached)
    # After the last step of some, the next ones are anybody's.
    row.due_at = batch.now if command.reached else batch.now + timedelta(seconds=LEASE_SECONDS)
    row.save(update_fields=["removed", "reached", "due_at"])
    return Outcome(room.pk, room.seq, result={"removal": removal_record(row)})


def _asker(row: Removal, batch: Batch) -> Actor:
    """Return in whose name messages go, with their account as it is now."""
    if row.operator:
        return operator(row.by_id or 0, row.door)
    if row.by_id is None:
        raise ChatError("forbidden", "Whoever asked for this is here no more.")
    batch.users.setdefault(row.by_id, batch.user(row.by_id))
    return Actor(row.by_id, door=row.door)


def _locked(removal_id: int) -> Removal:
    rows = Removal.objects.select_for_update(no_key=True)
    found = rows.filter(pk=removal_id).first()
    if found is None:
        raise not_found("removal")
    return found


def end_removal(command: EndRemoval, batch: Batch) -> Outcome:
    """Stop a removal of a person below oneself; ending it otherwise is the server's.

    Raises ``not_found``, ``forbidden``.
    """
    row = _locked(command.removal)
    room = access.locked(batch, row.room_id) if row.room_id else None
    access.refuse_stranger(command.by, batch, room, "removal")
    if command.state != "stopped" and not command.by.operator:
        raise ChatError("forbidden", "Only the server says how a removal came out.")
    if not access.outranks(batch, command.by, row.user_id, room):
        raise ChatError("forbidden", "You may not stop this removal.")
    if row.state != Removal.State.RUNNING:
        return Outcome(repeated=True, result={"removal": removal_record(row)})
    row.state, row.ended_at, row.ended_by_id = command.state, batch.now, command.by.user or None
    row.save(update_fields=["state", "ended_at", "ended_by"])
    if command.state == "stopped":
        _note(command.by, "removal.stopped", row, batch)
    return Outcome(result={"removal": removal_record(row)})


# --- For the process that carries it out --------------------------------------------------------


def take_removal(now: datetime, removal_id: int | None = None) -> Removal | None:
    """Return a running removal that waits, that one if it is named, each to one caller.

    Whoever does not come back with it loses it to the next after a while.
    """
    due = Removal.objects.filter(state=Removal.State.RUNNING, due_at__lte=now)
    if removal_id is not None:
        due = due.filter(pk=removal_id)
    if not due.exists():  # most of the time, and without a lock
        return None
    with transaction.atomic():
        rows = due.select_for_update(skip_locked=True, no_key=True).order_by("due_at")
        taken = rows.first()
        if taken is not None:
            taken.due_at = now + timedelta(seconds=LEASE_SECONDS)
            taken.save(update_fields=["due_at"])
    return taken


def commands_of(removal: Removal, places: Sequence[Place]) -> list[Command]:
    """Return what is to be done now: a step for each room of these messages, or its end."""
    if not places:
        return [EndRemoval(by=operator(), removal=removal.pk, state="done")]
    return [*steps_of(removal, places)]


def steps_of(removal: Removal, places: Sequence[Place]) -> list[ContinueRemoval]:
    """Return a step for each room of these messages; the last says how far that reaches."""
    rooms: dict[int, list[int]] = {}
    for _, room, seq in places:
        rooms.setdefault(room, []).append(seq)
    last = len(rooms)
    return [
        ContinueRemoval(
            by=operator(),
            removal=removal.pk,
            room=room,
            seqs=seqs,
            reached=places[-1][0] if number == last else 0,
        )
        for number, (room, seqs) in enumerate(rooms.items(), 1)
    ]
