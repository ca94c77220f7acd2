"""Refuses texts, names and slugs that could not be shown, stored or told apart; returns the rest
as it will be stored."""

import re
import unicodedata

from chat.protocol.errors import ChatError, Thing
from chat.protocol.limits import SLUG_CHARACTERS, USERNAME_CHARACTERS

COMBINING_RUN = 10  # marks on one letter; no script stacks as many, longer runs flow over the page

RESERVED = frozenset({"room", "here", "all", "everyone", "channel", "system"})  # mean many people

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but tab and line feed
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")  # turn the text that follows a name around
_NOTHING = re.compile(r"[\u00ad\u200b\u2060\ufeff]")  # draw nothing, make equal names differ
# Marks are neither word characters nor spaces, so only such runs need a closer look.
_RUN = re.compile(rf"[^\w\s\x00-\x7f]{{{COMBINING_RUN + 1},}}")
# Letters and marks by their category that nevertheless draw nothing.
_BLANK = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs"})
_USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9_.-]*[a-z0-9_])?")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")


def check_text(text: str, limit: int, what: Thing = "message") -> str:
    """A message or comment with `\\n` line ends and nothing after its last visible character.

    Refuses with `too_long` above `limit` characters, otherwise with `bad_frame`. Letters are kept
    as typed: normalising could change what somebody quotes.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    _check(text, limit, what)
    return text


def check_name(name: str, limit: int, what: Thing = "name") -> str:
    """A display name, room name, topic or status: NFC, one line, single spaces.

    Refuses like a text.
    """
    if len(name) > 4 * limit:  # before any work on it
        raise _too_long(what, limit)
    if "\n" in name or "\t" in name or _CONTROLS.search(name):
        raise ChatError("bad_frame", "A {what} is one line without control characters.", what=what)
    if _BIDI.search(name):
        raise ChatError(
            "bad_frame", "A {what} cannot contain characters that turn text around.", what=what
        )
    if not _SURROGATES.search(name):
        name = unicodedata.normalize("NFC", _NOTHING.sub("", name))
    name = " ".join(name.split())
    _check(name, limit, what)
    return name


def check_username(name: str) -> str:
    """A user name in lower case: a-z, 0-9, `_`, `.` and `-`, beginning with a letter or digit.

    It cannot end with `.` or `-`: in "thanks @ann." the full stop ends the sentence.
    """
    if len(name) > USERNAME_CHARACTERS:
        raise _too_long("user name", USERNAME_CHARACTERS)
    lowered = name.lower()
    if not name.isascii() or not _USERNAME.fullmatch(lowered):
        raise ChatError(
            "bad_frame",
            "A user name has only the letters a-z, digits, and _ . - between them.",
        )
    if lowered in RESERVED:
        raise ChatError("bad_frame", "The user name {name} is reserved.", name=lowered)
    return lowered


def check_slug(slug: str) -> str:
    """A room's slug in lower case: a-z, 0-9 and `-`, beginning with a letter or digit."""
    if len(slug) > SLUG_CHARACTERS:
        raise _too_long("room address", SLUG_CHARACTERS)
    if not slug.isascii() or not _SLUG.fullmatch(slug.lower()):
        raise ChatError("bad_frame", "A room address has only the letters a-z, digits and -.")
    return slug.lower()


def _check(text: str, limit: int, what: Thing) -> None:
    if len(text) > limit:  # at most four bytes each, so this bounds the bytes too
        raise _too_long(what, limit)
    if _SURROGATES.search(text):
        raise ChatError("bad_frame", "The {what} is not valid Unicode.", what=what)
    if _CONTROLS.search(text):
        raise ChatError("bad_frame", "The {what} contains control characters.", what=what)
    if not any(map(_is_visible, text)):
        raise ChatError("bad_frame", "The {what} is empty.", what=what)
    if not text.isascii() and any(map(_is_stack, _RUN.findall(text))):
        raise ChatError("bad_frame", "The {what} stacks too many accents on one letter.", what=what)


def _is_visible(character: str) -> bool:
    """Whether it draws something; unassigned ones do: they may be newer emoji than Python's."""
    return unicodedata.category(character) not in _INVISIBLE and not _BLANK.match(character)


def _is_stack(run: str) -> bool:
    """Whether more than `COMBINING_RUN` of these characters in a row are combining marks."""
    length = 0
    for character in run:
        length = length + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if length > COMBINING_RUN:
            return True
    return False


def _too_long(what: Thing, limit: int) -> ChatError:
    return ChatError(
        "too_long", "The {what} is longer than {limit} characters.", what=what, limit=limit
    )
