"""Invitations: who makes them, what their links open, and when they stop."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from chat.models import Invitation, Membership, Room, User, Workspace
from chat.queries.accounts import hash_key
from tests.web.conftest import NOON, PASSWORD, Cast, SignIn, signed_in, text_of

NEWCOMER = {"name": "Kim", "username": "kim", "email": "", "password": PASSWORD}


def invite(client: Client, **wanted: object) -> str:
    """Make an invitation in the page; returns the path of its link."""
    page = text_of(client.post("/accounts/invitations/", {"uses": 1, "days": 7} | wanted))
    found = re.search(r'value="http://testserver(/join/[\w-]+)"', page)
    assert found, page
    return found[1]


def test_a_newcomer_joins_by_a_link_and_is_signed_in(sign_in: SignIn) -> None:
    link = invite(sign_in("ann"))
    client = Client()
    page = text_of(client.get(link))
    assert "The House" in page
    assert "Ann" in page
    assert client.post(link, NEWCOMER)["Location"] == "/"
    assert signed_in(client)
    kim = User.objects.get(username="kim")
    assert (kim.role, kim.name) == ("member", "Kim")
    assert Membership.objects.filter(user=kim, room__slug="general").exists()


def test_a_link_into_a_room_leads_there(sign_in: SignIn, rooms: dict[str, str]) -> None:
    board = Room.objects.get(slug="board")
    link = invite(sign_in("ann"), room=board.pk)
    client = Client()
    assert client.post(link, NEWCOMER)["Location"] == "/rooms/board"
    assert client.get("/rooms/board").status_code == 200


def test_a_used_link_is_over(sign_in: SignIn) -> None:
    link = invite(sign_in("ann"))
    Client().post(link, NEWCOMER)
    late = Client()
    assert late.get(link).status_code == 404
    answer = late.post(link, NEWCOMER | {"username": "lee"})
    assert answer.status_code == 404
    assert "no longer works" in text_of(answer)
    assert not User.objects.filter(username="lee").exists()


def test_a_link_for_several_serves_as_many(sign_in: SignIn) -> None:
    link = invite(sign_in("ann"), uses=5)
    for number in range(5):
        assert Client().post(link, NEWCOMER | {"username": f"kim{number}"}).status_code == 302
    assert Client().get(link).status_code == 404


def test_a_link_ages(sign_in: SignIn, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOON)
    link = invite(sign_in("ann"), days=1)
    assert Client().get(link).status_code == 200
    time_machine.shift(timedelta(days=1, minutes=1))
    assert Client().get(link).status_code == 404


def test_a_withdrawn_link_is_over(sign_in: SignIn) -> None:
    ann = sign_in("ann")
    link = invite(ann)
    number = Invitation.objects.get().pk
    assert ann.post(f"/accounts/invitations/{number}/revoke/").status_code == 302
    assert Client().get(link).status_code == 404


def test_a_link_that_never_was_is_answered_like_one_that_is_over(cast: Cast) -> None:
    assert Client().get("/join/never").status_code == 404


def test_the_database_does_not_hold_the_code(sign_in: SignIn) -> None:
    code = invite(sign_in("ann")).removeprefix("/join/")
    assert Invitation.objects.get().code_hash == hash_key(code)


def test_a_taken_name_is_explained_and_spends_nothing(sign_in: SignIn) -> None:
    link = invite(sign_in("ann"))
    page = text_of(Client().post(link, NEWCOMER | {"username": "Bob"}))
    assert "is taken" in page
    assert Invitation.objects.get().uses_left == 1


def test_moderators_invite_and_members_do_not(sign_in: SignIn) -> None:
    assert invite(sign_in("mod"))
    bob = sign_in("bob")
    assert bob.get("/accounts/invitations/").status_code == 403
    assert bob.post("/accounts/invitations/", {"uses": 1, "days": 7}).status_code == 403
    assert "Invitations" not in text_of(bob.get("/accounts/profile/"))


def test_nobody_withdraws_what_is_not_theirs(sign_in: SignIn) -> None:
    link = invite(sign_in("ann"))
    number = Invitation.objects.get().pk
    for who in ("bob", "mod"):
        answer = sign_in(who).post(f"/accounts/invitations/{number}/revoke/")
        assert answer.status_code == 404
    assert Client().get(link).status_code == 200


def test_without_an_invitation_nobody_joins(cast: Cast) -> None:
    client = Client()
    assert client.get("/accounts/signup/").status_code == 403
    assert client.post("/accounts/signup/", NEWCOMER).status_code == 403
    assert not User.objects.filter(username="kim").exists()


def test_where_sign_up_is_open_anybody_joins(cast: Cast) -> None:
    Workspace.objects.update(open_sign_up=True)
    client = Client()
    assert "Make an account" in text_of(client.get("/accounts/login/"))
    assert client.post("/accounts/signup/", NEWCOMER)["Location"] == "/"
    assert signed_in(client)


def test_who_is_signed_in_already_does_not_join_again(sign_in: SignIn) -> None:
    link = invite(sign_in("ann"))
    bob = sign_in("bob")
    assert "already here" in text_of(bob.get(link))
    bob.post(link, NEWCOMER)
    assert not User.objects.filter(username="kim").exists()


@pytest.mark.parametrize("count", [21])
def test_an_address_makes_only_so_many_tries(cast: Cast, count: int) -> None:
    Workspace.objects.update(open_sign_up=True)
    codes = [Client().post("/accounts/signup/", {}).status_code for _ in range(count)]
    assert codes[:20] == [200] * 20
    assert codes[20] == 429
