"""Signatures miss nothing: whatever contains a word has the word's bits."""

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from chat.text.folding import fold
from chat.text.signature import (
    PROBE_BITS,
    SIGNATURE_BITS,
    TURNED_AT_ONCE,
    probe,
    run_bits,
    signature,
    slices,
)

BLOCK_MESSAGES = 4_096  # as many as the index turns at once
MOST_BYTES = 4 * 1_048_576  # its result is one; it took 16 when all were turned together

TEXTS = st.text(
    st.one_of(st.sampled_from("abc dé天気おア한 "), st.characters(exclude_categories=["Cs"]))
)


@given(TEXTS, TEXTS, TEXTS)
def test_a_text_has_every_bit_of_what_stands_in_it(before: str, middle: str, after: str) -> None:
    needle, text = fold(middle), fold(f"{before}{middle}{after}")
    if needle in text:
        bits = signature(text, {})
        assert all(bits >> bit & 1 for bit in probe([needle]))


def test_short_words_of_any_script_are_looked_up_but_single_ascii_letters() -> None:
    assert [bool(probe([word])) for word in ("天", "é", "ok", "c#", "tide", "x", "%")] == [
        *[True] * 5,
        *[False] * 2,
    ]


def test_a_long_query_looks_at_few_bits() -> None:
    words = [f"word{n}" for n in range(20)]
    assert 0 < len(probe(words)) <= PROBE_BITS


def test_the_bits_of_a_run_are_the_same_for_ever() -> None:
    """They are stored: another choice needs another index."""
    assert run_bits("the") == (1754, 876)
    assert run_bits("天") == (1823, 567, 1303, 1271)


def test_slices_are_signatures_turned() -> None:
    signatures = [signature(text, {}) for text in ("tide", "", "天気", "tide and more")]
    turned = slices(signatures)
    assert len(turned) == SIGNATURE_BITS
    for bit, row in enumerate(turned):
        assert [row >> i & 1 for i in range(4)] == [bits >> bit & 1 for bits in signatures]


def test_many_signatures_are_turned_piece_by_piece() -> None:
    signatures = [1 << number % SIGNATURE_BITS for number in range(2 * TURNED_AT_ONCE + 1)]
    turned = slices(signatures)
    for number in (0, TURNED_AT_ONCE - 1, TURNED_AT_ONCE, 2 * TURNED_AT_ONCE):
        assert turned[number] == 1 << number


def test_turning_a_block_takes_little_memory() -> None:
    """It is done beside the chat: what it takes at once, the process keeps for long."""
    signatures = [(1 << SIGNATURE_BITS) - 1] * BLOCK_MESSAGES
    tracemalloc.start()
    try:
        slices(signatures)
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    finally:
        tracemalloc.stop()
