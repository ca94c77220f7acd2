"""A card is what a page says of itself, as plain text in one line."""

import pytest

from chat.delivery.cards import Card, card_of
from chat.delivery.client import Page
from chat.delivery.refusal import Refusal
from chat.protocol.limits import PREVIEW_DESCRIPTION_CHARACTERS, PREVIEW_TITLE_CHARACTERS


def read(html: str | bytes, charset: str | None = "utf-8") -> Card:
    """Return the card of a page."""
    body = html if isinstance(html, bytes) else html.encode()
    return card_of(Page("page.example", body, charset))


def test_what_is_written_for_cards_comes_first() -> None:
    card = read(
        "<title>Page - Site</title><meta name=description content=plain>"
        '<meta property="og:title" content="Page"><meta property="og:site_name" content="Site">'
        '<meta property="og:description" content="What it is about">'
    )
    assert card == Card("Page", "What it is about", "Site")


def test_a_page_that_says_little_is_named_by_its_host() -> None:
    assert read("<title>\n A  page\t</title>") == Card("A page", "", "page.example")


def test_a_description_that_repeats_the_title_is_left_out() -> None:
    assert read("<title>A</title><meta name=description content=A>").description == ""


@pytest.mark.parametrize("html", ["", "<p>words</p>", "<title> </title>", "<title>\u200b</title>"])
def test_a_page_without_a_title_has_no_card(html: str) -> None:
    with pytest.raises(Refusal):
        read(html)


def test_markup_stays_what_was_written() -> None:
    title = "<title>&lt;img src=x onerror=alert(1)&gt; & <b>more</b></title>"
    assert read(title).title == "<img src=x onerror=alert(1)> & <b>more</b>"


def test_what_turns_text_around_or_draws_nothing_is_left_out() -> None:
    assert read("<title>a\u202eb\u2066c\u200bd\x07e\ue000</title>").title == "abcd e"
    stacked = "a" + 50 * "\u0301"
    assert read(f"<title>{stacked}</title>").title.count("\u0301") <= 4
    assert read("<title>👩‍👧</title>").title == "👩‍👧"


def test_long_words_are_cut_to_their_place() -> None:
    card = read(f"<title>{'a' * 9_999}</title><meta name=description content={'b' * 9_999}>")
    assert (len(card.title), len(card.description)) == (
        PREVIEW_TITLE_CHARACTERS,
        PREVIEW_DESCRIPTION_CHARACTERS,
    )
    assert card.title.endswith("…")


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("<title>größe</title>".encode("latin-1"), "ISO-8859-1"),
        ("<meta charset=windows-1252><title>größe</title>".encode("cp1252"), None),
        ("<title>größe</title>".encode(), "unicode_escape"),
        ("<title>größe</title>".encode(), "iso-8859-99"),
        ("<title>größe</title>".encode(), None),
        (b"\xef\xbb\xbf" + "<title>größe</title>".encode(), "iso-8859-1"),
    ],
)
def test_a_page_is_read_in_its_own_charset(body: bytes, charset: str | None) -> None:
    assert read(body, charset).title == "größe"


def test_what_is_no_text_in_its_charset_is_no_harm() -> None:
    assert read(b"<title>a\xff\xfe</title>").title == "a\ufffd\ufffd"


def test_a_hostile_tree_is_read_in_time() -> None:
    assert read(f"<title>A</title>{'<div>' * 100_000}").title == "A"
