"""Removals over REST: asked for, followed and stopped, by whom the rule allows."""

from typing import Any

from chat.actions.removals import commands_of
from chat.models import Message, Removal
from chat.pipeline import perform_sync
from chat.queries.removals import next_places
from tests.web.api.conftest import ABSENT, Cast, problem_of
from tests.web.api.test_messages import posted

LONG_AGO = "2020-01-01T00:00:00Z"


def begun(cast: Cast, by: str = "mod", **more: Any) -> dict[str, Any]:
    """Let a moderator ask for a removal of what bob has said."""
    body = {"user": cast["bob"], "since": LONG_AGO} | more
    answer = cast.caller(by).post("/removals", body)
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_a_moderator_follows_what_they_asked_for(cast: Cast) -> None:
    posted(cast.caller("bob"), cast.lounge, "coins", "more coins")
    mod = cast.caller("mod")
    removal = begun(cast, room=cast.lounge, reason="spam")
    address = f"/removals/{removal['id']}"
    assert (removal["state"], removal["removed"], removal["left"]) == ("running", 0, 2)
    assert (removal["by"], removal["reason"]) == (cast["mod"], "spam")
    row = Removal.objects.get(pk=removal["id"])
    for command in commands_of(row, next_places(row)):
        perform_sync(command)
    found = mod.get(address).json()
    assert (found["removed"], found["left"]) == (2, 0)
    assert not Message.objects.filter(author=cast["bob"], deleted_at=None).exists()


def test_a_removal_is_stopped_once(cast: Cast) -> None:
    posted(cast.caller("bob"), cast.lounge, "coins")
    address = f"/removals/{begun(cast)['id']}"
    stopped = cast.caller("ann")("DELETE", address).json()
    assert (stopped["state"], stopped["ended_by"], stopped["left"]) == ("stopped", cast["ann"], 0)
    assert cast.caller("mod")("DELETE", address).json() == stopped


def test_they_are_listed_for_those_who_moderate_there(cast: Cast) -> None:
    ids = [begun(cast, room=room)["id"] for room in (cast.lounge, cast.board)]
    ids.append(begun(cast)["id"])
    mod = cast.caller("mod")
    page = mod.get("/removals?limit=2").json()
    assert ([r["id"] for r in page["removals"]], page["next"]) == (ids[:0:-1], ids[1])
    rest = mod.get(f"/removals?before={page['next']}").json()
    assert ([r["id"] for r in rest["removals"]], rest["next"]) == (ids[:1], None)
    here = mod.get(f"/removals?room={cast.board}&user={cast['bob']}").json()["removals"]
    assert [r["id"] for r in here] == [ids[1]]
    for name in ("bob", "eve"):
        assert cast.caller(name).get("/removals").json()["removals"] == []
        problem_of(cast.caller(name).get(f"/removals/{ids[0]}"), 404, "not_found")
        problem_of(cast.caller(name)("DELETE", f"/removals/{ids[0]}"), 404, "not_found")


def test_it_takes_the_scope_and_the_role(cast: Cast) -> None:
    body = {"user": cast["bob"], "since": LONG_AGO}
    problem_of(cast.caller("mod", "read", "write").post("/removals", body), 403, "forbidden")
    problem_of(cast.caller("eve").post("/removals", body), 403, "forbidden")
    problem_of(cast.caller("mod").post("/removals", body | {"user": ABSENT}), 404, "not_found")
    problem_of(cast.caller("mod").post("/removals", {"user": cast["bob"]}), 422, "bad_frame")
    since = body | {"since": "yesterday"}
    problem_of(cast.caller("mod").post("/removals", since), 422, "bad_frame")
