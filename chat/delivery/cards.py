"""Reads what a page says of itself: its title, what it is about and whose it is, as plain text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from chat.delivery.client import Page
from chat.delivery.refusal import Refusal
from chat.protocol.limits import (
    PREVIEW_DESCRIPTION_CHARACTERS,
    PREVIEW_SITE_CHARACTERS,
    PREVIEW_TITLE_CHARACTERS,
)

STACKED_MARKS = 4  # on one letter; more flow over the lines above

#: Where each is looked for, best first: what pages write for cards, then what they write anyway.
_TITLE = ("meta[property='og:title']", "meta[name='twitter:title']")
_DESCRIPTION = (
    "meta[property='og:description']",
    "meta[name='twitter:description']",
    "meta[name='description']",
)
_SITE = ("meta[property='og:site_name']", "meta[name='application-name']")

# What a page may be written in. Python knows more, some of them slow or no charsets at all.
_CHARSETS = re.compile(
    r"utf-?8|us-ascii|iso-?8859-\d{1,2}|windows-125\d|koi8-[ru]|shift_jis|euc-(?:jp|kr)"
    r"|gb(?:2312|k|18030)|big5",
    re.IGNORECASE,
)
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE
)
_DECLARED_BYTES = 1_024  # where a page has to say it. Source: the HTML standard


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown of a page; a part that it does not tell is empty, its title never."""

    title: str
    description: str
    site: str


def card_of(page: Page) -> Card:
    """Return what a page says of itself; raises Refusal where it has no title."""
    tree = LexborHTMLParser(_decode(page))
    title = _first(tree, _TITLE, PREVIEW_TITLE_CHARACTERS) or _title(tree)
    if not title:
        raise Refusal("it has no title")
    description = _first(tree, _DESCRIPTION, PREVIEW_DESCRIPTION_CHARACTERS)
    site = _first(tree, _SITE, PREVIEW_SITE_CHARACTERS)
    site = site or plain(page.host, PREVIEW_SITE_CHARACTERS)
    return Card(title, "" if description == title else description, site)


def _decode(page: Page) -> str:
    declared = _DECLARED.search(page.body[:_DECLARED_BYTES])
    charset = page.charset or (declared[1].decode() if declared else "utf-8")
    if page.body.startswith(b"\xef\xbb\xbf") or not _CHARSETS.fullmatch(charset):
        charset = "utf-8"
    try:
        return page.body.decode(charset, "replace")
    except LookupError:  # a number that no ISO 8859 has
        return page.body.decode("utf-8", "replace")


def _title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("title")
    return plain(node.text(), PREVIEW_TITLE_CHARACTERS) if node else ""


def _first(tree: LexborHTMLParser, places: tuple[str, ...], limit: int) -> str:
    """Return the first of these that says something."""
    for place in places:
        node = tree.css_first(place)
        if node and (text := plain(node.attributes.get("content") or "", limit)):
            return text
    return ""


def plain(text: str, limit: int) -> str:
    """Return a text as one line of at most so many characters.

    Without what draws nothing, turns the text around or stacks marks: it stands in a message of
    somebody else.
    """
    kept = "".join(_kept(unicodedata.normalize("NFC", text[: 8 * limit])))
    kept = " ".join(kept.split())
    return kept if len(kept) <= limit else f"{kept[: limit - 1].rstrip()}…"


def _kept(text: str) -> Iterator[str]:
    marks = 0  # that were stacked on one letter so far
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in _MARKS else 0
        if category in _SPACES:
            yield " "
        elif marks <= STACKED_MARKS and (category not in _NOTHING or character in _JOINERS):
            yield character


_SPACES = frozenset({"Zs", "Zl", "Zp", "Cc"})
_NOTHING = frozenset({"Cf", "Co", "Cs"})
_MARKS = frozenset({"Mn", "Me"})
_JOINERS = "\u200c\u200d"  # hold letters and emoji together or apart
