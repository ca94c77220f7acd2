"""Knows every emoji and its shortcodes, and says whether a text is nothing but emoji."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from chat.protocol.errors import ChatError
from chat.protocol.limits import EMOJI_CHARACTERS

ONLY_EMOJI = 27  # emoji; more is a wall, which large glyphs would make worse

_PRESENTATION = "\ufe0f"  # asks for the coloured glyph; keyboards send it or leave it out


class _Table(NamedTuple):
    canonical: dict[str, str]  # an emoji without U+FE0F -> as it is stored
    shortcodes: Mapping[str, str]
    heads: frozenset[str]  # characters an emoji may start with
    longest: int  # characters, without U+FE0F


@cache
def _table() -> _Table:
    content = json.loads(Path(__file__).with_name("emoji.json").read_text(encoding="utf-8"))
    named: dict[str, str] = content["emoji"]
    canonical = {_fold(emoji): emoji for emoji in (*named, *content["toned"].split())}
    shortcodes = {name: emoji for emoji, names in named.items() for name in names.split()}
    return _Table(
        canonical,
        MappingProxyType(shortcodes),
        frozenset(emoji[0] for emoji in canonical),
        max(map(len, canonical)),
    )


class _Shortcodes(Mapping[str, str]):
    """Read on first use, so that a process that never renders does not pay for it."""

    def __getitem__(self, name: str) -> str:
        return _table().shortcodes[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_table().shortcodes)

    def __len__(self) -> int:
        return len(_table().shortcodes)


#: Shortcode, without its colons, to emoji.
SHORTCODES: Mapping[str, str] = _Shortcodes()


def check_emoji(emoji: str) -> str:
    """The stored form of one emoji or `:shortcode:`; otherwise `bad_frame`."""
    found = None
    if len(emoji) <= EMOJI_CHARACTERS:
        if len(emoji) > 2 and emoji[0] == emoji[-1] == ":":
            found = SHORTCODES.get(emoji[1:-1])
        else:
            found = _table().canonical.get(_fold(emoji))
    if found is None:
        raise ChatError("bad_frame", "That is not an emoji this chat knows.")
    return found


def only_emoji(text: str) -> bool:
    """Whether the text is 1 to `ONLY_EMOJI` emoji and white space, which is shown larger."""
    table = _table()
    if text[:1] not in table.heads and not text[:1].isspace():
        return False
    folded = _fold("".join(text.split()))
    if not folded or len(folded) > ONLY_EMOJI * table.longest:
        return False
    at = count = 0
    while at < len(folded) and count <= ONLY_EMOJI:
        size = _size_at(folded, at, table)
        if not size:
            return False
        at, count = at + size, count + 1
    return count <= ONLY_EMOJI


def _size_at(folded: str, at: int, table: _Table) -> int:
    """The length of the longest emoji that starts here, 0 if none does."""
    if folded[at] in table.heads:
        for size in range(min(table.longest, len(folded) - at), 0, -1):
            if folded[at : at + size] in table.canonical:
                return size
    return 0


def _fold(emoji: str) -> str:
    return emoji.replace(_PRESENTATION, "")
