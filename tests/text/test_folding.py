"""What search takes for the same, and where in the text it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.folding import fold, folded_places

TRICKY = (
    "aA eéE\u0301\u0308ßİıſ\u00ad\u200d\u00a0ﬁ\u0345\u03b1ᾳ\u1112\u1161\u11abﾊﾞか\u3099\u05d1\u05bc"
    "\u0623\u0627\u0654\ufc5e\u0640\n\u115f\uffa1\uffc2\u0307iI"
)
LETTERS = st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(TRICKY))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Tide", "tide"),
        ("  two \n\t words ", "two words"),
        ("STRASSE Straße", "strasse strasse"),
        ("ＡＢＣ１２３", "abc123"),
        ("ﾊﾞｽ", "バス"),
        ("E\u0301", "é"),
        ("İI ı", "ii ı"),
        ("ΣΊΣΥΦΟΣ σίσυφος", "σίσυφοσ σίσυφοσ"),
        ("co\u00adop in\u200bvisible", "coop invisible"),
        ("مُحَمَّد رســـالة", "محمد رسالة"),
        ("שָׁלוֹם", "שלום"),
        ("\u1112\u1161\u11ab", "한"),
        ("❤️", "❤"),
        ("", ""),
        ("\u00ad", ""),
    ],
)
def test_what_is_written_in_two_ways_folds_alike(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(LETTERS))
def test_each_folded_character_knows_where_it_came_from(text: str) -> None:
    folded, places = folded_places(text)
    assert folded == fold(text)
    assert len(places) == len(folded)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)
