"""A table for each room, as spreadsheets open it without carrying anything out."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from chat.archive.formats.base import Edition, Format, Piece
from chat.archive.formats.people import Cast
from chat.archive.records import Line

COLUMNS = (
    "seq",
    "at",
    "username",
    "name",
    "thread",
    "text",
    "edited_at",
    "deleted_at",
    "pinned_at",
    "reactions",
    "files",
)
MARK = "\ufeff"  # says UTF-8 to spreadsheets that would take another encoding
# A cell that begins so is a formula to some spreadsheet.
ACTIVE = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)


def pieces(edition: Edition) -> Iterator[Piece]:
    """Yield a file for each room."""
    cast = Cast(edition)
    for room in cast.rooms:
        yield Piece(f"csv/{room['slug']}.csv", Writer(edition, cast, room))


class Writer:
    """Writes the table of a room."""

    def __init__(self, edition: Edition, cast: Cast, room: Line) -> None:
        self._edition, self._cast, self._room = edition, cast, room

    def __call__(self, target: BinaryIO) -> None:
        """Write it, with CRLF line ends. Source: RFC 4180."""
        text = io.TextIOWrapper(target, "utf-8", errors="replace", newline="")
        text.write(MARK)
        rows = csv.writer(text, quoting=csv.QUOTE_ALL)
        rows.writerow(COLUMNS)
        for message in self._edition.records.messages(self._room["id"]):
            if self._edition.deleted or not message["deleted"]:
                rows.writerow(map(harmless, self._row(message)))
        text.flush()
        text.detach()

    def _row(self, message: Line) -> Iterable[str]:
        author, deleted = self._cast.people[message["author"]], message["deleted"]
        reactions = (f"{r['emoji']} {len(r['users'])}" for r in message["reactions"])
        return (
            str(message["seq"]),
            message["at"],
            author["username"],
            author["name"],
            str(message["thread"] or ""),
            message["text"],
            message["edited_at"] or "",
            deleted["at"] if deleted else "",
            message["pinned_at"] or "",
            ", ".join(reactions),
            ", ".join(file["name"] for file in message["attachments"]),
        )


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe says it is a text."""
    return f"'{cell}" if cell.lstrip(" ").startswith(ACTIVE) else cell


CSV = Format(
    pieces,
    files=False,
    left_out=(
        "Earlier texts, who reacted, mentions, memberships, read pointers and the bytes of files.",
        "A text that a spreadsheet would take for a formula begins with an apostrophe.",
    ),
)
