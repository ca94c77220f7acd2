"""Reads what somebody typed into the search: words, "phrases", -exclusions and operators.

An operator is a known name, a colon and a value: `from:ann`, `in:lounge`, `before:2026-11-24`.
What only looks like one, such as an address of the web, is a word.
"""

import re
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta, tzinfo

from chat.protocol.errors import ChatError
from chat.text.folding import fold

TERMS = 20  # words and operators of one search; nobody types more

NAMING = ("from", "in", "mentions")  # operators whose value is the name of somebody or a room
DATES = ("before", "after", "on")
KINDS = {  # operators whose value is one of a few words
    "has": ("link", "code", "file", "reaction", "mention", "thread"),
    "is": ("thread", "reply", "edited", "pinned", "saved"),
}
OPERATORS = (*NAMING, *DATES, *KINDS)

_QUOTES = str.maketrans("“”„«»", '"""""')  # as phones and word processors write them
_TERM = re.compile(r'(?P<not>-)?(?:(?P<name>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>\S*))')
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True, slots=True)
class Filter:
    """An operator: its name, its value, and whether it is turned around."""

    name: str
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A time: from ``start`` to before ``end``; None is without an end."""

    start: datetime | None
    end: datetime | None
    negated: bool = False


@dataclass(slots=True)
class SearchQuery:
    """What is looked for. Words are folded; a text must have all ``words``, none of ``without``."""

    words: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.words or self.without or self.filters or self.spans)

    def matches(self, text: str) -> bool:
        """Whether a text is a hit: the one place that says what is."""
        if not self.words and not self.without:
            return True
        folded = fold(text)
        return all(word in folded for word in self.words) and not any(
            word in folded for word in self.without
        )


def parse(typed: str, now: datetime) -> SearchQuery:
    """Return what somebody looks for; days are those of ``now``'s zone. Raises ``bad_frame``."""
    query = SearchQuery()
    terms = [term for term in _TERM.finditer(typed.translate(_QUOTES)) if term[0].strip()]
    if len(terms) > TERMS:
        raise ChatError(
            "bad_frame", "A search has at most {count} words and operators.", count=TERMS
        )
    for term in terms:
        _add(query, term, now)
    return query


def _add(query: SearchQuery, term: re.Match[str], now: datetime) -> None:
    name = (term["name"] or "").lower()
    value = term["word"] if term["phrase"] is None else term["phrase"]
    negated = term["not"] is not None
    if name in DATES:
        query.spans.append(_span(name, value, now, negated))
    elif name in OPERATORS:
        query.filters.append(_filter(name, value, negated))
    else:
        whole = term[0].removeprefix("-") if negated else term[0]
        word = fold(whole if name or term["phrase"] is None else value)
        if word:
            (query.without if negated else query.words).append(word)


def _filter(name: str, value: str, negated: bool) -> Filter:
    value = fold(value).lstrip("@#") if name != "in" else fold(value).removeprefix("#")
    if name in KINDS and value not in KINDS[name]:
        known = ", ".join(KINDS[name])
        raise ChatError(
            "bad_frame", "{name}: is followed by one of {known}.", name=name, known=known
        )
    if not value:
        raise ChatError(
            "bad_frame",
            "{name}: needs a name after it, as in {example}.",
            name=name,
            example=_EXAMPLES[name],
        )
    return Filter(name, value, negated)


_EXAMPLES = {"from": "from:ann", "in": "in:lounge", "mentions": "mentions:me"}


def _span(name: str, value: str, now: datetime, negated: bool) -> Span:
    """Return the time an operator means: a day is all of it, so before and after exclude it."""
    first, following = _days(name, fold(value), now.date())
    start, end = _midnight(first, now.tzinfo), _midnight(following, now.tzinfo)
    match name:
        case "before":
            return Span(None, start, negated)
        case "after":
            return Span(end, None, negated)
        case _:
            return Span(start, end, negated)


def _days(name: str, value: str, today: date) -> tuple[date, date]:
    """Return the first day of what a date names, and the day that follows its last."""
    if value in ("today", "yesterday"):
        day = today if value == "today" else today - timedelta(days=1)
        return day, day + timedelta(days=1)
    found = _DATE.fullmatch(value)
    try:
        if found is None:
            raise ValueError(value)
        year, month, day_of_month = (int(part) if part else None for part in found.groups())
        return _calendar(year or 0, month, day_of_month)
    except (ValueError, OverflowError):
        raise ChatError(
            "bad_frame",
            "{name}: is followed by a day, a month or a year, as in {name}:2026-11-24,"
            " {name}:2026-11, {name}:today.",
            name=name,
        ) from None


def _calendar(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    if not MINYEAR < year < MAXYEAR:  # whose midnights exist in every zone
        raise ValueError(year)
    if month is None:
        return date(year, 1, 1), date(year + 1, 1, 1)
    if day is None:
        following = date(year + month // 12, month % 12 + 1, 1)
        return date(year, month, 1), following
    first = date(year, month, day)
    return first, first + timedelta(days=1)


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    return datetime.combine(day, time.min, zone)
