"""A message as HTML: rendered as in the chat, with links that lead to pages beside it."""

import re
from collections.abc import Iterator
from html import escape

from chat.archive import files
from chat.archive.formats.people import Cast
from chat.archive.records import Line
from chat.text.markdown import render
from chat.text.marks import CLOSE, OPEN

_MARK = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")
UP = "../../"  # from a day to the folder of the export


class Said:
    """Writes the messages of a room."""

    def __init__(self, cast: Cast, room: Line) -> None:
        self._cast = cast
        self.title = cast.title(room)

    def conversation(self, root: Line, replies: list[Line]) -> Iterator[str]:
        """Yield a message and what was answered."""
        yield self._message(root)
        if replies:
            count = "1 reply" if len(replies) == 1 else f"{len(replies)} replies"
            yield f"<details open><summary>{count}</summary>\n"
            yield from map(self._message, replies)
            yield "</details>\n"

    def _message(self, message: Line) -> str:
        name, seq, at = self._cast.name(message["author"]), message["seq"], message["at"]
        marks = "".join(f" <small>{mark}</small>" for mark in self._marks(message))
        return (
            f'<article id="m{seq}"><h2>{escape(name)}</h2>'
            f' <a href="#m{seq}"><time datetime="{at}">{at[11:16]}</time></a>{marks}\n'
            f"{self._text(message)}{self._files(message)}{self._reactions(message)}"
            f"{self._earlier(message)}</article>\n"
        )

    def _marks(self, message: Line) -> Iterator[str]:
        if message["edited_at"]:
            yield "edited"
        if message["pinned_at"]:
            yield "pinned"

    def _text(self, message: Line) -> str:
        if message["deleted"]:
            return '<p class="deleted">This message was deleted.</p>\n'
        return f'<div class="text">{self._rendered(message["text"])}</div>\n'

    def _rendered(self, text: str) -> str:
        return _MARK.sub(self._named, render(text).html)

    def _named(self, mark: re.Match[str]) -> str:
        typed, key = mark[1], mark[1][1:].lower()
        if typed.startswith("@") and key in self._cast.by_username:
            return f'<b class="mention">@{escape(self._cast.by_username[key]["name"])}</b>'
        room = self._cast.by_slug.get(key)
        if typed.startswith("#") and room is not None:
            return f'<a href="../{key}/index.html">#{escape(self._cast.title(room))}</a>'
        return typed

    def _files(self, message: Line) -> str:
        shown = "".join(f"<li>{self._file(file)}</li>\n" for file in message["attachments"])
        return f'<ul class="files">\n{shown}</ul>\n' if shown else ""

    def _file(self, file: Line) -> str:
        """Return a link that saves the file under its name; pictures are shown in it."""
        name, path = escape(file["name"]), f"{UP}{files.path_of(file)}"
        inside = name
        if files.is_picture(file):
            small = f"{UP}{files.path_of(file, thumbnail=file['thumbnail'] is not None)}"
            shows = escape(file.get("description") or file["name"])
            inside = f'<img src="{small}" alt="{shows}" loading="lazy">'
        return (
            f'<a href="{path}" download="{name}">{inside}</a> <small>{file["size"]} bytes</small>'
        )

    def _reactions(self, message: Line) -> str:
        shown = "".join(
            f"<li>{escape(reactions['emoji'])} "
            f"{escape(', '.join(map(self._cast.name, reactions['users'])))}</li>\n"
            for reactions in message["reactions"]
        )
        return f'<ul class="reactions">\n{shown}</ul>\n' if shown else ""

    def _earlier(self, message: Line) -> str:
        shown = "".join(
            f'<li><time datetime="{r["replaced_at"]}">until {r["replaced_at"][:16]}</time>'
            f"{self._rendered(r['text'])}</li>\n"
            for r in message["revisions"]
        )
        return (
            f"<details><summary>Earlier texts</summary><ol>\n{shown}</ol></details>\n"
            if shown
            else ""
        )
