"""The pages of a history: a list of rooms, a list of days, a day, and the search."""

from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import BinaryIO, Protocol

from chat.archive.formats.html.said import Said
from chat.archive.formats.people import Cast
from chat.archive.formats.threads import Conversation
from chat.archive.records import Line

Write = Callable[[BinaryIO], None]

# `file:` because a page from a disk has no origin that 'self' could mean in every browser.
POLICY = (
    "default-src 'none'; img-src 'self' file:; media-src 'self' file:; style-src 'self' file:;"
    " script-src 'self' file:; form-action 'self' file:; base-uri 'none'"
)
KINDS = {"open": "Open room", "closed": "Closed room", "direct": "Direct conversation"}


class Page(Protocol):
    """What a list of days shows of a page."""

    @property
    def name(self) -> str:
        """Its file, without the ending."""

    @property
    def day(self) -> str:
        """Its day."""

    @property
    def messages(self) -> int:
        """How many messages stand on it."""


def frame(title: str, up: str, body: Iterable[str], scripts: str = "") -> Iterator[str]:
    """Yield a page; ``up`` leads to the folder of the style sheet."""
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n"
        f'<link rel="stylesheet" href="{up}style.css">\n{scripts}</head>\n<body>\n'
        f'<header><nav aria-label="History"><a href="{up}index.html">All rooms</a></nav>\n'
        f'<search><form action="{up}search.html"><label for="q">Search</label>\n'
        '<input type="search" id="q" name="q" required>\n'
        "<button>Search</button></form></search></header>\n<main>\n"
    )
    yield from body
    yield "</main>\n</body>\n</html>\n"


def index(cast: Cast, workspace: str, totals: dict[int, int]) -> Iterator[str]:
    """Yield the list of rooms, those with messages first."""
    rooms = sorted(cast.rooms, key=lambda room: totals[room["id"]] == 0)
    title = workspace or "History"
    items = (
        f'<li><a href="{room["slug"]}/index.html">{escape(cast.title(room))}</a>'
        f" <small>{KINDS[room['kind']]}, {counted(totals[room['id']])}</small></li>\n"
        for room in rooms
    )
    body = (f'<h1>{escape(title)}</h1>\n<ul class="rooms">\n', *items, "</ul>\n")
    return frame(title, "", body)


def room(cast: Cast, shown: Line, days: Iterable[Page]) -> Iterator[str]:
    """Yield the list of a room's days."""
    title = cast.title(shown)
    topic = f"<p>{escape(shown['topic'])}</p>\n" if shown["topic"] else ""
    items = (
        f'<li><a href="{day.name}.html">{escape(day.name.replace("-", "‑"))}</a>'
        f" <small>{counted(day.messages)}</small></li>\n"
        for day in days
    )
    list_of_days = "".join(items) or "<li>Nothing was said here.</li>\n"
    body = f'<h1>{escape(title)}</h1>\n{topic}<ul class="days">\n{list_of_days}</ul>\n'
    return frame(title, "../", (body,))


def day(
    said: Said, date: str, earlier: str | None, later: str | None, content: list[Conversation]
) -> Iterator[str]:
    """Yield a day of a room, each message with its replies below it."""
    title = f"{said.title}, {date}"
    links = [f'<a href="index.html">{escape(said.title)}</a>']
    links += [f'<a href="{earlier}.html" rel="prev">Earlier</a>'] if earlier else []
    links += [f'<a href="{later}.html" rel="next">Later</a>'] if later else []
    around = f'<nav aria-label="Days">{" ".join(links)}</nav>\n'

    def body() -> Iterator[str]:
        yield f"<h1>{escape(title)}</h1>\n{around}"
        for root, replies in content:
            yield from said.conversation(root, replies)
        yield around.replace('"Days"', '"Days, below the messages"')

    return frame(title, "../", body())


def search(parts: int) -> Iterator[str]:
    """Yield the page of the search, which loads what it reads from beside it."""
    body = (
        '<h1>Search</h1>\n<p id="state" role="status">Without scripts there is no search.</p>\n'
        f'<ol id="results" class="results" data-parts="{parts}"></ol>\n'
    )
    return frame("Search", "", (body,), '<script src="search.js" defer></script>\n')


def counted(messages: int) -> str:
    """Return how many messages there are."""
    return "1 message" if messages == 1 else f"{messages} messages"
