"""The messages that mention a person, across all their rooms."""

from typing import Any

from django.db import connection

from chat.models import User
from chat.protocol.limits import INTEGER_MAX, PAGE_MENTIONS
from chat.queries.messages import wires, with_authors

# In a thread the follower's pointer counts; who does not follow it has nothing unread there, and
# is not called by what calls everybody in it. Nor is who came to the room later.
_MENTION = """
SELECT n.id, n.message_id,
  n.seq > CASE WHEN x.thread IS NULL THEN m.read_seq ELSE coalesce(f.read_seq, n.seq) END AS unread
FROM chat_mention n
JOIN chat_membership m ON m.room_id = n.room_id AND m.user_id = {viewer}
JOIN chat_message x ON x.id = n.message_id
LEFT JOIN chat_follow f ON f.user_id = {viewer} AND f.room_id = n.room_id AND f.thread = x.thread
WHERE n.id < {before} AND x.author_id <> {viewer} AND {whom}
ORDER BY n.id DESC LIMIT {limit}
"""
_NAMED = "n.user_id = {viewer}"
_EVERYBODY = """n.user_id IS NULL AND n.seq > m.joined_seq
AND (x.thread IS NULL OR f.id IS NOT NULL) AND NOT EXISTS
  (SELECT 1 FROM chat_mention named WHERE named.message_id = n.message_id
    AND named.user_id = {viewer})"""
_MENTIONS = """
SELECT * FROM ({named}) AS named UNION ALL SELECT * FROM ({everybody}) AS everybody
ORDER BY id DESC LIMIT {limit}
"""


def mentions_of_viewer(
    viewer: User, *, after: int | None = None, limit: int = PAGE_MENTIONS
) -> dict[str, Any]:
    """Return a page of what others said to a person, mentioned last first.

    Only in rooms they belong to. ``after`` is the ``next`` of the page before.
    """
    limit = max(1, min(limit, PAGE_MENTIONS))
    with connection.cursor() as cursor:
        before = INTEGER_MAX if after is None else int(after)
        cursor.execute(_statement(viewer.pk, before, limit + 1))
        found = cursor.fetchall()
    shown, more = found[:limit], len(found) > limit
    rows = list(with_authors().filter(pk__in=[message for _, message, _ in shown]))
    messages = {row.id: wire for row, wire in zip(rows, wires(rows), strict=True)}
    return {
        "mentions": [
            {"message": messages[message], "unread": bool(unread)} for _, message, unread in shown
        ],
        "next": shown[-1][0] if more else None,
    }


def _statement(viewer: int, before: int, limit: int) -> str:
    """Return the statement of a page: numbers of our own, written out."""
    page = {"viewer": viewer, "before": before, "limit": limit}
    named, everybody = (
        _MENTION.format(whom=whom.format(**page), **page) for whom in (_NAMED, _EVERYBODY)
    )
    return _MENTIONS.format(named=named, everybody=everybody, limit=limit)
