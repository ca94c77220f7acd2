"""What a search shows of what it found."""

import pytest

from chat.queries.search import snippet


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("the tide turns", ["tide"], "the <mark>tide</mark> turns"),
        ("Tom & Jerry", ["amp"], "Tom &amp; Jerry"),
        (
            "<b>Tide</b>",
            ["tide", "b"],
            "&lt;<mark>b</mark>&gt;<mark>Tide</mark>&lt;/<mark>b</mark>&gt;",
        ),
        ("İ wort", ["wort"], "İ <mark>wort</mark>"),
        ("nothing here", ["tide"], "nothing here"),
    ],
)
def test_a_snippet_marks_the_words_and_escapes_the_rest(
    text: str, words: list[str], shown: str
) -> None:
    assert snippet(text, words) == shown
