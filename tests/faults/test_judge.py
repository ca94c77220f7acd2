"""The judge on whole runs: each kind of violation is named for what it is, a clean run for none."""

from dataclasses import replace
from typing import Any

import pytest

from tests.checker import deafness, judge
from tests.evidence import (
    Ack,
    Change,
    Evidence,
    Heard,
    Observation,
    Page,
    Pinned,
    Reacted,
    RefusedChange,
    Row,
    Shown,
    Standing,
    Step,
    Told,
)

TEXTS = {1: "one", 2: "two", 3: "three"}


def clean() -> Evidence:
    """Three posts in one room, heard by two observers who were there all the time."""
    acks = [Ack(1, n, f"id{n}", text, n, n + 0.5) for n, text in TEXTS.items()]
    rows = [Row(1, n, f"id{n}", 7, text, n) for n, text in TEXTS.items()]
    stored = {1: drawn()}
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
        {1: drawn()},
    )


def drawn() -> dict[int, dict[str, Any]]:
    """The room as everybody draws it."""
    bare = {"deleted": None, "reactions": [], "pinned": False}
    return {n: {"seq": n, "text": text, **bare} for n, text in TEXTS.items()}


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
        stored = {1: {n: dict(m) for n, m in run.stored[1].items()}}
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


def test_a_text_is_told_as_it_was_written_when_the_message_had_last_changed() -> None:
    run = replace(clean(), changes=[Change(1, 1, 4, "new")])
    run = replace(run, rows=[replace(run.rows[0], text="new", changed_seq=4), *run.rows[1:]])
    for told, wrong in (
        (Told(1, 1, 1, "one"), False),
        (Told(1, 1, 4, "new"), False),
        (Told(1, 1, 5, "new"), False),
        (Told(1, 1, 1, "new"), True),
        (Told(1, 1, 4, "one"), True),
        (Told(1, 2, 2, "?"), True),
    ):
        assert ("wrong text" in named(seen(run, told=[told]))) == wrong, told
    assert "wrong text" not in named(
        replace(seen(run, told=[Told(1, 1, 4, "one")]), unsure=[(1, 1)])
    )


def test_a_catch_up_tells_what_lies_beyond_its_cursor_all_of_it_and_nothing_else() -> None:
    run = replace(clean(), heads={1: 3})
    for page, kinds in (
        (Page(1, 1, 1, 3, False, {2: 2, 3: 3}), set()),
        (Page(1, 1, 1, 3, False, {1: 1, 2: 2, 3: 3}), {"told again"}),
        (Page(1, None, 1, 3, False, {1: 1, 2: 2, 3: 3}), set()),  # nobody asked: a gap was filled
        (Page(1, 1, 1, 3, False, {3: 3}), {"passed over"}),
        (Page(1, 1, 1, 3, False, {}), {"passed over"}),
        (Page(1, 1, 1, 2, True, {2: 2}), set()),
        (Page(1, 3, 3, 4, False, {}), {"passed over"}),  # beyond the head
    ):
        assert named(seen(run, pages=[page])) == kinds, page


def test_what_changes_again_may_come_with_a_later_page() -> None:
    run = clean()
    again = replace(run, rows=[run.rows[0], replace(run.rows[1], changed_seq=4), run.rows[2]])
    first = Page(1, 1, 1, 3, True, {3: 3})
    assert named(seen(again, pages=[first])) == set()
    assert named(seen(again, pages=[replace(first, more=False)])) == {"passed over"}


def test_edits_and_deletions_keep_the_order_of_acks() -> None:
    run = clean()
    rows = [run.rows[0], replace(run.rows[1], changed_seq=2), run.rows[2]]
    for text in ("two", None):
        early = Change(1, 2, 2, text, asked_at=9.0, acked_at=9.5)  # after the ack of 3
        assert "ack order" in named(replace(run, rows=rows, changes=[early]))
        late = replace(early, seq=4)
        assert "ack order" not in named(replace(run, rows=rows, changes=[late]))


def test_who_tries_to_get_in_gets_in_unless_a_fault_is_played() -> None:
    run = replace(clean(), acks=[])
    out = seen(run, wanted=[(0.0, 100.0)], spans=[(1.0, 10.0), (60.0, 100.0)])
    assert "kept out" in named(out)
    assert "kept out" not in named(replace(out, disturbed=[(10.0, 40.0), (30.0, 50.0)]))
    assert "kept out" not in named(seen(run, wanted=[(0.0, 11.0), (59.0, 100.0)]))
    assert "kept out" in named(seen(run, wanted=[(0.0, 100.0)], spans=[]))
    assert "kept out" in named(seen(run, wanted=[(0.0, 100.0)], spans=[(1.0, 10.0)]))


