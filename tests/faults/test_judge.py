"""The judge on whole runs: each kind of violation is named for what it is, a clean run for none."""

from dataclasses import replace

import pytest

from tests.checker import deafness, judge
from tests.evidence import Ack, Change, Evidence, Heard, Observation, Reacted, Row, Shown, Step

TEXTS = {1: "one", 2: "two", 3: "three"}


def clean() -> Evidence:
    """Three posts in one room, heard by two observers who were there all the time."""
    acks = [Ack(1, n, f"id{n}", text, n, n + 0.5) for n, text in TEXTS.items()]
    rows = [Row(1, n, f"id{n}", 7, text, n) for n, text in TEXTS.items()]
    stored = {1: {n: {"seq": n, "text": text} for n, text in TEXTS.items()}}
    return Evidence(acks, [], set(), [observer("a"), observer("b")], rows, stored)


def observer(name: str) -> Observation:
    """One who heard everything."""
    return Observation(
        name,
        {1: 0},
        {(1, n): Shown(1, n, f"id{n}", text, n + 0.6) for n, text in TEXTS.items()},
        [Step(1, n, n, n - 1, at=n + 0.6) for n in TEXTS],
        [Heard(1, n, text, n + 0.6) for n, text in TEXTS.items()],
        [(0.0, 100.0)],
        {1: {n: {"seq": n, "text": text} for n, text in TEXTS.items()}},
    )


def named(evidence: Evidence) -> set[str]:
    """The kinds of violation that the judge names."""
    return {kind for kind, found in judge(evidence).items() if found}


def seen(evidence: Evidence, **changes: object) -> Evidence:
    """The run with another first observer."""
    first, second = evidence.observations
    return replace(evidence, observations=[replace(first, **changes), second])  # type: ignore[arg-type]


def test_a_clean_run_has_no_violation_of_any_kind() -> None:
    found = judge(clean())
    assert len(found) >= 12
    assert named(clean()) == set()


def test_each_kind_is_named() -> None:
    run, first = clean(), observer("a")
    assert "lost" in named(replace(run, rows=run.rows[1:]))
    assert "lost" in named(seen(run, shown={k: v for k, v in first.shown.items() if k[1] != 2}))
    assert "doubled effect" in named(replace(run, rows=[*run.rows, replace(run.rows[0], seq=9)]))
    assert "doubled display" in named(seen(run, heard=[*first.heard, first.heard[0]]))
    assert "skip" in named(seen(run, steps=[*first.steps, Step(1, 9, 9, 3)]))
    assert "inversion" in named(seen(run, steps=[*first.steps, Step(1, 2, 2, 3)]))
    assert "divergence" in named(seen(run, heard=[replace(first.heard[0], digest="other")]))
    assert "phantom" in named(replace(run, refused={"id2"}))
    assert "uncommitted" in named(
        seen(run, shown={**first.shown, (1, 9): Shown(1, 9, "id9", "nine", 9)})
    )
    assert "ack order" in named(replace(run, acks=[*run.acks, Ack(1, 2, "id2", "two", 9, 10)]))
    assert "silently deaf" in named(seen(run, steps=[replace(s, at=50.0) for s in first.steps]))
    assert "late" in named(
        replace(seen(run, steps=[replace(s, at=5.0) for s in first.steps]), late_seconds=2.0)
    )
    assert "digest" in named(seen(run, state={1: {1: {"seq": 1, "text": "other"}}}))
    assert "served after removal" in named(seen(run, barred={1: 2}))


def test_changes_count_as_lost_where_they_left_no_trace() -> None:
    run = clean()
    edited = replace(run.rows[0], text="new", changed_seq=4)
    whole = {1: {**run.stored[1]}}
    for row, change, lost in (
        (edited, Change(1, 1, 4, "new"), False),
        (edited, Change(1, 1, 5, "newer"), True),
        (edited, Change(1, 1, 4, "other"), True),
        (edited, Change(1, 1, 4, None), True),
        (replace(edited, text="", deleted=True), Change(1, 1, 4, None), False),
    ):
        tried = replace(run, rows=[row, *run.rows[1:]], changes=[change], stored=whole)
        assert ("lost" in named(tried)) == lost, change


def test_an_edit_that_had_no_effect_is_lost_whatever_changed_later() -> None:
    run = clean()
    later = replace(run, rows=[replace(run.rows[0], changed_seq=5), *run.rows[1:]])
    assert named(later) == set()  # a reaction
    assert "lost" in named(replace(later, changes=[Change(1, 1, 4, "new")]))
    spoiled = replace(run, rows=[replace(run.rows[0], text="?", changed_seq=5), *run.rows[1:]])
    assert "lost" in named(spoiled)
    assert "lost" not in named(replace(spoiled, unsure=[(1, 1)]))


def test_a_reaction_counts_as_lost_where_it_is_not_as_it_was_acked() -> None:
    run = clean()
    for emoji, on, lost in (
        ("👍", True, False),
        ("👍", False, True),
        ("🎉", True, True),
        ("🎉", False, False),
    ):
        stored = {1: {n: m | {"deleted": None, "reactions": []} for n, m in run.stored[1].items()}}
        stored[1][2]["reactions"] = [{"emoji": "👍", "users": [7]}]
        tried = replace(run, stored=stored, reactions=[Reacted(1, 2, 7, emoji, on)])
        assert any("on 1/2" in x for x in judge(tried)["lost"]) == lost, (emoji, on)


def test_a_catch_up_is_no_way_back_into_a_room() -> None:
    run, first = clean(), observer("a")
    heard, resumed = first.heard[:2], Step(1, 3, 3, 2, live=False, at=9.0)
    removed = seen(run, barred={1: 2}, heard=heard, steps=[*first.steps[:2], resumed])
    assert "served after removal" in named(removed)
    assert "served after removal" not in named(seen(run, barred={1: 2}, heard=heard))


def test_who_was_away_or_had_no_database_was_not_deaf() -> None:
    run = clean()
    late = replace(observer("a"), steps=[Step(1, 1, 3, 0, live=False, at=60.0)])
    assert max(deafness(run.acks, late)) > 50
    assert max(deafness(run.acks, late, [(2.0, 59.0)])) < 3
    away = replace(late, spans=[(0.0, 1.4), (59.5, 100.0)])
    assert max(deafness(run.acks, away)) == pytest.approx(0.5)
