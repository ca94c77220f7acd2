"""The messages a person keeps for themselves."""

from typing import Any

from chat.models import Bookmark, User
from chat.protocol.events import stamp
from chat.protocol.limits import PAGE_BOOKMARKS
from chat.queries.messages import wires, with_authors


def bookmarks_of(
    viewer: User, *, after: int | None = None, limit: int = PAGE_BOOKMARKS
) -> dict[str, Any]:
    """Return a page of what a person keeps in the rooms they belong to, kept last first.

    ``after`` is the ``next`` of the page before.
    """
    mine = Bookmark.objects.filter(user=viewer, room__memberships__user=viewer)
    if after is not None:
        mine = mine.filter(pk__lt=after)
    limit = max(1, min(limit, PAGE_BOOKMARKS))
    found = list(mine.order_by("-pk")[: limit + 1])
    shown, more = found[:limit], len(found) > limit
    rows = list(with_authors().filter(pk__in=[bookmark.message_id for bookmark in shown]))
    messages = {row.id: wire for row, wire in zip(rows, wires(rows), strict=True)}
    return {
        "bookmarks": [{"message": messages[b.message_id], "at": stamp(b.at)} for b in shown],
        "next": shown[-1].pk if more else None,
    }
