"""Explaining over REST: of oneself, of others, of rooms that one sees."""

from chat.pipeline import perform_sync
from chat.protocol.commands import ImposeSanction
from tests.web.api.conftest import ABSENT, Caller, Cast, problem_of


def test_one_learns_what_one_may_and_why_not(cast: Cast, bob: Caller) -> None:
    asked = f"/explain?action=message.pin&room={cast.lounge}"
    assert bob.get(asked).json() == {
        "action": "message.pin",
        "person": cast["bob"],
        "room": cast.lounge,
        "allowed": False,
        "code": "forbidden",
        "trace": [
            "open room",
            "member of the room",
            "member of the workspace",
            "forbidden",
        ],
    }
    allowed = bob.get(f"/explain?action=message.post&room={cast.lounge}").json()
    assert (allowed["allowed"], allowed["code"], allowed["trace"][-1]) == (True, None, "allowed")


def test_a_mute_is_named(cast: Cast, bob: Caller) -> None:
    mute = {"user": cast["bob"], "room": cast.lounge, "kind": "mute"}
    perform_sync(ImposeSanction(by=cast.actor("ann"), **mute))
    found = bob.get(f"/explain?action=message.post&room={cast.lounge}").json()
    assert (found["code"], found["trace"][-1]) == ("muted", "muted: muted")


def test_moderators_ask_about_others_and_nobody_else_does(cast: Cast, bob: Caller) -> None:
    asked = f"/explain?action=message.pin&room={cast.lounge}&person="
    found = cast.caller("mod").get(f"{asked}{cast['ann']}").json()
    assert (found["person"], found["allowed"]) == (cast["ann"], True)
    problem_of(bob.get(f"{asked}{cast['ann']}"), 403, "forbidden")
    problem_of(cast.caller("mod").get(f"{asked}{ABSENT}"), 404, "not_found")


def test_what_one_does_not_see_is_not_explained(cast: Cast, eve: Caller, bob: Caller) -> None:
    for room in (cast.board, cast.direct, ABSENT):
        problem_of(eve.get(f"/explain?action=room.join&room={room}"), 404, "not_found")
    assert bob.get(f"/explain?action=room.join&room={cast.board}").json()["allowed"]


def test_a_question_without_a_sense_is_refused(cast: Cast, bob: Caller) -> None:
    problem_of(bob.get("/explain?action=nothing"), 422, "bad_frame")
    problem_of(bob.get("/explain?action=message.post"), 422, "bad_frame")
    problem_of(bob.get("/explain"), 422, "bad_frame")
    assert bob.get("/explain?action=account.create").json()["code"] == "forbidden"
