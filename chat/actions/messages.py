"""The rules of posting, editing and deleting."""

from typing import Any

from chat.actions import access
from chat.actions.batch import Batch
from chat.actions.links import forget_links, note, note_again
from chat.actions.mentions import Mentioned, mention_again, mentioned, tell_mentioned
from chat.actions.outcome import Outcome
from chat.actions.search import forget, renew
from chat.actions.uploads import attach, attachments_of, detach, same_attachments
from chat.models import Bookmark, Mention, Message, Reaction, Reminder, Revision, Room
from chat.protocol.actors import RANKS, Actor
from chat.protocol.commands import DeleteMessage, EditMessage, PostMessage, RemovePreview
from chat.protocol.errors import ChatError
from chat.protocol.events import Wire
from chat.queries.messages import mentions_of, reactions_of, wire


def post_message(command: PostMessage, batch: Batch) -> Outcome:
    """Store a message once for ever under its client_id, and tell the room.

    A repeat is answered before anything is refused. Raises ``not_found``, ``forbidden``,
    ``archived``, ``conflict``, ``rate_limited``.
    """
    room, _ = access.seen(batch, command)
    place = (room.pk, command.by.user, str(command.client_id))
    if place in batch.repeats:
        return _repeat(command, batch, batch.repeats[place])
    access.writable(batch, command)
    if command.wait is not None:
        raise ChatError("rate_limited", "You are writing very fast; wait a moment.", command.wait)
    root = _root(command, batch)
    called = mentioned(command, batch, room, command.thread)
    message = _write(command, batch, room, attachments_of(command))
    batch.repeats[place] = message
    _tell_posted(message, root, called, batch, room)
    return Outcome(
        room.pk, message.seq, result={"message": batch.news.rooms[room.pk][-1]["message"]}
    )


def _repeat(command: PostMessage, batch: Batch, message: Message) -> Outcome:
    """Answer a retry with the first result; refuse the id for another text."""
    if message._state.adding:  # noqa: SLF001  # posted by a neighbour in this very batch
        message = batch.message(message.room_id, message.seq)
    text = batch.prepared(command).text
    other = message.deleted_at is None and (
        _first_text(message) != text or not same_attachments(message, command)
    )
    if other or message.thread != command.thread:
        raise ChatError("conflict", "This client_id already stands for another message.")
    return Outcome(
        message.room_id, message.seq, repeated=True, result={"message": whole(message, batch)}
    )


def _first_text(message: Message) -> str:
    first = message.revisions.first() if message.edited_at else None
    return first.text if first else message.text


def _root(command: PostMessage, batch: Batch) -> Message | None:
    """Return the message that a reply answers to; raises ``not_found``, ``bad_frame``."""
    if command.thread is None:
        return None
    root = batch.replies.root(command.room, command.thread)
    if root.thread is not None:
        raise ChatError("bad_frame", "A reply cannot begin a thread of its own.")
    return root


def _write(command: PostMessage, batch: Batch, room: Room, attachments: list[Wire]) -> Message:
    prepared = batch.prepared(command)
    seq = batch.next_seq(room)
    message = Message(
        room_id=room.pk,
        seq=seq,
        changed_seq=seq,
        author_id=command.by.user,
        client_id=command.client_id,
        at=batch.now,
        text=prepared.text,
        html=batch.names.html(prepared),
        thread=command.thread,
        attachments=attachments or None,
    )
    batch.posted.append(message)
    attach(message)
    note(message, command, batch)
    return message


def _tell_posted(
    message: Message, root: Message | None, called: Mentioned, batch: Batch, room: Room
) -> None:
    """Tell the room of a new message, and those it names."""
    author = message.author_id
    body: Wire = {"message": wire(message, batch.users[author].display_name, [], called.rows)}
    if root is not None:
        body["root"] = batch.replies.gained(root, message, called.named, called.everybody)
    batch.tell_room(room, "message.posted", author, seq=message.seq, **body)
    batch.mentioned += [(message, user_id) for user_id in called.rows]
    for user_id in called.named:
        tell_mentioned(user_id, message, author, batch)


def whole(message: Message, batch: Batch) -> Wire:
    """Return the whole present state of a message, as its events carry it."""
    batch.write_messages()
    author = batch.user(message.author_id)
    reactions, mentions = reactions_of([message.pk]), mentions_of([message.pk])
    called = mentions.get(message.pk, ())
    return wire(message, author.display_name, reactions.get(message.pk), called)


