"""What is refused before it is stored, and how the rest is stored."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from chat.protocol.errors import ChatError
from chat.protocol.limits import MESSAGE_BYTES, MESSAGE_CHARACTERS, NAME_CHARACTERS
from chat.text.check import (
    COMBINING_RUN,
    RESERVED,
    check_name,
    check_slug,
    check_text,
    check_username,
)

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


def refusal(check: Callable[..., str], *arguments: object) -> str:
    with pytest.raises(ChatError) as refused:
        check(*arguments)
    assert refused.value.message.endswith(".")
    return refused.value.code


def accepted(check: Callable[..., str], *arguments: object) -> str | None:
    try:
        return check(*arguments)
    except ChatError:
        return None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("hi", "hi"),
        ("hi \n\n ", "hi"),
        ("  hi", "  hi"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\tb", "a\tb"),
        ("e\u0301", "e\u0301"),
        ("नमस्ते สวัสดีชาวโลกที่ Việt", "नमस्ते สวัสดีชาวโลกที่ Việt"),
        ("👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"),
        ("\U0001fae9", "\U0001fae9"),  # an emoji younger than this Python's tables
        ("e" + "\u0301" * COMBINING_RUN, "e" + "\u0301" * COMBINING_RUN),
        ("…" * 40, "…" * 40),
    ],
)
def test_a_text_is_stored_as_typed_but_for_line_ends(typed: str, stored: str) -> None:
    assert check_text(typed, MESSAGE_CHARACTERS) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " \n\t ",
        "\u200b\u200d\ufeff",
        "\u3164\u115f",
        "\u2800",
        "\ufe0f",
        "\u202e",
        "\ue000\ue001",
        "a\x00b",
        "a\x1bb",
        "a\x0bb",
        "a\x7fb",
        "a\x85b",
        "a\ud800b",
        "\udc00",
        "e" + "\u0301" * (COMBINING_RUN + 1),
        "a" + "\u20dd\u0300" * COMBINING_RUN,
    ],
)
def test_a_text_that_cannot_be_shown_is_refused(typed: str) -> None:
    assert refusal(check_text, typed, MESSAGE_CHARACTERS) == "bad_frame"


@pytest.mark.parametrize("letter", ["a", "é", "👍"])
def test_a_text_may_have_exactly_as_many_characters_as_the_limit(letter: str) -> None:
    longest = letter * MESSAGE_CHARACTERS
    assert check_text(longest + "\n", MESSAGE_CHARACTERS) == longest
    assert len(longest.encode()) <= MESSAGE_BYTES
    assert refusal(check_text, longest + letter, MESSAGE_CHARACTERS) == "too_long"


@given(ANY_TEXT)
def test_a_stored_text_is_stored_the_same_when_checked_again(typed: str) -> None:
    with suppress(ChatError):
        stored = check_text(typed, 40)
        stored.encode()
        event("stored")
        assert accepted(check_text, stored, 40) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Ann   Lee ", "Ann Lee"),
        ("Ame\u0301lie", "Am\u00e9lie"),
        ("a\u00a0b\u2028c", "a b c"),
        ("An\u200bn\ufeff", "Ann"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("<b>", "<b>"),
    ],
)
def test_a_name_is_one_normalised_line(typed: str, stored: str) -> None:
    assert check_name(typed, NAME_CHARACTERS) == stored


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "\u200b", "\u200d", "a\nb", "a\tb", "a\x00", "a\x9f", "\ud800", "a" + "\u0336" * 11]
    + [f"a{mark}b" for mark in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"],
)
def test_a_name_that_would_deceive_is_refused(typed: str) -> None:
    assert refusal(check_name, typed, NAME_CHARACTERS) == "bad_frame"


def test_a_name_may_have_exactly_as_many_characters_as_the_limit() -> None:
    assert check_name("a" * 80, 80) == "a" * 80
    assert refusal(check_name, "a" * 81, 80) == "too_long"
    assert refusal(check_name, " " * 1_000_000, 80) == "too_long"


@given(ANY_TEXT)
def test_a_stored_name_is_stored_the_same_when_checked_again(typed: str) -> None:
    with suppress(ChatError):
        stored = check_name(typed, 40)
        event("stored")
        assert accepted(check_name, stored, 40) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("Ann", "ann"), ("bob.smith", "bob.smith"), ("7of9", "7of9"), ("a-b_", "a-b_"), ("x", "x")],
)
def test_a_username_is_stored_in_lower_case(typed: str, stored: str) -> None:
    assert check_username(typed) == stored


@pytest.mark.parametrize(
    "typed",
    ["", "_a", ".a", "a b", "a@b", "ann.", "ann-", "änn", "\u212aen", "ann\n", "a/b", "Room"],
)
def test_a_username_that_cannot_be_mentioned_is_refused(typed: str) -> None:
    assert refusal(check_username, typed) == "bad_frame"


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_a_username_that_means_many_people_is_refused(name: str) -> None:
    assert refusal(check_username, name) == "bad_frame"


def test_a_username_and_a_slug_end_at_their_limits() -> None:
    assert check_username("a" * 32) == "a" * 32
    assert refusal(check_username, "a" * 33) == "too_long"
    assert check_slug("a" * 64) == "a" * 64
    assert refusal(check_slug, "a" * 65) == "too_long"


def test_a_slug_is_stored_in_lower_case() -> None:
    assert check_slug("Lounge-2") == "lounge-2"


@pytest.mark.parametrize("typed", ["", "-a", "a_b", "a b", "a.b", "a/b", "ä", "\u212a", "a\n"])
def test_a_slug_that_cannot_stand_in_an_address_is_refused(typed: str) -> None:
    assert refusal(check_slug, typed) == "bad_frame"
