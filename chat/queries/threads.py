"""The threads a person follows, what of them is unread, and the replies of a thread."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from chat.models import User
from chat.protocol.errors import ChatError, not_found
from chat.protocol.events import Wire, stamp
from chat.protocol.limits import FOLLOWS_LISTED, PAGE_MESSAGES_MAX, PAGE_THREADS
from chat.queries.messages import page_rows, wires, with_authors
from chat.queries.rooms import UNREAD_MAX, room_visible_to

Row = tuple[int, int, int, int, int, int, int, Any]

# Unread is looked for only where the last reply is beyond the read pointer.
_FOLLOWS = """
SELECT f.user_id, f.room_id, f.thread, r.seq, f.read_seq,
  CASE WHEN f.last_reply_seq > f.read_seq THEN
    (SELECT count(*) FROM (SELECT 1 FROM chat_message x
      WHERE x.room_id = f.room_id AND x.thread = f.thread AND x.seq > f.read_seq
        AND x.author_id <> f.user_id AND x.deleted_at IS NULL ORDER BY x.seq LIMIT %s) AS few)
    ELSE 0 END,
  CASE WHEN f.last_reply_seq > f.read_seq THEN
    (SELECT count(*) FROM (
      SELECT x.id FROM chat_mention n JOIN chat_message x ON x.id = n.message_id
        WHERE n.user_id = f.user_id AND n.room_id = f.room_id AND n.seq > f.read_seq
          AND x.thread = f.thread
      UNION SELECT x.id FROM chat_mention n JOIN chat_message x ON x.id = n.message_id
        WHERE n.user_id IS NULL AND n.room_id = f.room_id AND n.seq > f.read_seq
          AND x.thread = f.thread AND x.author_id <> f.user_id) AS called)
    ELSE 0 END,
  f.last_reply_at
FROM (
  SELECT f.*, root.last_reply_seq, root.last_reply_at, row_number() OVER (PARTITION BY f.user_id
    ORDER BY root.last_reply_at IS NULL, root.last_reply_at DESC, f.id DESC) AS place
  FROM chat_follow f
  JOIN chat_membership m ON m.room_id = f.room_id AND m.user_id = f.user_id
  JOIN chat_message root ON root.room_id = f.room_id AND root.seq = f.thread
  WHERE f.user_id IN ({users}){only}
) f
JOIN chat_room r ON r.id = f.room_id
WHERE f.place <= %s ORDER BY f.place
"""


def follow_wire(room: int, thread: int, seq: int, read: int, unread: int, mentions: int) -> Wire:
    """Return a followed thread as its follower is told of it; the counts hold as of ``seq``."""
    return {
        "room": room,
        "thread": thread,
        "seq": seq,
        "read": read,
        "unread": unread,
        "mentions": mentions,
    }


def _rows(user_ids: Sequence[int], place: tuple[int, int] | None = None) -> list[Row]:
    """Return what these people follow, answered last first; at a place, that one thread alone."""
    users = ", ".join(map(str, user_ids)) or "NULL"
    only = " AND f.room_id = %s AND f.thread = %s" if place else ""
    sql = _FOLLOWS.format(users=users, only=only)
    with connection.cursor() as cursor:
        cursor.execute(sql, [UNREAD_MAX, *(place or ()), FOLLOWS_LISTED])
        return list(cursor.fetchall())


def follows_of(user_ids: Sequence[int]) -> dict[int, list[Wire]]:
    """Return the threads each of these people follows, answered last first, in one query."""
    found: dict[int, list[Wire]] = {user: [] for user in user_ids}
    for user, *row, _ in _rows(user_ids):
        found[user].append(follow_wire(*row))
    return found


def follow_entries(user_id: int) -> list[Wire]:
    """Return the threads a person follows, those that were answered last first."""
    return follows_of([user_id])[user_id]


def follow_entry(user_id: int, room_id: int, thread: int) -> Wire | None:
    """Return one thread as a person follows it; None for one they do not."""
    for _, *row, _ in _rows([user_id], (room_id, thread)):
        return follow_wire(*row)
    return None


def followed(
    viewer: User, *, after: str | None = None, limit: int = PAGE_THREADS
) -> dict[str, Any]:
    """Return the threads a person follows with their roots, unread ones first, then by activity.

    ``after`` is the ``next`` of the page before. Raises ``bad_frame``.
    """
    placed = sorted(((_place(row), row) for row in _rows([viewer.pk])), reverse=True)
    if after is not None:
        last = _parsed(after)
        placed = [(place, row) for place, row in placed if place < last]
    limit = max(1, min(limit, PAGE_THREADS))
    shown, more = placed[:limit], len(placed) > limit
    roots = _roots([row for _, row in shown])
    return {
        "threads": [follow_wire(*row[1:7]) | {"root": roots[row[1:3]]} for _, row in shown],
        "next": "~".join(map(str, shown[-1][0])) if more else None,
    }


Place = tuple[int, str, int, int]  # whether unread, time of the last reply, room and thread


def _place(row: Row) -> Place:
    _, room, thread, _, _, unread, _, at = row
    if isinstance(at, str):  # as SQLite keeps it: in UTC, and without saying so
        at = datetime.fromisoformat(f"{at}+00:00")
    return (int(unread > 0), stamp(at) if at else "", room, thread)


def _parsed(after: str) -> Place:
    try:
        unread, at, room, thread = after.split("~")
        return (int(unread), at, int(room), int(thread))
    except ValueError:
        raise ChatError("bad_frame", "after: give the next of the page before.") from None


def _roots(rows: list[Row]) -> dict[tuple[int, int], Wire]:
    wanted = Q()
    for row in rows:
        wanted |= Q(room_id=row[1], seq=row[2])
    found = wires(with_authors().filter(wanted)) if rows else []
    return {(root["room"], root["seq"]): root for root in found}


def thread(
    viewer: User,
    room_id: int,
    seq: int,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int = PAGE_MESSAGES_MAX,
) -> dict[str, Any]:
    """Return a root message and a page of its replies, oldest first; raises ``not_found``.

    The first page without parameters; ``before`` and ``after`` exclude their seq. ``follow`` is
    how the viewer follows it, or None.
    """
    if sum(x is not None for x in (before, after, around)) > 1:
        raise ChatError("bad_frame", "Give one of before, after and around.")
    room = room_visible_to(viewer, room_id)
    root = with_authors().filter(room=room, seq=seq).first()
    if root is None:
        raise not_found("message")
    rows = with_authors().filter(room=room, thread=seq)
    if before is None and around is None and after is None:
        after = 0
    limit = max(1, min(limit, PAGE_MESSAGES_MAX))
    replies, has_before, has_after = page_rows(rows, before, after, around, limit)
    return {
        "messages": wires([root, *replies]),
        "epoch": room.epoch,
        "seq": room.seq,
        "has_before": has_before,
        "has_after": has_after,
        "follow": follow_entry(viewer.pk, room.pk, seq),
    }
