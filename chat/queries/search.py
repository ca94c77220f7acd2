"""Finds messages by what they say and by what is known of them, in rooms the viewer may read.

It walks from the newest message to the oldest. The index gives candidates, and what it does not
cover yet is looked through as it is; in both cases the text itself decides (`SearchQuery.matches`).
A call looks at a bounded part of the history and says from where to go on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from chat.models import Room, User
from chat.models import search as index
from chat.models.clock import clock
from chat.protocol.errors import ChatError
from chat.protocol.limits import INTEGER_MAX
from chat.queries.messages import wires, with_authors
from chat.queries.places import opened, sealed
from chat.queries.search_index import candidates, span_of_blocks
from chat.queries.search_terms import Question, question
from chat.text.search_query import Span, parse
from chat.text.snippets import snippet

SEARCH_MAX = 100  # results of one answer
LOOK_MESSAGES = 12_288  # texts read by one call at most; some tens of milliseconds
LOOK_BLOCKS = 2_048  # of the index by one call at most: eight million messages
FIRST_BLOCKS = 4  # looked at together at first: what is common is found among the newest
BLOCKS_GROW = 8  # times as many the next time: what is rare needs few questions for all
CANDIDATES_AT_ONCE = 200  # read by their ids in one query
TEXTS_AT_ONCE = 1_024  # read by a range of ids in one query
DENSE = 256  # candidates in a block from which on reading all of it is quicker


def search(
    viewer: User,
    q: str,
    *,
    room: int | None = None,
    author: int | None = None,
    before: datetime | None = None,
    after: datetime | None = None,
    limit: int = 50,
    cursor: str | None = None,
    zone: int = 0,
) -> dict[str, Any]:
    """Return messages that fulfil ``q``, newest first, each with a snippet, and their rooms.

    ``zone`` is how many minutes the viewer's days begin before those of UTC. ``cursor`` is the
    ``next`` of the answer before; ``next`` is None where all was looked at. Raises ``not_found``
    and ``bad_frame``.
    """
    query = parse(q, clock.now().astimezone(timezone(timedelta(minutes=zone))))
    if not query:
        return {"results": [], "rooms": [], "next": None}
    if before is not None or after is not None:
        query.spans.append(Span(after, before))
    asked = question(viewer, query, room=room, author=author)
    walk = Walk(asked, _start(cursor), max(1, min(limit, SEARCH_MAX)))
    walk.run()
    rows = with_authors().filter(pk__in=walk.found).order_by("-pk")
    shown = list(rows) if walk.found else []
    return {
        "results": [
            {"message": message, "snippet": snippet(row.text, query.words)}
            for message, row in zip(wires(shown), shown, strict=True)
        ],
        "rooms": list(
            Room.objects.filter(pk__in={row.room_id for row in shown})
            .order_by("pk")
            .values("id", "slug", "name", "kind")
        ),
        "next": sealed(walk.end) if walk.end else None,
    }


def _start(cursor: str | None) -> int:
    """Return the id below which to look."""
    if cursor is None:
        return INTEGER_MAX
    try:
        return max(1, min(opened(cursor), INTEGER_MAX))
    except ValueError:
        raise ChatError("bad_frame", "cursor: give the next of the answer before.") from None


@dataclass(slots=True)
class Piece:
    """A part of the history to look at: ids from ``first`` to ``last``, or some of them."""

    first: int
    last: int
    only: set[int] | None = None
    by_id: bool = False  # read them by their ids and not as a whole

    @property
    def cost(self) -> int:
        """How many texts are read, at most."""
        return len(self.only or ()) if self.by_id else self.last - self.first + 1


@dataclass(slots=True)
class Walk:
    """One call's way from new to old: what it found, and the id below which to go on."""

    asked: Question
    start: int
    limit: int
    found: list[int] = field(default_factory=list)
    end: int | None = None

    def run(self) -> None:
        """Walk until the answer is full, the call has looked enough, or the history ends."""
        span = span_of_blocks()
        if span is None:
            return
        last = min(span[1], (self.start - 1) // index.BLOCK_MESSAGES)
        lowest = max(span[0], last - LOOK_BLOCKS + 1)
        looked = 0
        for piece in self._pieces(lowest, last):
            self._look(piece)
            looked += piece.cost
            if len(self.found) > self.limit:
                del self.found[self.limit :]
                self.end = self.found[-1]
                return
            if looked >= LOOK_MESSAGES:
                self.end = piece.first
                return
        if lowest > span[0]:
            self.end = index.bounds(lowest)[0]

    def _look(self, piece: Piece) -> None:
        """Read the texts of a piece, newest first, and keep the hits."""
        rows = self.asked.messages.filter(pk__lt=self.start).order_by("-pk")
        rows = rows.filter(pk__range=(piece.first, piece.last))
        if piece.by_id:
            rows = rows.filter(pk__in=piece.only or ())
        for pk, text in rows.values_list("pk", "text"):
            if (piece.only is None or pk in piece.only) and self.asked.query.matches(text):
                self.found.append(pk)
                if len(self.found) > self.limit:
                    return

    def _pieces(self, lowest: int, last: int) -> Iterator[Piece]:
        """Cut blocks into pieces, from new to old; more of them are asked for each time."""
        together = FIRST_BLOCKS
        while last >= lowest:
            low = max(lowest, last - together + 1)
            yield from self._pieces_of(low, last)
            last, together = low - 1, together * BLOCKS_GROW

    def _pieces_of(self, low: int, high: int) -> Iterator[Piece]:
        """Cut the blocks from ``low`` to ``high``; few candidates of many blocks go together."""
        found = candidates(self.asked.probe, low, high)
        few: list[int] = []
        for number in range(high, low - 1, -1):
            if number in found:
                ids = [pk for pk in _ids(index.bounds(number)[0], found[number]) if pk < self.start]
                if len(ids) < DENSE:
                    few += ids
                    continue
            yield from _by_id(few)
            few = []
            yield from _by_range(number, set(ids) if number in found else None)
        yield from _by_id(few)


def _by_id(ids: list[int]) -> Iterator[Piece]:
    """Cut ids, newest first, into pieces of one query each."""
    for start in range(0, len(ids), CANDIDATES_AT_ONCE):
        part = ids[start : start + CANDIDATES_AT_ONCE]
        yield Piece(part[-1], part[0], set(part), by_id=True)


def _by_range(number: int, only: set[int] | None) -> Iterator[Piece]:
    """Cut a block that is read as a whole, newest first."""
    first, last = index.bounds(number)
    while last >= first:
        low = max(first, last - TEXTS_AT_ONCE + 1)
        yield Piece(low, last, only)
        last = low - 1


def _ids(first: int, bits: int) -> list[int]:
    """Return the ids of a block whose bits are set, newest first."""
    written = f"{bits:b}"  # searching a text for "1" is quicker than shifting a long number
    top = first + len(written) - 1
    ids, at = [], written.find("1") if bits else -1
    while at != -1:
        ids.append(top - at)
        at = written.find("1", at + 1)
    return ids
