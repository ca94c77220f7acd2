"""Who people are, and what one says of oneself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import Profile as Stored
from chat.protocol.events import stamp
from chat.protocol.limits import PEOPLE_ASKED
from chat.web.api.people import CommonRooms, Me, People, Profile
from tests.web.api.conftest import ABSENT, Caller, Cast, problem_of


def test_me_is_whom_the_token_stands_for(cast: Cast) -> None:
    me = cast.caller("robo", "read").get("/me")
    assert me.status_code == 200
    assert Me.model_validate(me.json()).model_dump() == me.json()
    assert me.json()["username"] == "robo"
    assert me.json()["scopes"] == ["read"]


def test_everyone_may_list_people_page_by_page(cast: Cast, eve: Caller) -> None:
    first = eve.get("/users?limit=3").json()
    assert People.model_validate(first).model_dump() == first
    assert len(first["users"]) == 3
    assert first["has_after"] is True
    rest = eve.get(f"/users?limit=3&after={first['users'][-1]['id']}").json()
    assert rest["has_after"] is False
    names = [user["username"] for user in first["users"] + rest["users"]]
    assert sorted(names) == ["ann", "bob", "eve", "mod", "robo"]


@pytest.mark.parametrize("limit", ["0", "1001", "-1", "many"])
def test_a_limit_out_of_bounds_is_refused(bob: Caller, limit: str) -> None:
    found = problem_of(bob.get(f"/users?limit={limit}"), 422, "bad_frame")
    assert "limit" in found["detail"]


def test_a_thousand_people_are_one_page_at_most(bob: Caller) -> None:
    assert bob.get("/users?limit=1000").status_code == 200


def test_people_are_asked_for_by_their_ids(cast: Cast, eve: Caller) -> None:
    asked = f"/users?id={cast['mod']}&id={cast['ann']}&id={ABSENT}"
    assert [user["username"] for user in eve.get(asked).json()["users"]] == ["ann", "mod"]
    many = "&".join(f"id={number}" for number in range(1, PEOPLE_ASKED + 2))
    problem_of(eve.get(f"/users?{many}"), 422, "bad_frame")


def test_what_one_says_of_oneself_is_read_by_everyone(bob: Caller, eve: Caller) -> None:
    fields = {"title": "Gardener", "pronouns": "he/him", "time_zone": "Europe/Berlin"}
    changed = bob("PATCH", "/me", fields | {"name": "Robert"})
    assert changed.status_code == 200
    assert Profile.model_validate(changed.json()).model_dump() == changed.json()
    read = eve.get(f"/users/{changed.json()['id']}").json()
    assert read == changed.json() | {"seq": read["seq"]}
    assert fields.items() <= read.items()
    assert read["name"] == "Robert"
    assert read["seq"] > 0
    assert bob("PATCH", "/me", {"title": ""}).json()["pronouns"] == "he/him"


def test_a_person_who_is_not_there_is_not_found(eve: Caller) -> None:
    problem_of(eve.get(f"/users/{ABSENT}"), 404, "not_found")


def test_the_rooms_one_shares_are_listed_and_no_others(
    cast: Cast, ann: Caller, bob: Caller, eve: Caller
) -> None:
    found = ann.get(f"/users/{cast['bob']}/rooms").json()
    assert CommonRooms.model_validate(found).model_dump() == found
    both = {room["id"] for room in found["rooms"]}
    assert {cast.lounge, cast.board} <= both
    assert cast.direct not in both
    kept = {room["id"] for room in eve.get(f"/users/{cast['bob']}/rooms").json()["rooms"]}
    assert not kept & {cast.lounge, cast.board}
    problem_of(bob.get(f"/users/{ABSENT}/rooms"), 404, "not_found")


def test_a_status_ends_by_itself(bob: Caller) -> None:
    until = timezone.now() + timedelta(minutes=30)
    status = {"emoji": ":coffee:", "text": "at lunch", "until": stamp(until)}
    said = bob("PUT", "/me/status", status).json()
    assert said["status"] == status | {"emoji": "☕"}
    over = timezone.now() - timedelta(seconds=1)
    assert Stored.objects.update(status_until=over, quiet_until=over) == 1
    assert bob.get("/me").json()["status"] is None
    assert bob.get("/me").json()["quiet_until"] is None


def test_quiet_and_quiet_hours_are_kept(bob: Caller) -> None:
    until = stamp(timezone.now() + timedelta(hours=1))
    assert bob("PUT", "/me/quiet", {"until": until}).json()["quiet_until"] == until
    assert bob("PUT", "/me/quiet", {"until": None}).json()["quiet_until"] is None
    hours = [{"day": 5, "begins": "22:00", "ends": "07:00"}]
    problem_of(bob("PUT", "/me/quiet-hours", {"hours": hours}), 409, "conflict")
    bob("PATCH", "/me", {"time_zone": "Asia/Tokyo"})
    kept = bob("PUT", "/me/quiet-hours", {"hours": hours}).json()
    assert Profile.model_validate(kept).model_dump() == kept
    assert kept["quiet_hours"] == hours


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/me/status", {"text": "soon", "until": "tomorrow"}),
        ("/me/status", {"text": "soon", "until": "2030-01-01T00:00:00"}),
        ("/me/status", {"text": "soon", "until": 1_900_000_000}),
        ("/me/status", {"text": "soon", "until": "1900000000"}),
        ("/me/quiet", {}),
        ("/me/quiet-hours", {"hours": [{"day": 8, "begins": "22:00", "ends": "07:00"}]}),
        ("/me/quiet-hours", {"hours": [{"day": 1, "begins": "24:00", "ends": "07:00"}]}),
        ("/me/quiet-hours", {"hours": [{"day": 1, "begins": "22:00"}]}),
    ],
)
def test_times_are_written_out(bob: Caller, path: str, body: object) -> None:
    problem_of(bob("PUT", path, body), 422, "bad_frame")


def test_a_token_that_may_not_write_says_nothing(cast: Cast) -> None:
    reader, writer = cast.caller("robo", "read"), cast.caller("robo", "write")
    problem_of(reader("PUT", "/me/status", {"text": "busy"}), 403, "forbidden")
    problem_of(writer("PUT", "/me/status", {"text": "busy"}), 403, "forbidden")
