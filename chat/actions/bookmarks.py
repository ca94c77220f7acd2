"""The rules of keeping messages for oneself: nobody else hears of it."""

from chat.actions import access
from chat.actions.batch import Batch
from chat.actions.outcome import Outcome
from chat.models import Bookmark, Message, Room
from chat.protocol.commands import AddBookmark, RemoveBookmark
from chat.protocol.errors import ChatError
from chat.protocol.limits import BOOKMARKS_PER_USER


def add_bookmark(command: AddBookmark, batch: Batch) -> Outcome:
    """Keep a message of a room one belongs to, archived or not.

    Raises ``not_found``, ``forbidden``.
    """
    room, message = _keepable(command, batch)
    mine = Bookmark.objects.filter(user_id=command.by.user)
    if mine.filter(message=message).exists():
        return _outcome(room, repeated=True)
    if mine.count() >= BOOKMARKS_PER_USER:
        raise ChatError("forbidden", "You keep as many messages as one may: let go of one first.")
    Bookmark.objects.create(
        user_id=command.by.user, message=message, room=room, seq=message.seq, at=batch.now
    )
    batch.tell_viewer(command.by.user, "bookmark.added", room=room.pk, message=message.seq)
    return _outcome(room)


def remove_bookmark(command: RemoveBookmark, batch: Batch) -> Outcome:
    """Keep a message no longer. Raises as ``add_bookmark``."""
    room, message = _keepable(command, batch)
    gone, _ = Bookmark.objects.filter(user_id=command.by.user, message=message).delete()
    if gone:
        batch.tell_viewer(command.by.user, "bookmark.removed", room=room.pk, message=message.seq)
    return _outcome(room, repeated=not gone)


def _keepable(command: AddBookmark | RemoveBookmark, batch: Batch) -> tuple[Room, Message]:
    room, _ = access.joined(batch, command)
    message = batch.message(room.pk, command.seq)
    if message.deleted_at is not None:
        raise ChatError("not_found", "This message was deleted.")
    return room, message


def _outcome(room: Room, *, repeated: bool = False) -> Outcome:
    return Outcome(room.pk, room.seq, repeated)
