"""What a search shows of what it found."""

import pytest

from chat.text.snippets import SNIPPET_CHARACTERS, snippet


def shown(text: str, *needles: str) -> str:
    """A snippet with its hits in brackets."""
    pieces = snippet(text, needles)
    return "".join(f"[{piece['text']}]" if piece["hit"] else str(piece["text"]) for piece in pieces)


@pytest.mark.parametrize(
    ("text", "needles", "expected"),
    [
        ("the tide turns", ["tide"], "the [tide] turns"),
        ("<b>Tide</b>", ["tide", "b"], "<[b]>[Tide]</[b]>"),
        ("Tom & Jerry", ["amp"], "Tom & Jerry"),
        ("antidote", ["tid", "dote"], "an[tidote]"),
        ("İstanbul wort", ["wort"], "İstanbul [wort]"),
        ("die Straße hier", ["strasse"], "die [Straße] hier"),
        ("die Straße hier", ["tras"], "die S[traß]e hier"),
        ("ein E\u0301tage", ["é"], "ein [E\u0301]tage"),
        ("ﾀﾜｰとﾊﾞｽ", ["バス"], "ﾀﾜｰと[ﾊﾞｽ]"),
        ("first line\n\n  second", ["line second"], "first [line\n\n  second]"),
        ("Donau\u00addampf", ["donaudampf"], "[Donau\u00addampf]"),
        ("nothing here", ["tide"], "nothing here"),
        ("nothing here", [], "nothing here"),
    ],
)
def test_hits_are_marked_in_the_words_as_written(
    text: str, needles: list[str], expected: str
) -> None:
    assert shown(text, *needles) == expected


def test_a_long_text_is_cut_around_its_first_hit() -> None:
    text = "word " * 500 + "needle " + "word " * 500
    cut = shown(text, "needle")
    assert cut.startswith("…word")
    assert "[needle]" in cut
    assert cut.endswith("…")
    assert len(cut) <= SNIPPET_CHARACTERS + len("…[]…")


def test_a_hit_longer_than_a_snippet_is_cut() -> None:
    pieces = snippet("x" * 1_000, ["x" * 900])
    assert sum(len(str(piece["text"])) for piece in pieces) <= SNIPPET_CHARACTERS + 2
    assert pieces[0]["hit"]


def test_a_hit_at_the_very_end_is_shown() -> None:
    assert shown("word " * 500 + "needle", "needle").endswith("[needle]")
