"""Finds mentions, room links and shortcodes in sanitised HTML, outside links and code.

A candidate is marked by private-use characters, which no user text reaches this far with, until
`mentions.resolve` knows which of them exist: `OPEN @ann CLOSE`, `OPEN #lounge CLOSE`.
"""

import re
from dataclasses import dataclass, field

from chat.text.emoji import SHORTCODES
from chat.text.sanitize import is_kept_link

OPEN, CLOSE = "\ue000", "\ue001"
HOLD = "\ue002"  # keeps the parser from seeing what follows; taken out of its output

MARKS = 100  # per message; each distinct one is looked up, and a link is 20 times as long as "@a"

_FORGED = re.compile(f"[{OPEN}{CLOSE}{HOLD}]")
# Every branch begins with one literal character, so that the search skips what lies between them.
_FOUND = re.compile(
    r"""
    < (?P<closed>a|code|pre)(?=[\s>]) [^<>"]*(?:"[^"]*"[^<>"]*)* > .*? </(?P=closed)>
    | < [^<>"]*(?:"[^"]*"[^<>"]*)* >
    | @ (?<![\w@/+-]@) (?P<name> [A-Za-z0-9](?:[A-Za-z0-9_.-]{0,30}[A-Za-z0-9_])? ) (?![\w@])
    | \# (?<![\w&\#/]\#) (?P<room> [A-Za-z0-9][A-Za-z0-9-]{0,63} ) (?![\w-])
    | : (?<![\w:]:) (?P<codes> [a-z0-9_+-]{1,64}: (?::[a-z0-9_+-]{1,64}:)* ) (?![\w:])
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTES = {"<blockquote>": 1, "</blockquote>": -1}
_ANCHOR = re.compile(r'^<a [^<>"]*(?:"[^"]*"[^<>"]*)*>|</a>$')
_CODE = re.compile(r":([a-z0-9_+-]+):")


def strip_marks(text: str) -> str:
    """The text without any character that marks are made of."""
    return text if text.isascii() else _FORGED.sub("", text)


@dataclass(slots=True)
class Marker:
    """One pass over one message; afterwards it holds the candidates, first use first."""

    names: dict[str, None] = field(default_factory=dict)
    rooms: dict[str, None] = field(default_factory=dict)
    left: int = MARKS
    quotes: int = 0  # that are open where it stands: to quote a name is not to call it

    def mark(self, html: str) -> str:
        return _FOUND.sub(self._replace, html)

    def _replace(self, found: re.Match[str]) -> str:
        match found.lastgroup:
            case "name" if self.quotes:
                return found[0]
            case "name":
                return self._candidate(found[0], self.names)
            case "room":
                return self._candidate(found[0], self.rooms)
            case "codes":
                return _CODE.sub(_emoji, found[0])
            case "closed" if found["closed"] == "a":
                return _link(found[0])
            case _:
                self.quotes += _QUOTES.get(found[0], 0)
                return found[0]

    def _candidate(self, typed: str, known: dict[str, None]) -> str:
        if self.left == 0:
            return typed
        self.left -= 1
        known[typed[1:].lower()] = None
        return f"{OPEN}{typed}{CLOSE}"


def _link(anchor: str) -> str:
    """A link with an address that is refused becomes the text it had; one without text goes."""
    text = _ANCHOR.sub("", anchor)
    return anchor if text and is_kept_link(anchor) else text


def _emoji(code: re.Match[str]) -> str:
    return SHORTCODES.get(code[1], code[0])