def test_a_welcome_names_every_room_of_a_member_and_none_of_who_was_removed() -> None:
    run = replace(clean(), members={1: {7}, 2: {7}})
    whole, part = {1: 3, 2: 9}, {1: 3}
    assert named(seen(run, user=7, welcomes=[whole])) == set()
    assert named(seen(run, user=7, welcomes=[whole, part])) == {"incomplete welcome"}
    assert named(seen(run, user=8, welcomes=[part])) == set()
    came = Heard(2, 9, "come", 1.0, "member.joined", None, 7)
    assert named(seen(run, user=7, welcomes=[part], heard=[came])) == set()
    removed = {"barred": {2: 8}, "user": 8}
    assert named(seen(run, **removed, welcomes=[{1: 3, 2: 7}])) == set()
    assert named(seen(run, **removed, welcomes=[{1: 3, 2: 9}])) == {"served after removal"}


def test_a_refused_change_that_took_effect_is_a_phantom() -> None:
    run, wires = clean(), drawn()
    wires[2]["reactions"] = [{"emoji": "👍", "users": [7]}]
    rows = [run.rows[0], run.rows[1], replace(run.rows[2], deleted=True)]
    run = replace(run, rows=rows, stored={1: wires})
    for refused, phantom in (
        (RefusedChange(1, 1, 7, text="one"), True),
        (RefusedChange(1, 1, 7, text="other"), False),
        (RefusedChange(1, 3, 7), True),
        (RefusedChange(1, 2, 7), False),
        (RefusedChange(1, 2, 7, emoji="👍"), True),
        (RefusedChange(1, 2, 8, emoji="👍"), False),
        (RefusedChange(1, 1, 7, emoji="👍"), False),
    ):
        found = judge(replace(run, refused_changes=[refused]))["phantom"]
        assert bool(found) == phantom, refused
    for_a_while = seen(clean(), told=[Told(1, 1, 1, "other")])
    mine = RefusedChange(1, 1, 7, text="other")
    assert judge(replace(for_a_while, refused_changes=[mine]))["phantom"]


def test_pins_and_memberships_are_lost_where_they_are_not_as_they_were_acked() -> None:
    run, wires = clean(), drawn()
    wires[2]["pinned"] = True
    run = replace(run, stored={1: wires}, members={1: {7}})
    for pin, lost in (
        (Pinned(1, 2, True, 4), False),
        (Pinned(1, 2, False, 4), True),
        (Pinned(1, 1, True, 4), True),
        (Pinned(1, 1, True, None), False),  # its outcome was not learnt
    ):
        assert bool(judge(replace(run, pins=[pin]))["lost"]) == lost, pin
    for standing, lost in (
        (Standing(1, 7, True), False),
        (Standing(1, 7, False), True),
        (Standing(1, 8, True), True),
        (Standing(1, 8, True, sure=False), False),
    ):
        assert bool(judge(replace(run, standings=[standing]))["lost"]) == lost, standing
    assert "digest" in named(seen(run, pins={1: 2}))
    assert not any("pins" in said for said in judge(seen(run, pins={1: 1}))["digest"])


def test_pins_and_memberships_are_told_as_what_they_were() -> None:
    first = observer("a")
    run = replace(clean(), members={1: {7}}, pins=[Pinned(1, 2, True, 4)])
    for kind, place, wrong in (
        ("message.pinned", 2, False),
        ("message.unpinned", 2, True),
        ("message.pinned", 3, True),
    ):
        heard = [*first.heard, Heard(1, 4, "pin", 5.0, kind, place)]
        assert ("told wrongly" in named(seen(run, heard=heard))) == wrong, (kind, place)
    for kind, user, standings, wrong in (
        ("member.joined", 7, [], False),
        ("member.left", 7, [], True),  # is there in the end
        ("member.joined", 8, [], True),  # is not
        ("member.left", 8, [Standing(1, 8, True), Standing(1, 8, False)], False),
        ("member.left", 7, [Standing(1, 7, True)], True),  # nobody showed them out
    ):
        heard = [*first.heard, Heard(1, 5, "member", 5.0, kind, None, user)]
        tried = replace(seen(run, heard=heard), standings=standings)
        assert ("told wrongly" in named(tried)) == wrong, (kind, user)
