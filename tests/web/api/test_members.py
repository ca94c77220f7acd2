"""Who belongs to a room."""

from chat.models import Membership
from chat.web.api.shapes import Member, Members
from tests.web.api.conftest import ABSENT, Caller, Cast, problem_of


def belongs(room: int, user: int) -> bool:
    """Whether somebody belongs to a room."""
    return Membership.objects.filter(room=room, user=user).exists()


def test_members_are_listed_by_name(cast: Cast, bob: Caller) -> None:
    found = bob.get(f"/rooms/{cast.board}/members").json()
    assert Members.model_validate(found).model_dump() == found
    assert [member["user"]["username"] for member in found["members"]] == ["ann", "bob", "mod"]


def test_an_outsider_joins_an_open_room_and_leaves_it(cast: Cast, eve: Caller) -> None:
    place = f"/rooms/{cast.lounge}/members/{cast['eve']}"
    joined = eve("PUT", place)
    assert joined.status_code == 200
    assert Member.model_validate(joined.json()).model_dump() == joined.json()
    assert belongs(cast.lounge, cast["eve"])
    assert eve("PUT", place).json() == joined.json()
    left = eve("DELETE", place)
    assert (left.status_code, left.content) == (204, b"")
    assert not belongs(cast.lounge, cast["eve"])


def test_those_who_lead_a_closed_room_add_and_remove(cast: Cast, ann: Caller) -> None:
    place = f"/rooms/{cast.board}/members/{cast['eve']}"
    assert ann("PUT", place).status_code == 200
    assert belongs(cast.board, cast["eve"])
    assert ann("DELETE", place).status_code == 204
    assert not belongs(cast.board, cast["eve"])


def test_an_owner_of_the_room_gives_a_role_and_takes_it_back(cast: Cast, ann: Caller) -> None:
    place = f"/rooms/{cast.board}/members/{cast['bob']}/role"
    for role in ("moderator", "owner", "member"):
        given = ann("PUT", place, {"role": role})
        assert (given.status_code, given.json()["role"]) == (200, role)
    problem_of(ann("PUT", place, {"role": "king"}), 422, "bad_frame")


def test_a_member_gives_no_role(cast: Cast, bob: Caller) -> None:
    place = f"/rooms/{cast.board}/members/{cast['bob']}/role"
    problem_of(bob("PUT", place, {"role": "owner"}), 403, "forbidden")


def test_a_member_may_neither_add_nor_remove_there(cast: Cast, bob: Caller) -> None:
    problem_of(bob("PUT", f"/rooms/{cast.board}/members/{cast['eve']}"), 403, "forbidden")
    problem_of(bob("DELETE", f"/rooms/{cast.board}/members/{cast['ann']}"), 403, "forbidden")
    assert belongs(cast.board, cast["ann"])


def test_a_direct_conversation_keeps_its_people(cast: Cast, bob: Caller) -> None:
    problem_of(bob("PUT", f"/rooms/{cast.direct}/members/{cast['eve']}"), 403, "forbidden")
    problem_of(bob("DELETE", f"/rooms/{cast.direct}/members/{cast['bob']}"), 403, "forbidden")


def test_an_absent_person_cannot_be_added(cast: Cast, ann: Caller) -> None:
    problem_of(ann("PUT", f"/rooms/{cast.lounge}/members/{ABSENT}"), 404, "not_found")
