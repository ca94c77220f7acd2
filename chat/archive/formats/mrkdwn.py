"""Writes a message in Slack's markup: what it knows is turned, all else stays as it was typed."""

import re
from collections.abc import Callable

Place = Callable[[str], str | None]  # from a name to what stands for it, None for nobody's

_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_FENCE = re.compile(r"^```[^\n]*\n")
_LINK = re.compile(r"!?\[([^\]\n]+)\]\((https?://[^\s)<>|]+|mailto:[^\s)<>|]+)\)")
_ADDRESS = re.compile(r"(?<![<|\w/])(https?://[^\s<>|]*[^\s<>|.,;:!?)'\"*_~])")
_STRONG = re.compile(r"(?<!\w)(\*\*|__)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_WEAK = re.compile(r"(?<![\w*])\*(?=[^\s*])(.+?)(?<=[^\s*])\*(?![\w*])")
_STRUCK = re.compile(r"(?<!\w)~~(?=\S)(.+?)(?<=\S)~~(?!\w)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
_NAME = re.compile(r"(?<![\w@/+-])@([A-Za-z0-9](?:[A-Za-z0-9_.-]{0,30}[A-Za-z0-9_])?)(?![\w@])")
_ROOM = re.compile(r"(?<![\w&#/])#([A-Za-z0-9][A-Za-z0-9-]{0,63})(?![\w-])")
_HELD = re.compile("\ue000(\\d+)\ue001")


def escaped(text: str) -> str:
    """Return a text with the three characters that mean something to Slack written out."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mrkdwn(text: str, person: Place, room: Place) -> str:
    """Return a message's Markdown as Slack's readers understand it."""
    parts = _CODE.split(text.replace("\ue000", "").replace("\ue001", ""))
    return "".join(
        _code(part) if number % 2 else _prose(part, person, room)
        for number, part in enumerate(parts)
    )


def _code(part: str) -> str:
    return escaped(_FENCE.sub("```\n", part))


def _prose(part: str, person: Place, room: Place) -> str:
    """Turn what is no code. What is finished is held aside, so that nothing turns it again."""
    held: list[str] = []

    def hold(finished: str) -> str:
        held.append(finished)
        return f"\ue000{len(held) - 1}\ue001"

    def named(match: re.Match[str], place: Place) -> str:
        found = place(match[1].lower())
        return match[0] if found is None else hold(found)

    part = escaped(part)
    part = _LINK.sub(lambda m: hold(f"<{m[2]}|{m[1].replace('|', '¦')}>"), part)
    part = _ADDRESS.sub(lambda m: hold(f"<{m[1]}>"), part)
    part = _NAME.sub(lambda m: named(m, person), part)
    part = _ROOM.sub(lambda m: named(m, room), part)
    part = _WEAK.sub(lambda m: f"_{m[1]}_", part)
    part = _STRONG.sub(lambda m: f"*{m[2]}*", part)
    part = _HEADING.sub(lambda m: f"*{m[1]}*", part)
    part = _STRUCK.sub(lambda m: f"~{m[1]}~", part)
    return _HELD.sub(lambda m: held[int(m[1])], part)
