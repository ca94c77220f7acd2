"""The rules of following threads and of reading them."""

from chat.actions import access
from chat.actions.batch import Batch
from chat.actions.outcome import Outcome
from chat.models import Follow, Room
from chat.protocol.commands import FollowThread, MoveThreadRead, UnfollowThread
from chat.protocol.errors import ChatError
from chat.queries.threads import follow_entry


def follow_thread(command: FollowThread, batch: Batch) -> Outcome:
    """Follow a thread of a room one belongs to, read up to now.

    Raises ``not_found``, ``forbidden``, ``bad_frame``.
    """
    room, _ = access.joined(batch, command)
    if batch.replies.root(room.pk, command.thread).thread is not None:
        raise ChatError("bad_frame", "A reply has no thread of its own.")
    begun = batch.replies.begin(room, command.thread, command.by.user, read=room.seq)
    entry = follow_entry(command.by.user, room.pk, command.thread) or {}
    return _outcome(room, entry | {"seq": room.seq}, repeated=not begun)


def unfollow_thread(command: UnfollowThread, batch: Batch) -> Outcome:
    """Follow a thread no more; not to follow it changes nothing. Raises as ``follow_thread``."""
    room, _ = access.joined(batch, command)
    batch.replies.root(room.pk, command.thread)
    batch.write_messages()
    place = {"room": room.pk, "thread": command.thread}
    gone, _ = Follow.objects.filter(**place, user_id=command.by.user).delete()
    if gone:
        batch.tell_viewer(command.by.user, "thread.unfollowed", thread=place)
    return _outcome(room, place, repeated=not gone)


def move_thread_read(command: MoveThreadRead, batch: Batch) -> Outcome:
    """Move one's read pointer of a thread one follows, also backwards.

    Raises ``not_found``, ``forbidden``.
    """
    room, _ = access.joined(batch, command)
    batch.replies.root(room.pk, command.thread)
    batch.write_messages()
    mine = Follow.objects.filter(room=room, thread=command.thread, user_id=command.by.user)
    found = mine.first()
    if found is None:
        raise ChatError("forbidden", "Follow this thread first.")
    seq = min(command.seq, room.seq)
    repeated = found.read_seq == seq
    if not repeated:
        mine.update(read_seq=seq)
    entry = (follow_entry(command.by.user, room.pk, command.thread) or {}) | {"seq": room.seq}
    if not repeated:
        batch.tell_viewer(command.by.user, "thread.read.moved", thread=entry)
    return _outcome(room, entry, repeated=repeated)


def _outcome(room: Room, entry: dict[str, int], *, repeated: bool) -> Outcome:
    return Outcome(room.pk, room.seq, repeated, result={"thread": entry})
