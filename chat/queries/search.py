"""Finds messages by their words, in rooms the viewer may read."""

import html
import re
from datetime import datetime
from typing import Any

from chat.models import User
from chat.queries.messages import wires, with_authors
from chat.queries.rooms import room_visible_to, rooms_visible_to

SEARCH_MAX = 100  # results of one answer
SNIPPET_CHARACTERS = 160  # around the first hit


def search(
    viewer: User,
    q: str,
    *,
    room: int | None = None,
    author: int | None = None,
    before: datetime | None = None,
    after: datetime | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """Return messages that contain every word of ``q``, newest first, with a snippet of HTML."""
    words = q.split()[:10]
    if not words:
        return {"results": []}
    rooms = [room_visible_to(viewer, room)] if room is not None else rooms_visible_to(viewer)
    rows = with_authors().filter(room__in=rooms, deleted_at=None)
    for word in words:
        rows = rows.filter(text__icontains=word)
    filters = {"author_id": author, "at__lt": before, "at__gte": after}
    rows = rows.filter(**{name: value for name, value in filters.items() if value is not None})
    found = list(rows.order_by("-at", "-pk")[: max(1, min(limit, SEARCH_MAX))])
    return {
        "results": [
            {"message": shown, "snippet": snippet(row.text, words)}
            for shown, row in zip(wires(found), found, strict=True)
        ]
    }


def snippet(text: str, words: list[str]) -> str:
    """Return escaped HTML around the first hit, what was looked for in ``<mark>``."""
    longest_first = sorted(set(words), key=len, reverse=True)
    wanted = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
    hit = wanted.search(text)
    start = max(0, hit.start() - SNIPPET_CHARACTERS // 3) if hit else 0
    shown, at, parts = text[start : start + SNIPPET_CHARACTERS], 0, []
    for found in wanted.finditer(shown):
        parts += [html.escape(shown[at : found.start()]), f"<mark>{html.escape(found[0])}</mark>"]
        at = found.end()
    return ("…" if start else "") + "".join(parts) + html.escape(shown[at:])
