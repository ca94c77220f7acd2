"""Find, create, change and archive rooms; direct conversations."""

import pytest

from chat.web.api.shapes import Room, Rooms
from tests.web.api.conftest import ABSENT, Caller, Cast, problem_of


def test_rooms_are_ones_own_and_the_open_ones(cast: Cast, bob: Caller, eve: Caller) -> None:
    mine = bob.get("/rooms").json()
    assert Rooms.model_validate(mine).model_dump(exclude_unset=True) == mine
    assert {cast.lounge, cast.board, cast.direct} <= {room["id"] for room in mine["rooms"]}
    hers = {room["id"] for room in eve.get("/rooms").json()["rooms"]}
    assert cast.lounge in hers
    assert not {cast.board, cast.direct} & hers


def test_a_room_says_how_one_stands_in_it(cast: Cast, bob: Caller) -> None:
    room = bob.get(f"/rooms/{cast.lounge}").json()
    assert Room.model_validate(room).model_dump(exclude_unset=True) == room
    assert room["member"] is True
    assert room["members_count"] == 4


def test_anyone_creates_a_room_and_owns_it(eve: Caller) -> None:
    made = eve.post("/rooms", {"slug": "tea", "name": "Tea", "kind": "closed", "topic": "Leaves"})
    assert made.status_code == 201
    assert (made.json()["kind"], made.json()["role"]) == ("closed", "owner")
    assert eve.get(f"/rooms/{made.json()['id']}").json()["topic"] == "Leaves"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"slug": "lounge", "name": "Again"}, 409, "conflict"),
        ({"slug": "no spaces", "name": "X"}, 422, "bad_frame"),
        ({"slug": "x", "name": "X", "kind": "direct"}, 422, "bad_frame"),
        ({"slug": "x", "name": 5}, 422, "bad_frame"),
        ({"slug": "x", "name": "X", "colour": "red"}, 422, "bad_frame"),
        ({"name": "X"}, 422, "bad_frame"),
        ({"slug": "x", "name": "n" * 81}, 413, "too_long"),
        ({"slug": "x", "name": "a\x00b"}, 422, "bad_frame"),
        ([], 422, "bad_frame"),
    ],
)
def test_what_is_no_room_is_refused(bob: Caller, body: object, status: int, code: str) -> None:
    problem_of(bob.post("/rooms", body), status, code)


def test_the_owner_changes_several_settings_at_once(cast: Cast, ann: Caller) -> None:
    body = {"name": "Salon", "slug": "salon", "topic": "Talk", "archived": True}
    changed = ann("PATCH", f"/rooms/{cast.lounge}", body)
    assert changed.status_code == 200
    assert {key: changed.json()[key] for key in body} == body


def test_an_archived_room_is_reopened_before_it_is_renamed(cast: Cast, ann: Caller) -> None:
    assert ann("PATCH", f"/rooms/{cast.lounge}", {"archived": True}).status_code == 200
    problem_of(ann("PATCH", f"/rooms/{cast.lounge}", {"name": "Salon"}), 403, "archived")
    changed = ann("PATCH", f"/rooms/{cast.lounge}", {"name": "Salon", "archived": False})
    assert (changed.json()["name"], changed.json()["archived"]) == ("Salon", False)


def test_a_member_may_not_change_a_room(cast: Cast, bob: Caller) -> None:
    for body in ({"name": "Mine"}, {"archived": True}):
        problem_of(bob("PATCH", f"/rooms/{cast.lounge}", body), 403, "forbidden")


def test_a_change_of_nothing_is_refused(cast: Cast, ann: Caller) -> None:
    for body in ({}, {"name": None}):
        problem_of(ann("PATCH", f"/rooms/{cast.lounge}", body), 422, "bad_frame")


def test_a_direct_conversation_is_made_once(cast: Cast, bob: Caller, eve: Caller) -> None:
    made = eve.post("/rooms/direct", {"users": [cast["bob"]]})
    assert made.status_code == 201
    assert {user["username"] for user in made.json()["users"]} == {"bob", "eve"}
    again = bob.post("/rooms/direct", {"users": [cast["eve"], cast["bob"]]})
    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])


@pytest.mark.parametrize("users", [[], ["bob"], [True], [0], list(range(1, 11)), None])
def test_what_is_no_circle_is_refused(bob: Caller, users: object) -> None:
    problem_of(bob.post("/rooms/direct", {"users": users}), 422, "bad_frame")


def test_nobody_talks_to_an_absent_person(bob: Caller) -> None:
    problem_of(bob.post("/rooms/direct", {"users": [ABSENT]}), 404, "not_found")
