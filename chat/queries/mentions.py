"""The messages that mention a person, across all their rooms."""

from typing import Any

from django.db import connection

from chat.models import User
from chat.protocol.limits import INTEGER_MAX, PAGE_MENTIONS
from chat.queries.messages import wires, with_authors

# In a thread the follower's pointer counts; who does not follow it has nothing unread there.
_MENTIONS = """
SELECT n.id, n.message_id,
  n.seq > CASE WHEN x.thread IS NULL THEN m.read_seq ELSE coalesce(f.read_seq, n.seq) END
FROM chat_mention n
JOIN chat_membership m ON m.room_id = n.room_id AND m.user_id = n.user_id
JOIN chat_message x ON x.id = n.message_id
LEFT JOIN chat_follow f ON f.user_id = n.user_id AND f.room_id = n.room_id AND f.thread = x.thread
WHERE n.user_id = %s AND n.id < %s AND x.author_id <> n.user_id
ORDER BY n.id DESC LIMIT %s
"""


def mentions_of_viewer(
    viewer: User, *, after: int | None = None, limit: int = PAGE_MENTIONS
) -> dict[str, Any]:
    """Return a page of what others said to a person by name, mentioned last first.

    Only in rooms they belong to. ``after`` is the ``next`` of the page before.
    """
    limit = max(1, min(limit, PAGE_MENTIONS))
    with connection.cursor() as cursor:
        cursor.execute(_MENTIONS, [viewer.pk, INTEGER_MAX if after is None else after, limit + 1])
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
