"""The rules of reacting."""

from chat.actions import access
from chat.actions.batch import Batch
from chat.actions.messages import tell_changed, whole
from chat.actions.outcome import Outcome
from chat.models import Message, Reaction, Room
from chat.protocol.commands import AddReaction, RemoveReaction
from chat.protocol.errors import ChatError
from chat.protocol.limits import REACTIONS_PER_MESSAGE
from chat.text.emoji import check_emoji


def add_reaction(command: AddReaction, batch: Batch) -> Outcome:
    """React to a message of a room one belongs to; repeating it changes nothing.

    Raises ``not_found``, ``forbidden``, ``archived``, ``bad_frame``.
    """
    emoji = check_emoji(command.emoji)
    room, message = _reactable(command, batch)
    present = set(message.reactions.values_list("user_id", "emoji"))
    if (command.by.user, emoji) in present:
        return _unchanged(message, batch)
    kinds = {kind for _, kind in present}
    if emoji not in kinds and len(kinds) >= REACTIONS_PER_MESSAGE:
        raise ChatError("forbidden", "This message has as many different reactions as it can take.")
    Reaction.objects.create(message=message, user_id=command.by.user, emoji=emoji)
    return tell_changed("reaction.added", message, command.by.user, batch, room)


def remove_reaction(command: RemoveReaction, batch: Batch) -> Outcome:
    """Take one's own reaction back; repeating it changes nothing. Raises as ``add_reaction``."""
    emoji = check_emoji(command.emoji)
    room, message = _reactable(command, batch)
    gone, _ = message.reactions.filter(user_id=command.by.user, emoji=emoji).delete()
    if not gone:
        return _unchanged(message, batch)
    return tell_changed("reaction.removed", message, command.by.user, batch, room)


def _reactable(command: AddReaction | RemoveReaction, batch: Batch) -> tuple[Room, Message]:
    room, _ = access.writable(batch, command)
    message = batch.message(room.pk, command.seq)
    if message.deleted_at is not None:
        raise ChatError("not_found", "This message was deleted.")
    return room, message


def _unchanged(message: Message, batch: Batch) -> Outcome:
    state = whole(message, batch)
    return Outcome(message.room_id, message.changed_seq, repeated=True, result={"message": state})