def tell_changed(
    kind: str, message: Message, by: int, batch: Batch, room: Room, **more: Any
) -> Outcome:
    """Number a change of a message, store the number on it, and tell the room."""
    message.changed_seq = batch.next_seq(room)
    message.save(update_fields=["changed_seq"])
    state = whole(message, batch)
    batch.tell_room(room, kind, by, seq=message.changed_seq, message=state, **more)
    return Outcome(room.pk, message.changed_seq, result={"message": state})


def edit_message(command: EditMessage, batch: Batch) -> Outcome:
    """Replace one's own text and keep the earlier one; the same text changes nothing.

    Raises ``not_found``, ``forbidden``, ``archived``.
    """
    room, _ = access.writable(batch, command)
    message = batch.message(room.pk, command.seq)
    if message.author_id != command.by.user:
        raise ChatError("forbidden", "Only its author may edit a message.")
    if message.deleted_at is not None:
        raise ChatError("not_found", "This message was deleted.")
    prepared = batch.prepared(command)
    if prepared.text == message.text:
        state = whole(message, batch)
        return Outcome(room.pk, message.changed_seq, repeated=True, result={"message": state})
    called = mentioned(command, batch, room, message.thread)
    before = message.html
    Revision.objects.create(
        message=message,
        text=message.text,
        html=message.html,
        replaced_at=batch.now,
        replaced_seq=room.seq + 1,
    )
    message.text, message.html = prepared.text, batch.names.html(prepared)
    message.edited_at = batch.now
    note_again(message, command, before, batch)
    message.save(update_fields=["text", "html", "previews", "edited_at"])
    mention_again(message, called, before, batch, room)
    renew(message)
    return tell_changed("message.edited", message, command.by.user, batch, room)


def delete_message(command: DeleteMessage, batch: Batch) -> Outcome:
    """Leave a tombstone: all that was said, shown and made of it goes in the same commit.

    One's own anywhere one may see it; others' by those who stand above their author.
    Raises ``not_found``, ``forbidden``.
    """
    room, message, may = reachable(command, batch)
    if not may:
        raise ChatError("forbidden", "You may not delete this message.")
    if message.deleted_at is not None:
        state = whole(message, batch)
        return Outcome(room.pk, message.changed_seq, repeated=True, result={"message": state})
    for rows in (Revision, Reaction, Mention, Bookmark, Reminder):
        rows.objects.filter(message=message).delete()
    more: Wire = _unpinned(message, room)
    detach(message)
    forget_links(message)
    message.previews = None
    message.text = message.html = ""
    message.deleted_at, message.deleted_by_id = batch.now, command.by.user or None
    message.save(
        update_fields=[
            *("text", "html", "attachments", "previews", "deleted_at", "deleted_by"),
            *("pinned_at", "pinned_by"),
        ]
    )
    forget(message)
    if message.author_id != command.by.user:
        note_removal(command.by, "message.removed", message, batch)
    if message.thread is not None:
        more["root"] = batch.replies.lost(room, message, room.seq + 1)
    return tell_changed("message.deleted", message, command.by.user, batch, room, **more)


def note_removal(by: Actor, act: str, message: Message, batch: Batch) -> None:
    """Note in the audit log that something of somebody else was taken away."""
    about = {"person": message.author_id, "room": message.room_id}
    batch.note(by, act, **about, thing=f"message {message.seq}")


def _unpinned(message: Message, room: Room) -> Wire:
    """Take the pin off what is deleted; returns what its event says of the room's pins."""
    if message.pinned_at is None:
        return {}
    message.pinned_at = message.pinned_by_id = None
    room.pins -= 1
    room.save(update_fields=["pins"])
    return {"pins": room.pins}


def reachable(command: DeleteMessage | RemovePreview, batch: Batch) -> tuple[Room, Message, bool]:
    """Return the room and message, and whether it is one's own or of somebody below oneself.

    Moderators reach every room they may see, admins every room: they see them all in the admin.
    """
    rank = access.site_rank(batch, command.by)
    if rank >= RANKS["admin"]:
        room = batch.room(command.room)
    elif rank >= RANKS["moderator"]:
        room, _ = access.seen(batch, command)
    else:
        room, _ = access.joined(batch, command)
    message = batch.message(room.pk, command.seq)
    own = message.author_id == command.by.user
    return room, message, own or access.outranks(batch, command.by, message.author_id, room)
