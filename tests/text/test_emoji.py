"""Which emoji are known, under which names, and when a message is nothing but emoji."""

import json
from pathlib import Path

import pytest

import chat.text.emoji
from chat.protocol.errors import ChatError
from chat.text.emoji import ONLY_EMOJI, SHORTCODES, check_emoji, only_emoji


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("👍", "👍"),
        ("👍\ufe0f", "👍"),
        ("👍🏽", "👍🏽"),
        ("❤", "❤\ufe0f"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("1\u20e3", "1\ufe0f\u20e3"),
        ("👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"),
        ("👁‍🗨", "👁\ufe0f‍🗨\ufe0f"),
        ("🇩🇪", "🇩🇪"),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
        (":+1:", "👍"),
        (":thumbsup:", "👍"),
        (":tada:", "🎉"),
    ],
)
def test_an_emoji_is_stored_in_one_form_however_it_was_typed(typed: str, stored: str) -> None:
    assert check_emoji(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a",
        "1",
        ":",
        "::",
        ":nope:",
        "tada",
        "👍👍",
        " 👍",
        "👍\n",
        "🏽",
        "🇩",
        "\u200d",
        "\ud83d",
        *("<b>", "👍\u202e", ":tada:" * 20, "👍\ufe0f" * 1000, "☺\ufe0e"),
    ],
)
def test_what_is_not_one_emoji_is_refused(typed: str) -> None:
    with pytest.raises(ChatError) as refused:
        check_emoji(typed)
    assert refused.value.code == "bad_frame"


def test_every_shortcode_leads_to_an_emoji_that_is_stored_as_it_is() -> None:
    assert len(SHORTCODES) > 2_000
    assert "tada" in SHORTCODES
    for name, emoji in SHORTCODES.items():
        assert check_emoji(f":{name}:") == emoji == check_emoji(emoji)


def test_the_emoji_name_their_origin_and_licence() -> None:
    folder = Path(chat.text.emoji.__file__).parent
    head = json.loads((folder / "emoji.json").read_text())
    assert head["source"] == "emojibase-data"
    assert head["version"]
    assert "MIT" in (folder / "emoji.LICENSE").read_text()


@pytest.mark.parametrize(
    "text", ["👍", "👍🏽❤️ 1️⃣\n🎉", " 👍 ", "👩‍👩‍👧‍👦🇩🇪", "👍" * ONLY_EMOJI, "👍 " * ONLY_EMOJI]
)
def test_emoji_and_white_space_are_only_emoji(text: str) -> None:
    assert only_emoji(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "a", "👍a", "a👍", "1", "1 2", "#", "👍.", "👍" * (ONLY_EMOJI + 1), "👍\u200d", "🏽"],
)
def test_anything_else_is_not_only_emoji(text: str) -> None:
    assert not only_emoji(text)
