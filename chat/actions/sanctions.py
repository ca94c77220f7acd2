"""The rules of warnings, mutes and bans: each above whom it meets, with a reason and an end."""

from datetime import datetime

from chat.actions import access
from chat.actions.batch import Batch
from chat.actions.ends import checked_end
from chat.actions.memberships import depart
from chat.actions.outcome import Outcome
from chat.models import FOR_EVER, Membership, Room, Sanction, User
from chat.protocol.actors import Actor
from chat.protocol.commands import ImposeSanction, LiftSanction
from chat.protocol.errors import ChatError, not_found
from chat.protocol.events import stamp
from chat.protocol.limits import REASON_CHARACTERS
from chat.queries.sanctions import sanction_record, sanction_wire
from chat.text.check import check_name


def impose_sanction(command: ImposeSanction, batch: Batch) -> Outcome:
    """Warn, mute or ban somebody below oneself; what it replaces is lifted.

    Raises ``not_found``, ``forbidden``, ``bad_frame``.
    """
    user = batch.user(command.user)
    room = _place(command, batch)
    if not access.outranks(batch, command.by, user.pk, room):
        raise ChatError("forbidden", "You may not impose a sanction on this person.")
    _refuse_senseless(command, batch)
    membership = batch.membership(room.pk, user.pk) if room else None
    if room and membership is None and command.kind != "ban":
        raise not_found("member")
    row = record_sanction(
        Sanction(
            user=user,
            kind=command.kind,
            room=room,
            by_id=command.by.user or None,
            reason=check_name(command.reason, REASON_CHARACTERS) if command.reason else "",
            until=command.until if command.kind != "warning" else None,
        ),
        batch,
    )
    if command.kind == "mute":
        _hush(user, membership, room, row.until or FOR_EVER)
    if membership is not None and room and command.kind == "ban":
        depart(room, membership, command.by, batch)
    tell_sanction(row, batch)
    note_sanction(command.by, "sanction.imposed", row, batch)
    return Outcome(result={"sanction": sanction_record(row, batch.now)})


def _place(command: ImposeSanction, batch: Batch) -> Room | None:
    """Return the room a sanction is for, locked; raises ``not_found``, ``forbidden``."""
    if command.room is None:
        return None
    room = access.locked(batch, command.room)
    if access.hidden(batch, command.by, room):
        raise not_found("room")
    if room.kind == Room.Kind.DIRECT:
        raise ChatError("forbidden", "A direct conversation knows no sanctions of its own.")
    return room


def _refuse_senseless(command: ImposeSanction, batch: Batch) -> None:
    if command.kind == "ban" and command.room is None:
        raise ChatError("bad_frame", "A ban is for a room; to bar somebody everywhere, suspend.")
    checked_end(command.until, batch.now)


def record_sanction(row: Sanction, batch: Batch) -> Sanction:
    """Store a sanction in place of the one of its kind that runs there."""
    same = Sanction.objects.running(batch.now).filter(user=row.user, kind=row.kind, room=row.room)
    same.update(lifted_at=batch.now, lifted_by_id=row.by_id)
    row.at = batch.now
    row.save()
    return row


def _hush(
    user: User, membership: Membership | None, room: Room | None, until: datetime | None
) -> None:
    """Store until when somebody does not write, where every post reads it anyway."""
    if room is None:
        user.silenced_until = until
        user.save(update_fields=["silenced_until"])
    elif membership is not None:
        membership.silenced_until = until
        membership.save(update_fields=["silenced_until"])


def tell_sanction(row: Sanction, batch: Batch) -> None:
    """Tell the person, on all their devices."""
    batch.tell_viewer(row.user_id, "sanction.changed", sanction=sanction_wire(row, batch.now))


def note_sanction(by: Actor, act: str, row: Sanction, batch: Batch) -> None:
    """Note in the audit log that a sanction was imposed or lifted."""
    about = {"person": row.user_id, "room": row.room_id, "thing": f"sanction {row.pk}"}
    until = stamp(row.until) if row.until else None
    batch.note(by, act, **about, reason=row.reason, kind=row.kind, until=until)


def lift_sanction(command: LiftSanction, batch: Batch) -> Outcome:
    """End a sanction of somebody below oneself before its time.

    Raises ``not_found``, ``forbidden``.
    """
    row = Sanction.objects.select_related("user").filter(pk=command.sanction).first()
    if row is None:
        raise not_found("sanction")
    room = access.locked(batch, row.room_id) if row.room_id else None
    user = batch.user(row.user_id)
    access.refuse_stranger(command.by, batch, room, "sanction")
    if not access.outranks(batch, command.by, user.pk, room):
        raise ChatError("forbidden", "You may not lift this sanction.")
    if not row.running_at(batch.now):
        return Outcome(repeated=True, result={"sanction": sanction_record(row, batch.now)})
    lift(row, command.by.user, batch)
    tell_sanction(row, batch)
    note_sanction(command.by, "sanction.lifted", row, batch)
    return Outcome(result={"sanction": sanction_record(row, batch.now)})


def lift(row: Sanction, by: int, batch: Batch) -> None:
    """Store that a sanction is over, and take back what it did."""
    row.lifted_at, row.lifted_by_id = batch.now, by or None
    row.save(update_fields=["lifted_at", "lifted_by"])
    if row.kind == Sanction.Kind.MUTE:
        place = batch.membership(row.room_id, row.user_id) if row.room_id else None
        _hush(batch.user(row.user_id), place, row.room, None)
    if row.kind == Sanction.Kind.SUSPENSION:
        user = batch.user(row.user_id)
        user.suspended_until, user.suspended_reason = None, ""
        user.save(update_fields=["suspended_until", "suspended_reason"])
