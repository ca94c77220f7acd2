"""Founding, inviting, signing up, suspending: who may, who may not, what the others hear."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chat.models import Invitation, Membership, Room, User, Workspace
from chat.pipeline import perform_sync
from chat.protocol.actors import Actor, operator
from chat.protocol.closes import BARRED
from chat.protocol.commands import (
    AddMember,
    ArchiveRoom,
    ChangeRole,
    ChooseLanguage,
    CreateUser,
    FoundWorkspace,
    InvitePeople,
    LiftSuspension,
    PostMessage,
    RevokeInvitation,
    SignUp,
    SuspendUser,
)
from chat.queries.accounts import hash_key
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import ABSENT, Cast, hidden, refused
from tests.house import House

CODE = hash_key("invitation")
ZOE = {"username": "Zoe", "name": "Zoë", "password": "!unusable"}


@pytest.fixture
def admin(cast: Cast) -> str:
    """Somebody between ann and mod."""
    cast.people["ada"] = cast.do("operator", CreateUser, username="ada", role="admin").result[
        "user"
    ]["id"]
    return "ada"


# --- Founding ------------------------------------------------------------------------------------

FOUNDING = {"workspace": "The House", "username": "Ann", "name": "Ann", "password": "!unusable"}


@rule(FoundWorkspace, "may")
def test_the_operator_founds_a_workspace_with_its_owner_and_first_room(db: None) -> None:
    user = perform_sync(FoundWorkspace(by=operator(), **FOUNDING)).result["user"]
    assert (user["username"], user["role"]) == ("ann", "owner")
    assert Workspace.objects.get().name == "The House"
    room = Room.objects.get()
    assert (room.slug, room.kind) == ("general", "open")
    assert Membership.objects.get(room=room).role == "owner"


@rule(FoundWorkspace, "may_not")
def test_a_workspace_is_founded_once_and_by_the_operator_alone(cast: Cast) -> None:
    again = FOUNDING | {"username": "zoe"}
    refused("conflict", cast, "operator", FoundWorkspace, **again)
    for who in ("ann", "eve"):
        refused("forbidden", cast, who, FoundWorkspace, **again)
    refused("unauthenticated", cast, Actor(ABSENT), FoundWorkspace, **again)


@rule(FoundWorkspace, "may_not")
def test_a_workspace_and_its_owner_have_proper_names(cast: Cast) -> None:
    User.objects.filter(role="owner").update(role="member")
    for wrong in ({"username": "no blank"}, {"workspace": " "}, {"username": "here"}):
        refused("bad_frame", cast, "operator", FoundWorkspace, **(FOUNDING | wrong))
    refused("conflict", cast, "operator", FoundWorkspace, **(FOUNDING | {"username": "EVE"}))


@rule(FoundWorkspace, "heard")
def test_the_first_room_hears_of_a_new_owner_where_there_was_none(house: House) -> None:
    User.objects.filter(role="owner").update(role="member")
    people = Listening(house)
    made = people.do("operator", FoundWorkspace, **(FOUNDING | {"username": "zoe"}))
    event = people["ann"].heard("member.joined", house.cast["general"])
    assert event["member"]["user"] == made.result["user"]
    people.none_hear("bob", "mod", "eve")


# --- Making accounts -----------------------------------------------------------------------------


@rule(CreateUser, "may")
def test_an_owner_and_the_operator_make_accounts(cast: Cast) -> None:
    made = cast.do("ann", CreateUser, username="Zoe", name="Zoë", role="admin").result["user"]
    stored = User.objects.get(pk=made["id"])
    assert (stored.username, stored.name, stored.role) == ("zoe", "Zoë", "admin")
    assert not stored.has_usable_password()
    bot = cast.do("operator", CreateUser, username="hal", kind="bot").result["user"]
    assert (bot["kind"], bot["name"]) == ("bot", "hal")
    again = cast.do("operator", CreateUser, username="HAL")
    assert (again.repeated, again.result["user"]) == (True, bot)


@rule(CreateUser, "may_not")
def test_nobody_makes_an_equal_or_a_higher_account(cast: Cast, admin: str) -> None:
    for who in ("eve", "bob", "mod", "robo"):
        refused("forbidden", cast, who, CreateUser, username="zoe")
    for role in ("admin", "owner"):
        refused("forbidden", cast, admin, CreateUser, username="zoe", role=role)
    refused("forbidden", cast, "ann", CreateUser, username="zoe", role="owner")
    writer = cast.with_token("ann", "write", "moderate")
    refused("forbidden", cast, writer, CreateUser, username="zoe")


@rule(CreateUser, "may_not")
def test_a_name_and_an_address_belong_to_one_account(cast: Cast) -> None:
    cast.do("ann", CreateUser, username="zoe", email="zoe@example.org")
    refused("conflict", cast, "ann", CreateUser, username="ZOE")
    refused("conflict", cast, "ann", CreateUser, username="y", email="ZOE@example.org")
    for wrong in ("", "no blank", "here", "Zoë"):
        refused("bad_frame", cast, "ann", CreateUser, username=wrong)
    refused("too_long", cast, "ann", CreateUser, username="y" * 33)
    refused("too_long", cast, "ann", CreateUser, username="y", name="y" * 81)


@rule(CreateUser, "heard")
def test_nobody_hears_of_an_account_that_is_in_no_room(house: House) -> None:
    people = Listening(house)
    people.do("ann", CreateUser, username="zoe")
    people.none_hear("ann", "bob", "mod", "eve")


# --- Inviting ------------------------------------------------------------------------------------


@rule(InvitePeople, "may")
@pytest.mark.parametrize(("who", "room"), [("mod", "board"), ("ann", "lounge"), ("mod", None)])
def test_moderators_and_above_invite(cast: Cast, who: str, room: str | None) -> None:
    outcome = cast.do(who, InvitePeople, code_hash=CODE, room=room, uses=3, days=2)
    stored = Invitation.objects.get(pk=outcome.result["invitation"])
    assert (stored.invited_by_id, stored.uses_left) == (cast[who], 3)
    assert stored.room_id == (cast[room] if room else None)
    assert stored.expires_at - timezone.now() < timedelta(days=2)


@rule(InvitePeople, "may_not")
def test_members_invite_nobody(cast: Cast) -> None:
    for who in ("bob", "eve", "robo"):
        refused("forbidden", cast, who, InvitePeople, code_hash=CODE)
    refused("forbidden", cast, cast.with_token("mod", "read"), InvitePeople, code_hash=CODE)


@rule(InvitePeople, "may_not")
def test_nobody_invites_into_a_room_they_do_not_see(cast: Cast) -> None:
    cast.do("mod", InvitePeople, code_hash=hash_key("other"), room="board")
    cast.do("ann", AddMember, room="board", user="eve")
    User.objects.filter(pk=cast["robo"]).update(role="moderator")
    hidden(cast, "robo", InvitePeople, room="board", code_hash=CODE)
    for who in ("robo", "ann"):
        hidden(cast, who, InvitePeople, room="direct", code_hash=CODE)


@rule(InvitePeople, "heard")
@rule(RevokeInvitation, "heard")
def test_nobody_hears_of_an_invitation(house: House) -> None:
    people = Listening(house)
    made = people.do("mod", InvitePeople, code_hash=CODE, room="lounge")
    people.none_hear("ann", "bob", "mod", "eve")
    people.do("mod", RevokeInvitation, invitation=made.result["invitation"])
    people.none_hear("ann", "bob", "mod", "eve")


@rule(RevokeInvitation, "may")
@pytest.mark.parametrize("who", ["mod", "ann"])
def test_one_withdraws_ones_own_invitation_and_an_admin_any(cast: Cast, who: str) -> None:
    made = cast.do("mod", InvitePeople, code_hash=CODE).result["invitation"]
    cast.do(who, RevokeInvitation, invitation=made)
    refused("forbidden", cast, "operator", SignUp, code_hash=CODE, **ZOE)


@rule(RevokeInvitation, "may_not")
def test_anothers_invitation_is_as_absent(cast: Cast) -> None:
    made = cast.do("ann", InvitePeople, code_hash=CODE).result["invitation"]
    for who in ("mod", "bob", "eve"):
        for invitation in (made, ABSENT):
            refused("not_found", cast, who, RevokeInvitation, invitation=invitation)
    cast.do("ann", RevokeInvitation, invitation=made)
    refused("not_found", cast, "ann", RevokeInvitation, invitation=made)


# --- Signing up ----------------------------------------------------------------------------------


@rule(SignUp, "may")
@pytest.mark.parametrize("room", ["board", None])
def test_an_invited_person_signs_up_into_their_first_room(cast: Cast, room: str | None) -> None:
    made = cast.do("mod", InvitePeople, code_hash=CODE, room=room, uses=2)
    user = cast.do("operator", SignUp, code_hash=CODE, **ZOE).result["user"]
    assert (user["username"], user["name"], user["role"]) == ("zoe", "Zoë", "member")
    assert "zoe" in cast.members(room or "general")
    assert Invitation.objects.get(pk=made.result["invitation"]).uses_left == 1


@rule(SignUp, "may")
def test_an_archived_room_is_nobodys_first(cast: Cast) -> None:
    cast.do("mod", InvitePeople, code_hash=CODE, room="lounge")
    cast.do("ann", ArchiveRoom, room="lounge")
    cast.do("operator", SignUp, code_hash=CODE, **ZOE)
    assert "zoe" in cast.members("general") - cast.members("lounge")


@rule(SignUp, "may")
def test_everyone_signs_up_where_sign_up_is_open(cast: Cast) -> None:
    Workspace.objects.update(open_sign_up=True)
    cast.do("operator", SignUp, code_hash=None, **ZOE)
    assert "zoe" in cast.members("general")


@rule(SignUp, "may_not")
@pytest.mark.parametrize(
    "ended",
    [
        {"uses_left": 0},
        {"expires_at": timezone.now()},
        {"revoked_at": timezone.now()},
        {"code_hash": hash_key("another")},
    ],
    ids=lambda ended: next(iter(ended)),
)
def test_an_invitation_that_is_over_lets_nobody_in(cast: Cast, ended: dict[str, Any]) -> None:
    cast.do("mod", InvitePeople, code_hash=CODE)
    Invitation.objects.update(**ended)
    refused("forbidden", cast, "operator", SignUp, code_hash=CODE, **ZOE)


@rule(SignUp, "may_not")
def test_nobody_signs_up_uninvited_or_under_anothers_name(cast: Cast) -> None:
    refused("forbidden", cast, "operator", SignUp, code_hash=None, **ZOE)
    refused("forbidden", cast, "ann", SignUp, code_hash=None, **ZOE)
    cast.do("mod", InvitePeople, code_hash=CODE)
    refused("conflict", cast, "operator", SignUp, code_hash=CODE, **(ZOE | {"username": "BOB"}))
    refused("bad_frame", cast, "operator", SignUp, code_hash=CODE, **(ZOE | {"username": "a b"}))
    assert Invitation.objects.get().uses_left == 1


@rule(SignUp, "heard")
def test_the_first_room_hears_who_came(house: House) -> None:
    house.cast.do("mod", InvitePeople, code_hash=CODE, room="board")
    people = Listening(house)
    made = people.do("operator", SignUp, code_hash=CODE, **ZOE)
    for name in ("ann", "bob", "mod"):
        event = people[name].heard("member.joined", house.cast["board"])
        assert event["member"]["user"] == made.result["user"]
        assert event["seq"] == house.cast.room("board").seq
    people.none_hear("eve")


# --- Languages -----------------------------------------------------------------------------------


@rule(ChooseLanguage, "may")
@pytest.mark.parametrize("language", ["de", "en", ""])
def test_everyone_chooses_the_language_of_their_own_pages(cast: Cast, language: str) -> None:
    cast.do("eve", ChooseLanguage, language="de")
    cast.do("eve", ChooseLanguage, language=language)
    assert cast.user("eve").language == language
    assert cast.user("bob").language == ""


@rule(ChooseLanguage, "may_not")
def test_a_language_that_is_not_spoken_here_is_refused(cast: Cast) -> None:
    refused("bad_frame", cast, "eve", ChooseLanguage, language="tlh")
    refused("forbidden", cast, cast.with_token("robo", "read"), ChooseLanguage, language="de")
    assert cast.user("eve").language == cast.user("robo").language == ""


@rule(ChooseLanguage, "heard")
def test_nobody_hears_which_language_somebody_reads(house: House) -> None:
    people = Listening(house)
    people.do("bob", ChooseLanguage, language="de")
    people.none_hear("ann", "bob", "mod", "eve")


# --- Roles ---------------------------------------------------------------------------------------


@rule(ChangeRole, "may")
def test_who_stands_above_gives_a_role_below_their_own(cast: Cast, admin: str) -> None:
    assert cast.do(admin, ChangeRole, user="bob", role="moderator").result["user"]["role"] == (
        "moderator"
    )
    assert cast.user("bob").role == "moderator"
    cast.do("bob", SuspendUser, user="eve")
    assert cast.do(admin, ChangeRole, user="bob", role="moderator").repeated
    cast.do("ann", ChangeRole, user=admin, role="member")
    refused("forbidden", cast, admin, ChangeRole, user="bob", role="member")


@rule(ChangeRole, "may_not")
def test_nobody_gives_what_they_do_not_stand_above(cast: Cast, admin: str) -> None:
    tries = [
        ("bob", "eve", "member"),
        ("mod", "bob", "moderator"),
        (admin, "bob", "admin"),
        (admin, admin, "owner"),
        (admin, "ann", "member"),
        ("ann", "bob", "owner"),
        ("ann", "ann", "member"),
    ]
    for who, target, role in tries:
        refused("forbidden", cast, who, ChangeRole, user=target, role=role)
    refused("not_found", cast, "ann", ChangeRole, user=ABSENT, role="member")
    token = cast.with_token("ann", "write", "moderate")
    refused("forbidden", cast, token, ChangeRole, user="bob", role="moderator")


@rule(ChangeRole, "may_not")
def test_a_workspace_is_never_left_without_an_owner(cast: Cast) -> None:
    refused("conflict", cast, "operator", ChangeRole, user="ann", role="member")
    cast.do("operator", ChangeRole, user="bob", role="owner")
    cast.do("operator", ChangeRole, user="ann", role="member")
    assert [cast.user(name).role for name in ("ann", "bob")] == ["member", "owner"]


@rule(ChangeRole, "heard")
def test_only_who_gets_another_role_is_told_and_stays(house: House) -> None:
    people = Listening(house)
    people.do("ann", ChangeRole, user="bob", role="moderator")
    told = people.told("bob", "role.changed")
    assert (told["room"], told["role"]) == (None, "moderator")
    people.none_hear("ann", "mod", "eve")
    people["bob"].settle()
    assert house.connect("bob").frames[0]["user"]["role"] == "moderator"


# --- Suspending ----------------------------------------------------------------------------------


@rule(SuspendUser, "may")
def test_who_stands_above_suspends(cast: Cast, admin: str) -> None:
    until = timezone.now() + timedelta(hours=1)
    cast.do("mod", SuspendUser, user="bob", until=until, reason="spam")
    bob = cast.user("bob")
    assert (bob.suspended_until, bob.suspended_reason) == (until, "spam")
    assert bob.suspended_at(timezone.now())
    assert not bob.suspended_at(until)
    cast.do(admin, SuspendUser, user="mod")
    cast.do("ann", SuspendUser, user=admin)
    assert cast.user("ada").suspended_until.year == 9999


@rule(SuspendUser, "may_not")
@rule(LiftSuspension, "may_not")
@pytest.mark.parametrize("kind", [SuspendUser, LiftSuspension])
def test_nobody_bars_or_frees_an_equal_or_a_higher_one(
    cast: Cast, admin: str, kind: type[SuspendUser | LiftSuspension]
) -> None:
    pairs = [("bob", "eve"), ("bob", "bob"), ("mod", "mod"), ("mod", "ann"), ("mod", admin)]
    for who, target in [*pairs, (admin, "ann"), (admin, admin), ("ann", "ann")]:
        refused("forbidden", cast, who, kind, user=target)
    refused("not_found", cast, "ann", kind, user=ABSENT)
    refused("forbidden", cast, cast.with_token("mod", "write"), kind, user="bob")


@rule(SuspendUser, "may_not")
def test_who_is_suspended_does_nothing_any_more(cast: Cast) -> None:
    cast.do("ann", SuspendUser, user="mod")
    refused("unauthenticated", cast, "mod", SuspendUser, user="bob")
    refused("unauthenticated", cast, "mod", PostMessage, room="lounge", text="hi")


@rule(LiftSuspension, "may_not")
def test_nobody_lifts_their_own_suspension(cast: Cast) -> None:
    cast.do("ann", SuspendUser, user="mod")
    refused("unauthenticated", cast, "mod", LiftSuspension, user="mod")


@rule(LiftSuspension, "may")
def test_a_suspension_is_lifted_from_above(cast: Cast) -> None:
    cast.do("ann", SuspendUser, user="bob", reason="spam")
    cast.do("mod", LiftSuspension, user="bob")
    bob = cast.user("bob")
    assert (bob.suspended_until, bob.suspended_reason) == (None, "")
    assert cast.do("mod", LiftSuspension, user="bob").repeated
    assert cast.post("bob")


@rule(SuspendUser, "heard")
def test_the_suspended_are_told_and_sent_away_and_nobody_else(house: House) -> None:
    people = Listening(house)
    tablet = house.connect(token=house.cast.token("bob")[1])
    people.do("mod", SuspendUser, user="bob", reason="spam")
    assert people["bob"].wait_closed() == BARRED
    assert tablet.wait_closed() == BARRED
    assert people["bob"].viewer_events("sanction.changed")[0]["sanction"]["reason"] == "spam"
    people.none_hear("ann", "mod", "eve")
    assert house.connect("bob", hello=False).wait_closed() == BARRED


@rule(LiftSuspension, "heard")
def test_the_freed_come_back_and_nobody_is_told(house: House) -> None:
    house.cast.do("mod", SuspendUser, user="bob")
    before = house.cast.user("bob").viewer_seq
    people = Listening(house, ("ann", "mod", "eve"))
    people.do("mod", LiftSuspension, user="bob")
    people.none_hear("ann", "mod", "eve")
    welcome = house.connect("bob").frames[0]
    assert welcome["viewer_seq"] == before + 1
