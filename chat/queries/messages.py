"""Messages as their readers see them: pages, changes since a cursor, revisions."""

from collections import defaultdict
from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce

from chat.models import Message, Revision, Room, User
from chat.protocol.errors import ChatError, not_found
from chat.protocol.events import Wire, stamp
from chat.protocol.limits import (
    INTEGER_MAX,
    PAGE_MESSAGES,
    PAGE_MESSAGES_MAX,
    SYNC_CHARACTERS,
    SYNC_MESSAGES,
)
from chat.queries.rooms import room_state, room_visible_to

Mentioned = dict[int, list[int | None]]  # by message; None is everybody
Rows = QuerySet[Message, Any]  # of ``with_authors``

SYNC_LEAST = 3  # messages in a frame whatever their length: one change touches two at most


def wire(
    message: Any,
    author_name: str,
    reactions: list[Wire] | None = None,
    mentions: Iterable[int | None] = (),
) -> Wire:
    """Return a message, a record or a row of ``with_authors``, as the contract writes it.

    ``mentions`` are people's ids, and None where it calls everybody.
    """
    deleted = None
    if message.deleted_at:
        deleted = {"at": stamp(message.deleted_at), "by": message.deleted_by_id}
    return {
        "room": message.room_id,
        "seq": message.seq,
        "changed_seq": message.changed_seq,
        "client_id": str(message.client_id),
        "author": message.author_id,
        "author_name": author_name,
        "at": stamp(message.at),
        "text": message.text,
        "html": message.html,
        "thread": message.thread,
        "replies": message.replies,
        "last_reply": last_reply(message),
        "edited_at": stamp(message.edited_at) if message.edited_at else None,
        "deleted": deleted,
        "attachments": message.attachments or [],
        "previews": message.previews or [],
        "reactions": reactions or [],
        "mentions": [user for user in mentions if user is not None],
        "everybody": None in mentions,
        "pinned": message.pinned_at is not None,
    }


def last_reply(root: Any) -> Wire | None:
    """Return when a thread was answered last, and by whom lately; None without replies."""
    if root.last_reply_seq is None or root.last_reply_at is None:
        return None
    return {
        "seq": root.last_reply_seq,
        "at": stamp(root.last_reply_at),
        "people": root.repliers or [],
    }


def reactions_of(message_ids: Iterable[int]) -> dict[int, list[Wire]]:
    """Return each message's reactions: emoji in order of first use, people in order."""
    return marks_of(message_ids)[0]


def mentions_of(message_ids: Iterable[int]) -> Mentioned:
    """Return the ids of the people each message mentions; None is everybody."""
    return marks_of(message_ids)[1]


def marks_of(message_ids: Iterable[int]) -> tuple[dict[int, list[Wire]], Mentioned]:
    """Return each message's reactions and mentions, in one query for both."""
    ids = ", ".join(map(str, message_ids))  # numbers of our own; to bind 500 took 7 ms
    grouped: dict[int, dict[str, list[int]]] = defaultdict(dict)
    mentioned: Mentioned = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_MARKS.format(ids=ids or "NULL"))
        for _, message, user, emoji in sorted(cursor.fetchall(), key=itemgetter(0, 1)):
            if emoji:
                grouped[message].setdefault(emoji, []).append(user)
            else:
                mentioned[message].append(user)
    reactions = {
        message: [{"emoji": emoji, "users": users} for emoji, users in by_emoji.items()]
        for message, by_emoji in grouped.items()
    }
    return reactions, mentioned


_MARKS = """
SELECT id, message_id, user_id, emoji FROM chat_reaction WHERE message_id IN ({ids})
UNION ALL SELECT id, message_id, user_id, '' FROM chat_mention WHERE message_id IN ({ids})
"""


def wires(rows: Iterable[Any]) -> list[Wire]:
    """Return rows of ``with_authors`` as the contract writes them, in one query more."""
    rows = list(rows)
    reactions, mentions = marks_of(row.id for row in rows) if rows else ({}, {})
    return [
        wire(row, _author(row), reactions.get(row.id), mentions.get(row.id, ())) for row in rows
    ]


def _author(row: Any) -> str:
    """Return what is shown of a row's author. Source: ``User.display_name``."""
    return str(row.author__name or row.author__username)


def with_authors() -> Rows:
    """Return messages as named rows, with what is shown of their authors, in one query.

    Rows and no records: making a record of each cost four times what reading it did.
    """
    own = (field.attname for field in Message._meta.concrete_fields)
    return Message.objects.values_list(*own, "author__username", "author__name", named=True)


def message_row(viewer: User, room_id: int, seq: int) -> Any:
    """Return the row of one message of a visible room; raises ``not_found``."""
    room = room_visible_to(viewer, room_id)
    found = with_authors().filter(room=room, seq=seq).first()
    if found is None:
        raise not_found("message")
    return found


def message(viewer: User, room_id: int, seq: int) -> Wire:
    """Return one message as the contract writes it; raises ``not_found``."""
    return wires([message_row(viewer, room_id, seq)])[0]


