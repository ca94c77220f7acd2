"""The judge itself: each planted fault is found, a clean log passes."""

from dataclasses import replace

from tests import checker
from tests.checker import Ack, Row, Shown, Step

ACKS = [Ack(1, seq, f"id{seq}", f"text {seq}", seq, seq + 0.5) for seq in (1, 2, 3)]
ROWS = [Row(1, seq, f"id{seq}", 7, f"text {seq}") for seq in (1, 2, 3)]
SHOWN = {(1, seq): Shown(1, seq, f"id{seq}", f"text {seq}", seq + 0.6) for seq in (1, 2, 3)}
STEPS = [Step(1, seq, seq, seq - 1) for seq in (1, 2, 3)]


def test_a_clean_log_passes() -> None:
    assert checker.lost(ACKS, ROWS) == []
    assert checker.doubled(ROWS) == []
    assert checker.doubled_acks([*ACKS, *ACKS]) == []
    assert checker.inversions(STEPS) == []
    assert checker.skips(STEPS) == []
    assert checker.undelivered(SHOWN, ROWS, {1: 0}) == []
    assert checker.divergences(SHOWN.values(), ROWS) == []
    assert checker.ack_order(ACKS) == []
    assert max(checker.latenesses(ACKS, SHOWN)) < 0.2


def test_what_was_acked_and_is_not_stored_is_found() -> None:
    assert len(checker.lost(ACKS, ROWS[1:])) == 1
    assert len(checker.lost(ACKS, [replace(ROWS[0], text="other"), *ROWS[1:]])) == 1
    assert len(checker.lost(ACKS, [replace(ROWS[0], client_id="other"), *ROWS[1:]])) == 1


def test_what_is_stored_twice_is_found() -> None:
    assert len(checker.doubled([*ROWS, replace(ROWS[0], seq=9)])) == 1
    assert len(checker.doubled([*ROWS, replace(ROWS[0], client_id="other")])) == 1
    assert len(checker.doubled_acks([*ACKS, replace(ACKS[0], seq=9)])) == 1


def test_what_is_told_out_of_order_or_with_a_gap_is_found() -> None:
    assert len(checker.inversions([*STEPS, Step(1, 2, 2, 3)])) == 1
    assert len(checker.inversions([*STEPS, Step(1, 3, 3, 3)])) == 1
    assert len(checker.inversions([*STEPS, Step(1, 1, 2, 3, live=False)])) == 1
    assert checker.inversions([*STEPS, Step(1, 3, 3, 3, live=False)]) == []
    assert len(checker.skips([*STEPS, Step(1, 5, 5, 3)])) == 1


def test_what_is_never_shown_or_shown_as_something_else_is_found() -> None:
    missing = {place: seen for place, seen in SHOWN.items() if place != (1, 2)}
    assert len(checker.undelivered(missing, ROWS, {1: 0})) == 1
    assert checker.undelivered(missing, ROWS, {1: 2}) == []
    assert len(checker.divergences(SHOWN.values(), ROWS[1:])) == 1
    other = [replace(SHOWN[1, 1], client_id="other")]
    assert len(checker.divergences(other, ROWS)) == 1


def test_a_post_placed_before_one_that_was_acked_earlier_is_found() -> None:
    late = Ack(1, 2, "late", "", 10, 11)
    assert len(checker.ack_order([*ACKS, late])) == 1
    beside = Ack(1, 2, "beside", "", 3.2, 11)
    assert checker.ack_order([*ACKS, beside]) == []
