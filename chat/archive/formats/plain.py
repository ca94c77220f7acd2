"""A text for each room, to be read from top to bottom."""

from collections.abc import Iterator
from textwrap import indent
from typing import BinaryIO

from chat.archive.formats.base import Edition, Format, Piece
from chat.archive.formats.people import Cast
from chat.archive.records import Line

MARGIN = "    "


def pieces(edition: Edition) -> Iterator[Piece]:
    """Yield a file for each room."""
    cast = Cast(edition)
    for room in cast.rooms:
        yield Piece(f"txt/{room['slug']}.txt", Writer(edition, cast, room))


class Writer:
    """Writes the text of a room."""

    def __init__(self, edition: Edition, cast: Cast, room: Line) -> None:
        self._edition, self._cast, self._room = edition, cast, room

    def __call__(self, target: BinaryIO) -> None:
        """Write it, a heading for each day; times are UTC."""
        target.writelines(paragraph.encode("utf-8", "replace") for paragraph in self._paragraphs())

    def _paragraphs(self) -> Iterator[str]:
        title = self._cast.title(self._room)
        yield f"{title}\n{'=' * len(title)}\n"
        if self._room["topic"]:
            yield f"{self._room['topic']}\n"
        day = ""
        for message in self._edition.records.messages(self._room["id"]):
            if message["deleted"] and not self._edition.deleted:
                continue
            if message["at"][:10] != day:
                day = message["at"][:10]
                yield f"\n--- {day} ---\n"
            yield f"\n{self._message(message)}"

    def _message(self, message: Line) -> str:
        thread, deleted = message["thread"], message["deleted"]
        marks = [f"answers {thread}"] if thread else []
        marks += ["edited"] if message["edited_at"] else []
        marks += ["pinned"] if message["pinned_at"] else []
        note = f" ({', '.join(marks)})" if marks else ""
        name = self._cast.name(message["author"])
        head = f"[{message['seq']}] {message['at'][11:16]} {name}{note}\n"
        if deleted:
            return f"{head}{MARGIN}Deleted {deleted['at'][:16].replace('T', ' ')}.\n"
        lines = [message["text"]] if message["text"] else []
        lines += map(_file, message["attachments"])
        lines += ["  ".join(self._reaction(r) for r in message["reactions"])]
        return head + "".join(f"{indent(line, MARGIN)}\n" for line in lines if line)

    def _reaction(self, reactions: Line) -> str:
        return f"{reactions['emoji']} {', '.join(map(self._cast.name, reactions['users']))}"


def _file(file: Line) -> str:
    shows = f": {file['description']}" if file.get("description") else ""
    return f"File: {file['name']}, {file['size']} bytes{shows}"


TXT = Format(
    pieces,
    files=False,
    left_out=("Earlier texts, memberships, read pointers and the bytes of files.",),
)