def page(
    viewer: User,
    room_id: int,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    client_id: str | None = None,
    limit: int = PAGE_MESSAGES,
    roots: bool = False,
) -> dict[str, Any]:
    """Return a page of a visible room, oldest first; the newest page without parameters.

    ``before`` and ``after`` exclude their seq, ``around`` centres on it, ``client_id`` finds
    what the viewer sent under that id. ``roots`` leaves replies out: they are read by thread.
    Raises ``not_found`` and ``bad_frame``.
    """
    if sum(x is not None for x in (before, after, around, client_id)) > 1:
        raise ChatError("bad_frame", "Give one of before, after, around and client_id.")
    room = room_visible_to(viewer, room_id)
    rows = with_authors().filter(room=room)
    if roots:
        rows = rows.filter(thread=None)
    if client_id is not None:
        found = list(rows.filter(author=viewer, client_id=client_id))
        has_before = has_after = False
    else:
        limit = max(1, min(limit, PAGE_MESSAGES_MAX))
        found, has_before, has_after = page_rows(rows, before, after, around, limit)
    return {
        "messages": wires(found),
        "epoch": room.epoch,
        "seq": room.seq,
        "has_before": has_before,
        "has_after": has_after,
    }


def page_rows(
    rows: Rows, before: int | None, after: int | None, around: int | None, limit: int
) -> tuple[list[Any], bool, bool]:
    """Return a page's rows, oldest first, and whether there are more before and after them."""
    if after is not None:
        found, has_after = _ascending(rows.filter(seq__gt=after), limit)
        return found, rows.filter(seq__lte=after).exists(), has_after
    if around is not None:
        return _around(rows, around, limit)
    if before is not None:
        found, has_before = _descending(rows.filter(seq__lt=before), limit)
        return found, has_before, rows.filter(seq__gte=before).exists()
    found, has_before = _descending(rows, limit)
    return found, has_before, False


def _around(rows: Rows, seq: int, limit: int) -> tuple[list[Any], bool, bool]:
    """Return the rows up to a seq and beyond it: one walk between the two ends of the page.

    Near the beginning of a room, where few came before, a second one fills the page.
    """
    before = limit // 2 + 1
    after = max(1, limit - before)
    found = rows.filter(
        seq__gte=_place(rows.filter(seq__lte=seq).order_by("-seq"), before, 0),
        seq__lte=_place(rows.filter(seq__gt=seq).order_by("seq"), after, INTEGER_MAX),
    )
    older: list[Any] = []
    newer: list[Any] = []
    for row in found.order_by("seq"):
        (older if row.seq <= seq else newer).append(row)
    if len(older) < before and len(newer) > after:
        newer, has_after = _ascending(rows.filter(seq__gt=seq), max(1, limit - len(older)))
        return older + newer, False, has_after
    return older[-before:] + newer[:after], len(older) > before, len(newer) > after


def _place(rows: Rows, position: int, otherwise: int) -> Coalesce:
    """Return, as an expression, the seq of the row at a position, where there is one."""
    return Coalesce(Subquery(rows.values("seq")[position : position + 1]), otherwise)


def _ascending(rows: Rows, limit: int) -> tuple[list[Any], bool]:
    """Return the first ``limit`` rows by seq, and whether there are more."""
    found = list(rows.order_by("seq")[: limit + 1])
    return found[:limit], len(found) > limit


def _descending(rows: Rows, limit: int) -> tuple[list[Any], bool]:
    """Return the last ``limit`` rows by seq, oldest first, and whether there are more."""
    found = list(rows.order_by("-seq")[: limit + 1])
    return found[:limit][::-1], len(found) > limit


def changed_since(room: Room, cursor: int, limit: int = SYNC_MESSAGES) -> Wire:
    """Return `room.synced`: the room and what changed in it beyond a cursor.

    ``room`` must have been read before this call. Oldest change first, so that the last row is the
    new cursor. What changes between the two reads is answered too: a row shows only its last
    change, and the event of that one does not tell what the earlier ones were.
    """
    changed = with_authors().filter(room=room, changed_seq__gt=cursor)
    rows = list(changed.order_by("changed_seq", "seq")[: limit + 1])
    size = _fitting(rows, limit)
    more = len(rows) > size
    if more:  # never cut between two messages that one change touched
        last = rows[size].changed_seq
        rows = [m for m in rows[:size] if m.changed_seq < last]
    head = room.seq
    if rows and (more or rows[-1].changed_seq > head):
        head = rows[-1].changed_seq
    state = Room.objects.get(pk=room.pk) if head > room.seq else room
    return {
        "type": "room.synced",
        "room": room.pk,
        "epoch": room.epoch,
        "messages": wires(rows),
        "room_state": room_state(state),  # of this head or a later one, never an earlier
        "seq": head,
        "more": more,
    }


def _fitting(rows: list[Any], limit: int) -> int:
    """Return how many rows go into one frame: by number, and by the length of their texts."""
    length = 0
    for size, row in enumerate(rows[:limit]):
        length += len(row.text) + len(row.html)
        if length > SYNC_CHARACTERS and size >= SYNC_LEAST:
            return size
    return min(limit, len(rows))


def changes(
    viewer: User, room_id: int, *, epoch: str, cursor: int, limit: int = SYNC_MESSAGES
) -> Wire:
    """Return `room.synced`, or `room.reset` where the cursor is of no use."""
    room = room_visible_to(viewer, room_id)
    if epoch != room.epoch or cursor > room.seq:
        return {"type": "room.reset", "room": room.pk, "epoch": room.epoch, "seq": room.seq}
    return changed_since(room, cursor, max(2, min(limit, SYNC_MESSAGES)))


def revisions(viewer: User, room_id: int, seq: int) -> list[Wire]:
    """Return the earlier texts of a message, oldest first; raises ``not_found``."""
    rows = Revision.objects.filter(message=message_row(viewer, room_id, seq).id)
    return [
        {"text": r.text, "html": r.html, "replaced_at": stamp(r.replaced_at), "seq": r.replaced_seq}
        for r in rows.order_by("replaced_seq")
    ]
