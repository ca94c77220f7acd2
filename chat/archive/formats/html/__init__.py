"""A folder to open in a browser without any network: rooms by day, threads, files, a search."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, NamedTuple

import orjson

from chat.archive.formats.base import Edition, Format, Piece
from chat.archive.formats.html import pages
from chat.archive.formats.html.said import Said
from chat.archive.formats.people import Cast
from chat.archive.formats.threads import Conversation, conversations
from chat.archive.records import Line

PAGE_MESSAGES = 300  # with their replies on one page, so that a browser opens it at once
FOUND_AT_ONCE = 4_000  # messages in one file that the search loads; about a megabyte


class Page(NamedTuple):
    """One page of a room: its name, its day and how many messages stand on it."""

    name: str
    day: str
    messages: int


def pieces(edition: Edition) -> Iterator[Piece]:
    """Yield the pages of each room, then what the search reads, then the list of rooms."""
    cast, parts, totals = Cast(edition), 0, dict[int, int]()
    for room in cast.rooms:
        room_pages = list(_pages(edition, room))
        totals[room["id"]] = sum(page.messages for page in room_pages)
        yield Piece(f"html/{room['slug']}/index.html", _text(pages.room(cast, room, room_pages)))
        waiting: list[list[object]] = []
        for number, (page, content) in enumerate(_contents(edition, room, room_pages)):
            beside = [near.name for near in room_pages[max(0, number - 1) : number + 2]]
            write = partial(_write_day, Said(cast, room), page, beside, content)
            yield Piece(f"html/{room['slug']}/{page.name}.html", write, page.messages)
            waiting += _found(cast, room, page, content)
            while len(waiting) >= FOUND_AT_ONCE:
                yield _part(parts, waiting[:FOUND_AT_ONCE])
                waiting, parts = waiting[FOUND_AT_ONCE:], parts + 1
        if waiting:
            yield _part(parts, waiting)
            parts += 1
    yield Piece("html/search.html", _text(pages.search(parts)))
    yield Piece("html/index.html", _text(pages.index(cast, edition.workspace, totals)))
    for name in ("style.css", "search.js"):
        yield Piece(f"html/{name}", _bytes(Path(__file__).with_name(name).read_bytes()))


def _told(edition: Edition, room: Line) -> Iterator[Line]:
    """Yield what is shown of a room. A deleted root stays, or its replies would stand alone."""
    for message in edition.records.messages(room["id"]):
        if edition.deleted or not message["deleted"] or message["replies"]:
            yield message


def _conversations(edition: Edition, room: Line) -> Iterator[tuple[str, list[Conversation]]]:
    """Yield the conversations of each page, by day and at most so many together."""
    whole = conversations(lambda: _told(edition, room))
    for day, of_day in groupby(whole, key=lambda pair: pair[0]["at"][:10]):
        together: list[Conversation] = []
        size = 0
        for conversation in of_day:
            together.append(conversation)
            size += 1 + len(conversation[1])
            if size >= PAGE_MESSAGES:
                yield day, together
                together, size = [], 0
        if together:
            yield day, together


def _pages(edition: Edition, room: Line) -> Iterator[Page]:
    names: dict[str, int] = {}
    for day, together in _conversations(edition, room):
        names[day] = names.get(day, 0) + 1
        name = day if names[day] == 1 else f"{day}-{names[day]}"
        yield Page(name, day, sum(1 + len(replies) for _, replies in together))


def _contents(
    edition: Edition, room: Line, room_pages: list[Page]
) -> Iterator[tuple[Page, list[Conversation]]]:
    contents = (together for _, together in _conversations(edition, room))
    return zip(room_pages, contents, strict=True)


def _write_day(
    said: Said, page: Page, beside: list[str], content: list[Conversation], target: BinaryIO
) -> None:
    """Write a page; ``beside`` names it and those before and after it."""
    place = beside.index(page.name)
    earlier = beside[place - 1] if place else None
    later = beside[place + 1] if place + 1 < len(beside) else None
    target.writelines(
        text.encode("utf-8", "replace")
        for text in pages.day(said, page.day, earlier, later, content)
    )


def _found(
    cast: Cast, room: Line, page: Page, content: Iterable[Conversation]
) -> Iterator[list[object]]:
    """Yield what the search reads of a page: where, who, when and what."""
    for root, replies in content:
        for message in (root, *replies):
            if message["text"] and not message["deleted"]:
                place = f"{room['slug']}/{page.name}.html#m{message['seq']}"
                name, at = cast.name(message["author"]), message["at"][:16].replace("T", " ")
                yield [place, cast.title(room), name, at, message["text"]]


def _part(number: int, found: list[list[object]]) -> Piece:
    script = b"found(" + orjson.dumps(found) + b");\n"
    return Piece(f"html/search-{number}.js", _bytes(script))


def _text(page: Iterable[str]) -> pages.Write:
    return _bytes("".join(page).encode("utf-8", "replace"))


def _bytes(content: bytes) -> pages.Write:
    def write(target: BinaryIO) -> None:
        target.write(content)

    return write


HTML = Format(
    pieces,
    files=True,
    left_out=(
        "Memberships, roles, levels and read pointers.",
        "Colours of code and cards of people.",
    ),
)
