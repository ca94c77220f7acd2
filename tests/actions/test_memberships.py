"""Joining, adding, leaving, removing: who may, who may not, what the others hear."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chat.actions import memberships
from chat.models import Membership, User
from chat.protocol.commands import (
    AddMember,
    ArchiveRoom,
    CreateRoom,
    EndMembership,
    PostMessage,
    SetLevel,
)
from chat.protocol.events import stamp
from chat.protocol.limits import STATUS_DAYS
from chat.queries.rooms import entry_of, member_entries
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import ABSENT, Cast, hidden, refused
from tests.house import House

# --- Joining and adding --------------------------------------------------------------------------


@rule(AddMember, "may")
def test_everyone_joins_an_open_room(cast: Cast) -> None:
    outcome = cast.do("eve", AddMember, room="lounge", user="eve")
    assert cast.members("lounge") == {"ann", "bob", "mod", "robo", "eve"}
    stored = Membership.objects.get(room=cast["lounge"], user=cast["eve"])
    assert (stored.role, stored.level) == ("member", "mentions")
    assert stored.joined_seq == stored.read_seq == outcome.seq == cast.room("lounge").seq
    assert outcome.result["member"]["user"]["username"] == "eve"


@rule(AddMember, "may")
def test_members_bring_people_into_open_rooms_and_leaders_into_closed_ones(cast: Cast) -> None:
    cast.do("bob", AddMember, room="lounge", user="eve")
    cast.do("ann", AddMember, room="board", user="eve")
    assert "eve" in cast.members("lounge") & cast.members("board")
    cast.do("ann", AddMember, room="board", user="bob", role="moderator")
    cast.do("bob", AddMember, room="board", user="robo")
    assert "robo" in cast.members("board")


@rule(AddMember, "may")
def test_who_is_in_already_stays_as_they_are(cast: Cast) -> None:
    head = cast.room("lounge").seq
    for by in ("bob", "ann", "mod"):
        assert cast.do(by, AddMember, room="lounge", user="bob").repeated
    assert cast.room("lounge").seq == head


@rule(AddMember, "may")
def test_an_admin_enters_a_closed_room_they_are_not_in(cast: Cast) -> None:
    den = cast.do("bob", CreateRoom, slug="den", name="Den", kind="closed").room
    cast.do("ann", AddMember, room=den, user="ann")
    cast.do("ann", AddMember, room=den, user="eve")
    assert Membership.objects.filter(room=den).count() == 3


@rule(AddMember, "may")
def test_an_owner_of_the_room_gives_roles(cast: Cast) -> None:
    den = cast.do("bob", CreateRoom, slug="den", name="Den").room
    cast.do("bob", AddMember, room=den, user="eve", role="moderator")
    cast.do("bob", AddMember, room=den, user="eve", role="member")
    outcome = cast.do("bob", AddMember, room=den, user="eve", role="owner")
    assert outcome.result["member"]["role"] == "owner"
    assert Membership.objects.get(room=den, user=cast["eve"]).role == "owner"


@rule(AddMember, "may_not")
def test_an_outsider_brings_nobody_in(cast: Cast) -> None:
    refused("forbidden", cast, "eve", AddMember, room="lounge", user="robo")
    for room in ("board", "direct"):
        for user in ("eve", "robo"):
            hidden(cast, "eve", AddMember, room=room, user=user)


@rule(AddMember, "may_not")
def test_a_member_brings_nobody_into_a_closed_room_and_gives_no_role(cast: Cast) -> None:
    refused("forbidden", cast, "bob", AddMember, room="board", user="eve")
    refused("forbidden", cast, "bob", AddMember, room="lounge", user="eve", role="moderator")
    refused("forbidden", cast, "bob", AddMember, room="lounge", user="bob", role="owner")
    cast.do("ann", AddMember, room="lounge", user="bob", role="moderator")
    refused("forbidden", cast, "bob", AddMember, room="lounge", user="bob", role="owner")


@rule(AddMember, "may_not")
def test_a_rooms_owner_does_not_demote_who_stands_above_them(cast: Cast) -> None:
    den = cast.do("bob", CreateRoom, slug="den", name="Den").room
    cast.do("mod", AddMember, room=den, user="mod")
    cast.do("bob", AddMember, room=den, user="eve", role="owner")
    refused("forbidden", cast, "bob", AddMember, room=den, user="mod", role="moderator")
    refused("forbidden", cast, "bob", AddMember, room=den, user="eve", role="member")


@rule(AddMember, "may_not")
def test_a_direct_room_keeps_its_people(cast: Cast) -> None:
    refused("forbidden", cast, "bob", AddMember, room="direct", user="eve")
    refused("forbidden", cast, "ann", AddMember, room="direct", user="eve")
    hidden(cast, "mod", AddMember, room="direct", user="mod")


@rule(AddMember, "may_not")
def test_nobody_enters_who_is_not_there_nor_where_it_is_over(cast: Cast) -> None:
    refused("not_found", cast, "ann", AddMember, room="lounge", user=ABSENT)
    User.objects.filter(pk=cast["robo"]).update(is_active=False)
    refused("not_found", cast, "ann", AddMember, room="board", user="robo")
    cast.do("ann", ArchiveRoom, room="lounge")
    refused("archived", cast, "eve", AddMember, room="lounge", user="eve")


@rule(AddMember, "may_not")
def test_one_belongs_to_so_many_rooms(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memberships, "MEMBERSHIPS_PER_USER", 1)
    cast.do("eve", AddMember, room="general", user="eve")
    refused("forbidden", cast, "eve", AddMember, room="lounge", user="eve")


@rule(AddMember, "heard")
@pytest.mark.parametrize("room", ["lounge", "board"])
def test_members_hear_who_came_and_who_came_hears_of_the_room(house: House, room: str) -> None:
    people = Listening(house)
    outcome = people.do("ann", AddMember, room=room, user="eve")
    event = people.all_hear("member.joined", outcome, "ann", "bob", "mod")
    assert event["member"] == outcome.result["member"]
    assert event["was"] is None
    opened = people.told("eve", "room.opened")
    assert (opened["room"]["id"], opened["room"]["seq"]) == (outcome.room, outcome.seq)
    assert (opened["room"]["member"], opened["room"]["unread"]) == (True, 0)
    post = people.do("ann", PostMessage, room=room, text="welcome")
    people.all_hear("message.posted", post, "ann", "bob", "mod", "eve")
    first = min(e["seq"] for e in people["eve"].events(outcome.room))
    assert first == post.seq, "eve has heard what was said before she came"


@rule(AddMember, "heard")
def test_a_new_role_is_told_to_the_room_and_to_the_person(house: House) -> None:
    people = Listening(house)
    outcome = people.do("ann", AddMember, room="lounge", user="bob", role="moderator")
    event = people.all_hear("member.joined", outcome, "ann", "bob", "mod")
    assert (event["member"]["role"], event["was"]) == ("moderator", "member")
    changed = people.told("bob", "role.changed")
    assert (changed["room"], changed["role"]) == (outcome.room, "moderator")
    people.none_hear("eve")


# --- Leaving and removing ------------------------------------------------------------------------


@rule(EndMembership, "may")
@pytest.mark.parametrize("by", ["bob", "mod", "ann"])
def test_one_leaves_or_is_removed_from_above(cast: Cast, by: str) -> None:
    head = cast.room("lounge").seq
    outcome = cast.do(by, EndMembership, room="lounge", user="bob")
    assert "bob" not in cast.members("lounge")
    assert outcome.seq == head + 1
    refused("forbidden", cast, "bob", PostMessage, room="lounge", text="hi")


@rule(EndMembership, "may")
def test_a_rooms_leader_removes_its_members(cast: Cast) -> None:
    cast.do("ann", AddMember, room="board", user="bob", role="moderator")
    cast.do("ann", AddMember, room="board", user="eve")
    cast.do("bob", EndMembership, room="board", user="eve")
    assert cast.members("board") == {"ann", "bob", "mod"}


@rule(EndMembership, "may")
def test_an_archived_room_can_be_left(cast: Cast) -> None:
    cast.do("ann", ArchiveRoom, room="lounge")
    assert cast.do("bob", EndMembership, room="lounge", user="bob").seq


@rule(EndMembership, "may_not")
def test_nobody_removes_an_equal_or_a_higher_one(cast: Cast) -> None:
    for who, target in (("bob", "robo"), ("bob", "mod"), ("bob", "ann"), ("mod", "ann")):
        refused("forbidden", cast, who, EndMembership, room="lounge", user=target)
    cast.do("ann", AddMember, room="lounge", user="bob", role="moderator")
    cast.do("ann", AddMember, room="lounge", user="robo", role="moderator")
    for target in ("robo", "mod", "ann"):
        refused("forbidden", cast, "bob", EndMembership, room="lounge", user=target)


@rule(EndMembership, "may_not")
def test_an_outsider_removes_nobody(cast: Cast) -> None:
    refused("forbidden", cast, "eve", EndMembership, room="lounge", user="bob")
    refused("not_found", cast, "eve", EndMembership, room="lounge", user="eve")
    refused("not_found", cast, "ann", EndMembership, room="lounge", user=ABSENT)
    for user in ("bob", "eve"):
        hidden(cast, "eve", EndMembership, room="board", user=user)


@rule(EndMembership, "may_not")
def test_nobody_leaves_a_direct_room(cast: Cast) -> None:
    for user in ("ann", "bob"):
        refused("forbidden", cast, "bob", EndMembership, room="direct", user=user)
    for who in ("eve", "mod"):
        hidden(cast, who, EndMembership, room="direct", user="bob")


@rule(EndMembership, "heard")
@pytest.mark.parametrize("room", ["lounge", "board"])
@pytest.mark.parametrize("by", ["ann", "bob"])
def test_who_left_hears_nothing_more(house: House, room: str, by: str) -> None:
    people = Listening(house)
    tablet = house.connect("bob")
    outcome = people.do(by, EndMembership, room=room, user="bob")
    event = people.all_hear("member.left", outcome, "ann", "bob", "mod")
    assert event["member"]["user"]["id"] == house.cast["bob"]
    assert people.told("bob", "room.closed")["room"]["id"] == outcome.room
    tablet.told("room.closed")
    post = people.do("ann", PostMessage, room=room, text="@bob is gone")
    people.all_hear("message.posted", post, "ann", "mod")
    people.none_hear("bob", "eve")
    tablet.settle()
    assert tablet.events(outcome.room)[-1]["kind"] == "member.left"
    assert str(outcome.room) not in people["bob"].settle()["heads"]


@rule(EndMembership, "heard")
def test_who_comes_back_hears_again(house: House) -> None:
    people = Listening(house)
    for kind in (EndMembership, AddMember):
        people.do("ann", kind, room="board", user="bob")
    people.told("bob", "room.opened")
    post = people.do("ann", PostMessage, room="board", text="hello again")
    people.all_hear("message.posted", post, "ann", "mod", "bob")


# --- Levels --------------------------------------------------------------------------------------


@rule(SetLevel, "may")
@pytest.mark.parametrize("level", ["everything", "nothing"])
def test_a_member_chooses_what_they_are_told(cast: Cast, level: str) -> None:
    head = cast.room("board").seq
    chosen = cast.do("bob", SetLevel, room="board", level=level)
    assert chosen.result == {"level": level, "muted_until": None}
    assert Membership.objects.get(room=cast["board"], user=cast["bob"]).level == level
    assert cast.do("bob", SetLevel, room="board", level=level).repeated
    assert cast.room("board").seq == head


def standing(cast: Cast, room: str) -> dict[str, Any]:
    """Return how bob stands in a room, as his devices are told."""
    (found,) = (e for e in member_entries(cast["bob"]) if e["id"] == cast[room])
    alone = entry_of(cast["bob"], cast.room(room))
    assert alone.pop("members_count") > 0
    assert found == alone
    return found


def test_a_muting_ends_by_itself_and_the_level_holds_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = timezone.now() + timedelta(hours=1)
    cast.do("bob", SetLevel, room="board", level="everything", muted_until=until)
    assert cast.do("bob", SetLevel, room="board", level="everything", muted_until=until).repeated
    found = standing(cast, "board")
    assert (found["level"], found["muted_until"]) == ("everything", stamp(until))
    monkeypatch.setattr("chat.queries.rooms.clock.now", lambda: until)
    found = standing(cast, "board")
    assert (found["level"], "muted_until" in found) == ("everything", False)


def test_choosing_a_level_ends_the_muting(cast: Cast) -> None:
    until = timezone.now() + timedelta(hours=1)
    cast.do("bob", SetLevel, room="board", level="mentions", muted_until=until)
    assert "muted_until" in standing(cast, "board")
    assert not cast.do("bob", SetLevel, room="board", level="mentions").repeated
    assert "muted_until" not in standing(cast, "board")


def test_a_muting_is_refused_that_is_over_or_has_no_end(cast: Cast) -> None:
    for until in (timezone.now(), timezone.now() + timedelta(days=STATUS_DAYS, minutes=1)):
        muting = {"level": "mentions", "muted_until": until}
        refused("bad_frame", cast, "bob", SetLevel, room="board", **muting)
    assert "muted_until" not in standing(cast, "board")


@rule(SetLevel, "may_not")
def test_who_does_not_belong_has_no_level(cast: Cast) -> None:
    refused("forbidden", cast, "eve", SetLevel, room="lounge", level="nothing")
    for room in ("board", "direct"):
        hidden(cast, "eve", SetLevel, room=room, level="nothing")
    reader = cast.with_token("robo", "read")
    refused("forbidden", cast, reader, SetLevel, room="lounge", level="nothing")


@rule(SetLevel, "heard")
def test_only_ones_own_devices_hear_of_a_level(house: House) -> None:
    people = Listening(house)
    tablet = house.connect("bob")
    until = timezone.now() + timedelta(hours=1)
    people.do("bob", SetLevel, room="board", level="nothing", muted_until=until)
    changed = people.told("bob", "level.changed")
    told = (changed["room"], changed["level"], changed["muted_until"])
    assert told == (house.cast["board"], "nothing", stamp(until))
    assert tablet.told("level.changed") == changed
    people.none_hear("ann", "mod", "eve")
