"""The rule of reading: one pointer per membership, heard by one's other devices alone."""

from chat.actions import access
from chat.actions.batch import Batch
from chat.actions.outcome import Outcome
from chat.protocol.commands import MoveRead
from chat.queries.rooms import counts


def move_read(command: MoveRead, batch: Batch) -> Outcome:
    """Move one's read pointer, also backwards. Raises ``not_found``, ``forbidden``."""
    room, membership = access.joined(batch, command)
    seq = min(command.seq, room.seq)
    repeated = membership.read_seq == seq
    if not repeated:
        membership.read_seq = seq
        membership.save(update_fields=["read_seq"])
    batch.write_messages()
    unread, mentions = (0, 0)
    if seq < room.seq:
        unread, mentions = counts(command.by.user, room.pk).get(room.pk, (0, 0))
    state = {"read": seq, "unread": unread, "mentions": mentions}
    if not repeated:
        batch.tell_viewer(command.by.user, "read.moved", room=room.pk, **state)
    return Outcome(room.pk, seq, repeated, result=state)
