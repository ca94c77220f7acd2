"""Turns the marked candidates of a rendered message into links to people and rooms that exist."""

import re
from collections.abc import Mapping
from html import escape

from chat.text.markdown import Rendered
from chat.text.marks import CLOSE, OPEN

#: Names that call many at once: everybody in a room, or who is present in it.
ROOM, HERE = "room", "here"
GROUPS = (ROOM, HERE)

_MARK = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")


def resolve(
    rendered: Rendered,
    users: Mapping[str, tuple[int, str]],
    rooms: Mapping[str, tuple[int, str]],
) -> str:
    """The final HTML. `users`: lower-case user name -> (id, name); `rooms`: slug -> (id, name).

    Who or what is not in them stays the text that was typed.
    """
    if not rendered.names and not rendered.rooms:
        return rendered.html

    def link(mark: re.Match[str]) -> str:
        typed = mark[1]
        key = typed[1:].lower()
        if typed[0] == "@":
            if key in users:
                return _mention(key, *users[key])
            return _group(key) if key in GROUPS else typed
        return _room_link(key, *rooms[key]) if key in rooms else typed

    return _MARK.sub(link, rendered.html)


def _mention(username: str, user: int, name: str) -> str:
    href = f"/people/{username}"
    return f'<a class="mention" data-user="{user}" href="{href}">@{escape(name)}</a>'


def _group(name: str) -> str:
    return f'<span class="mention" data-group="{name}">@{name}</span>'


def _room_link(slug: str, room: int, name: str) -> str:
    return f'<a class="room-link" data-room="{room}" href="/rooms/{slug}">#{escape(name)}</a>'
