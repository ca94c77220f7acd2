"""The rules of pinning: a few messages that everyone in a room finds again."""

from chat.actions import access
from chat.actions.batch import Batch
from chat.actions.messages import tell_changed, whole
from chat.actions.outcome import Outcome
from chat.models import Message, Room
from chat.protocol.commands import PinMessage, UnpinMessage
from chat.protocol.errors import ChatError
from chat.protocol.limits import PINS_PER_ROOM


def pin_message(command: PinMessage, batch: Batch) -> Outcome:
    """Pin a message of a room one leads, or of one's direct conversation.

    Raises ``not_found``, ``forbidden``, ``archived``.
    """
    room, message = _pinnable(command, batch)
    if message.pinned_at is not None:
        return _unchanged(message, batch)
    if room.pins >= PINS_PER_ROOM:
        raise ChatError("forbidden", "This room has as many pins as it takes: take one off first.")
    message.pinned_at, message.pinned_by_id = batch.now, command.by.user or None
    _count(message, room, 1)
    return tell_changed("message.pinned", message, command.by.user, batch, room, pins=room.pins)


def unpin_message(command: UnpinMessage, batch: Batch) -> Outcome:
    """Take a pin off; who may pin may unpin, whoever pinned it. Raises as ``pin_message``."""
    room, message = _pinnable(command, batch)
    if message.pinned_at is None:
        return _unchanged(message, batch)
    message.pinned_at = message.pinned_by_id = None
    _count(message, room, -1)
    return tell_changed("message.unpinned", message, command.by.user, batch, room, pins=room.pins)


def _pinnable(command: PinMessage | UnpinMessage, batch: Batch) -> tuple[Room, Message]:
    """Return the room and message; nobody leads a direct conversation, so its people all may."""
    room, membership = access.writable(batch, command)
    message = batch.message(room.pk, command.seq)
    if message.deleted_at is not None:
        raise ChatError("not_found", "This message was deleted.")
    if room.kind != Room.Kind.DIRECT and not access.leads(batch, command.by, membership):
        raise ChatError("forbidden", "Only those who lead this room may pin in it.")
    return room, message


def _count(message: Message, room: Room, step: int) -> None:
    """Store a pin that was set or taken off, and how many the room has now."""
    message.save(update_fields=["pinned_at", "pinned_by"])
    room.pins += step
    room.save(update_fields=["pins"])


def _unchanged(message: Message, batch: Batch) -> Outcome:
    state = whole(message, batch)
    return Outcome(message.room_id, message.changed_seq, repeated=True, result={"message": state})
