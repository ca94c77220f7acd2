"""The judge of races finds what is planted, and its table forgets no command."""

import json
from typing import Any

import pytest

from chat.actions import HANDLERS
from chat.actions.batch import AUTHORITY_LOCK
from chat.protocol import commands as c
from tests.faults.races import needs
from tests.faults.races.doors import CALLS, KINDS
from tests.faults.races.judge import judged, lines_of
from tests.faults.races.needs import ALWAYS, NEEDS, SERVER_ALONE

BOB, ANN, ROOM = 7, 1, 3
POST = {"command": "PostMessage", "door": "socket", "fields": {"room": ROOM, "text": "hi"}}
END = {"command": "EndMembership", "fields": {"room": ROOM, "user": BOB}}


def lane(code: str) -> dict[str, Any]:
    """Bob's post against his removal, with its answer."""
    return {"right": "removal", "user": BOB, "writes": [POST | {"code": code}], "end": END}


def ledger(*names: str) -> list[tuple[int, str, int, Any]]:
    """Lines of the ledger in this order."""
    said = {"post": (POST, BOB), "end": (END, ANN)}
    rows = []
    for number, name in enumerate(names, 1):
        act, actor = said[name]
        rows.append((number, act["command"], actor, json.dumps(act["fields"])))
    return lines_of(rows)


def test_no_command_is_missing_from_the_table_of_rights() -> None:
    assert set(NEEDS) == set(HANDLERS)


def test_only_the_server_itself_acts_without_a_right() -> None:
    without = {command for command, rights in NEEDS.items() if rights == SERVER_ALONE}
    by_itself = {c.TellReminders, c.ShowPreviews, c.ContinueRemoval, c.RecordAct}
    assert without == {c.FoundWorkspace, c.SignUp, *by_itself}
    assert all(rights >= ALWAYS for rights in NEEDS.values() if rights != SERVER_ALONE)


def test_every_door_of_the_table_leads_to_a_command() -> None:
    names = {command.__name__ for command in HANDLERS}
    assert set(KINDS) | set(CALLS) <= names


def test_the_gate_holds_the_lock_that_commits_take() -> None:
    assert needs.AUTHORITY_LOCK == AUTHORITY_LOCK


def test_a_write_after_the_end_of_its_right_is_found() -> None:
    verdict = judged([lane("done")], ledger("end", "post"))
    assert len(verdict.late) == 1


def test_a_write_before_the_end_and_one_refused_are_sound() -> None:
    lanes = [lane("done"), lane("forbidden")]
    before = judged(lanes[:1], ledger("post", "end"))
    after = judged(lanes[1:], ledger("end"))
    assert (before.late, before.phantom, after.late) == ([], [], [])
    assert before.first.total() == after.refused.total() == 1
    assert len(before.one_sided()) == len(after.one_sided()) == 1, "one order alone proves nothing"


@pytest.mark.parametrize("order", [("post", "end"), ("end", "post")])
def test_what_was_refused_and_committed_is_found(order: tuple[str, str]) -> None:
    assert len(judged([lane("forbidden")], ledger(*order)).phantom) == 1


def test_a_repeat_may_be_refused_when_the_first_try_had_no_certain_outcome() -> None:
    again = lane("not_found")
    again["writes"] = [write | {"unsure": True} for write in again["writes"]]
    assert judged([again], ledger("post", "end")).phantom == []
    assert len(judged([again], ledger("end", "post")).late) == 1, "too late is too late"


def test_a_right_that_did_not_end_is_found() -> None:
    assert len(judged([lane("done")], ledger("post")).endless) == 1


@pytest.mark.parametrize("code", ["done", "unavailable", "busy", "rate_limited"])
def test_a_repeat_and_a_try_turned_away_as_a_load_count_for_nothing(code: str) -> None:
    assert judged([lane(code)], ledger("end")).races == 0
