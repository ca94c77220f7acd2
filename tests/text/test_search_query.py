"""How what somebody types into the search is understood."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from chat.protocol.errors import ChatError
from chat.text.search_query import TERMS, Filter, Span, parse

NOW = datetime(2026, 3, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
MIDNIGHT = datetime(2026, 3, 1, tzinfo=NOW.tzinfo)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("typed", "words", "without"),
    [
        ("tide turns", ["tide", "turns"], []),
        ('"tide  turns" now', ["tide turns", "now"], []),
        ("“tide turns”", ["tide turns"], []),
        ('"not closed', ["not closed"], []),
        ("tide -ebb", ["tide"], ["ebb"]),
        ('-"tide turns"', [], ["tide turns"]),
        ("well-known -", ["well-known"], []),
        ("https://example.org a:b", ["https://example.org", "a:b"], []),
        ("  ", [], []),
        ("\u00ad", [], []),
    ],
)
def test_words_phrases_and_exclusions(typed: str, words: list[str], without: list[str]) -> None:
    query = parse(typed, NOW)
    assert (query.words, query.without, query.filters, query.spans) == (words, without, [], [])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("from:ann", Filter("from", "ann")),
        ("FROM:@Ann", Filter("from", "ann")),
        ('from:"ann"', Filter("from", "ann")),
        ("-in:#lounge", Filter("in", "lounge", negated=True)),
        ("in:@ann", Filter("in", "@ann")),
        ("mentions:me", Filter("mentions", "me")),
        ("has:LINK", Filter("has", "link")),
        ("-has:file", Filter("has", "file", negated=True)),
        ("is:thread", Filter("is", "thread")),
    ],
)
def test_operators(typed: str, meant: Filter) -> None:
    assert parse(typed, NOW).filters == [meant]


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("on:today", MIDNIGHT, MIDNIGHT + DAY),
        ("on:yesterday", MIDNIGHT - DAY, MIDNIGHT),
        ("before:2026-03-01", None, MIDNIGHT),
        ("after:2026-02-28", MIDNIGHT, None),
        ("on:2026-2", MIDNIGHT - 28 * DAY, MIDNIGHT),
        ("after:2025", datetime(2026, 1, 1, tzinfo=NOW.tzinfo), None),
        ("on:2025-12", datetime(2025, 12, 1, tzinfo=NOW.tzinfo), datetime(2026, 1, 1, tzinfo=NOW.tzinfo)),
        ("before:２０２６-03-01", None, MIDNIGHT),
    ],
)  # fmt: skip
def test_days_are_those_of_who_asks(
    typed: str, start: datetime | None, end: datetime | None
) -> None:
    assert parse(typed, NOW).spans == [Span(start, end)]


@pytest.mark.parametrize(
    "typed",
    ["on:2026-02-30", "before:soon", "after:", "on:2026-13", "on:0000", "on:9999-12-31", "on:1",
     "after:99999999999", "from:", "in:#", "mentions:@", "has:", "has:wings", "is:old",
     "from:\u00ad", " ".join("x" * (TERMS + 1))],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(ChatError) as refusal:
        parse(typed, datetime.now(UTC))
    assert refusal.value.code == "bad_frame"
    assert refusal.value.message.endswith(".")
