"""Removing all of a person's messages of a period: who may, who may not, what the others hear."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chat.actions import removals
from chat.actions.removals import LEASE_SECONDS, steps_of, take_removal
from chat.models import Membership, Message, Removal, Upload, User
from chat.pipeline import perform_sync
from chat.protocol.commands import (
    AddMember,
    ContinueRemoval,
    DeleteMessage,
    EndRemoval,
    RemoveMessages,
    SuspendUser,
)
from chat.protocol.limits import REMOVED_AT_ONCE
from chat.queries.removals import left_of, next_places, removals_visible_to
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import ABSENT, Cast, hidden, refused
from tests.house import House


def ago(hours: float = 1) -> Any:
    """A time that is over."""
    return timezone.now() - timedelta(hours=hours)


def begin(cast: Cast, by: str = "mod", user: str = "bob", **more: Any) -> Removal:
    """Let a moderator ask for a removal; returns its row."""
    made = cast.do(by, RemoveMessages, **({"user": user, "since": ago()} | more))
    return Removal.objects.get(pk=made.result["removal"]["id"])


def carry_out(removal: Removal) -> None:
    """Do what the server does until nothing is left."""
    while places := next_places(removal):
        for step in steps_of(removal, places):
            perform_sync(step)
        removal.refresh_from_db()


def left(cast: Cast, room: str, by: str = "bob") -> list[str]:
    """What somebody has said in a room and was not removed."""
    rows = Message.objects.filter(room=cast[room], author=cast[by], deleted_at=None)
    return list(rows.order_by("seq").values_list("text", flat=True))


def step(cast: Cast, removal: Removal, room: str, *seqs: int, **more: Any) -> dict[str, Any]:
    """The fields of one step."""
    return {"removal": removal.pk, "room": room, "seqs": list(seqs)} | more


# --- Who may -------------------------------------------------------------------------------------


@rule(RemoveMessages, "may")
@pytest.mark.parametrize("name", ["ann", "mod", "operator"])
def test_moderators_remove_what_somebody_below_them_said_in_a_room(cast: Cast, name: str) -> None:
    for text in ("coins", "more coins"):
        cast.post("bob", text=text)
    cast.post("bob", "board", "the minutes")
    cast.post("robo", text="ping")
    removal = begin(cast, name, room="lounge", reason=" spam ")
    assert (removal.state, removal.reason, left_of(removal)) == ("running", "spam", 2)
    cast.post("bob", text="written after it was asked for")
    carry_out(removal)
    assert left(cast, "lounge") == ["written after it was asked for"]
    assert (left(cast, "board"), left(cast, "lounge", "robo")) == (["the minutes"], ["ping"])
    assert (removal.removed, left_of(removal)) == (2, 0)


@rule(RemoveMessages, "may")
def test_who_leads_a_room_does_so_in_it(cast: Cast) -> None:
    cast.do("ann", AddMember, room="lounge", user="robo", role="moderator")
    cast.post("bob", text="coins")
    carry_out(begin(cast, "robo", room="lounge"))
    assert left(cast, "lounge") == []
    refused("forbidden", cast, "robo", RemoveMessages, user="bob", since=ago())
    refused("forbidden", cast, "robo", RemoveMessages, user="mod", room="lounge", since=ago())


@rule(ContinueRemoval, "may")
def test_everywhere_is_wherever_the_moderator_may_remove(cast: Cast) -> None:
    Membership.objects.filter(room=cast["board"], user=cast["mod"]).delete()
    for room in ("lounge", "board", "direct"):
        cast.post("bob", room, "coins")
    by_mod = begin(cast, "mod")
    assert left_of(by_mod) == 1, "what one may not see is not counted either"
    carry_out(by_mod)
    assert [left(cast, room) for room in ("lounge", "board", "direct")] == [
        [],
        ["coins"],
        ["coins"],
    ]
    by_ann = begin(cast, "ann")
    assert left_of(by_ann) == 2
    carry_out(by_ann)
    assert [left(cast, room) for room in ("board", "direct")] == [[], []]


@rule(RemoveMessages, "may")
def test_a_period_has_two_ends(cast: Cast) -> None:
    seqs = [cast.post("bob", text=f"{hours} hours ago") for hours in (5, 3, 1)]
    for seq, hours in zip(seqs, (5, 3, 1), strict=True):
        Message.objects.filter(room=cast["lounge"], seq=seq).update(at=ago(hours))
    carry_out(begin(cast, since=ago(4), until=ago(2)))
    assert left(cast, "lounge") == ["5 hours ago", "1 hours ago"]


@rule(EndRemoval, "may")
def test_a_removal_is_stopped_and_what_is_gone_stays_so(cast: Cast) -> None:
    seqs = [cast.post("bob", text=text) for text in ("one", "two")]
    removal = begin(cast)
    cast.do("operator", ContinueRemoval, **step(cast, removal, "lounge", seqs[0]))
    ended = cast.do("ann", EndRemoval, removal=removal.pk).result["removal"]
    assert (ended["state"], ended["removed"], ended["ended_by"]) == ("stopped", 1, cast["ann"])
    again = cast.do("operator", ContinueRemoval, **step(cast, removal, "lounge", seqs[1]))
    assert again.repeated
    assert left(cast, "lounge") == ["two"]
    assert cast.do("mod", EndRemoval, removal=removal.pk).repeated


# --- Who may not ---------------------------------------------------------------------------------


@rule(RemoveMessages, "may_not")
def test_nobody_removes_what_an_equal_or_a_higher_one_said(cast: Cast) -> None:
    for by, user in (
        ("bob", "robo"),
        ("bob", "bob"),
        ("mod", "ann"),
        ("mod", "mod"),
        ("ann", "ann"),
    ):
        for room in ({}, {"room": "lounge"}):
            refused("forbidden", cast, by, RemoveMessages, user=user, since=ago(), **room)
    refused("not_found", cast, "mod", RemoveMessages, user=ABSENT, since=ago())


@rule(RemoveMessages, "may_not")
def test_a_room_one_may_not_know_of_is_not_found(cast: Cast) -> None:
    User.objects.filter(pk=cast["eve"]).update(role="moderator")
    hidden(cast, "eve", RemoveMessages, room="board", user="bob", since=ago())
    hidden(cast, "mod", RemoveMessages, room="direct", user="bob", since=ago())
    refused(
        "forbidden", cast, cast.with_token("mod", "write"), RemoveMessages, user="bob", since=ago()
    )


@rule(RemoveMessages, "may_not")
def test_a_period_begins_before_it_ends_and_before_now(cast: Cast) -> None:
    for since, until in ((ago(1), ago(2)), (ago(-1), None), (ago(-1), ago(-2))):
        refused("bad_frame", cast, "mod", RemoveMessages, user="bob", since=since, until=until)


@rule(RemoveMessages, "may")
def test_a_period_may_begin_before_all_time(cast: Cast) -> None:
    removal = begin(cast, since="0001-01-01T00:00:00+14:00")
    assert removal.since == removals.EARLIEST


@rule(RemoveMessages, "may_not")
def test_so_many_run_at_once_and_no_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removals, "REMOVALS_AT_ONCE", 1)
    first = begin(cast)
    refused("rate_limited", cast, "mod", RemoveMessages, user="bob", since=ago())
    begin(cast, "ann")
    cast.do("mod", EndRemoval, removal=first.pk)
    begin(cast)


@rule(ContinueRemoval, "may_not")
def test_nobody_but_the_server_carries_one_out(cast: Cast) -> None:
    seq = cast.post("bob")
    removal = begin(cast)
    for name in ("ann", "mod", "bob", "eve"):
        refused("forbidden", cast, name, ContinueRemoval, **step(cast, removal, "lounge", seq))
    for other in ({"removal": ABSENT}, {"room": ABSENT}):
        fields = step(cast, removal, "lounge", seq) | other
        refused("not_found", cast, "operator", ContinueRemoval, **fields)


@rule(ContinueRemoval, "may_not")
@pytest.mark.parametrize("way", ["role", "suspension", "account", "rise"])
def test_it_lapses_with_the_right_of_whoever_asked_for_it(cast: Cast, way: str) -> None:
    seq = cast.post("bob", text="coins")
    removal = begin(cast)
    code = "forbidden"
    if way == "role":
        User.objects.filter(pk=cast["mod"]).update(role="member")
    elif way == "rise":
        User.objects.filter(pk=cast["bob"]).update(role="moderator")
    elif way == "account":
        Removal.objects.filter(pk=removal.pk).update(by=None)
    else:
        cast.do("ann", SuspendUser, user="mod")
        code = "unauthenticated"
    refused(code, cast, "operator", ContinueRemoval, **step(cast, removal, "lounge", seq))
    assert left(cast, "lounge") == ["coins"]


@rule(ContinueRemoval, "may_not")
def test_a_step_removes_nothing_that_was_not_asked_for(cast: Cast) -> None:
    others = cast.post("robo", text="ping")
    elsewhere = cast.post("bob", "board", "the minutes")
    removal = begin(cast, room="lounge")
    later = cast.post("bob", text="later")
    cast.do("operator", ContinueRemoval, **step(cast, removal, "lounge", others, later))
    cast.do("operator", ContinueRemoval, **step(cast, removal, "board", elsewhere))
    removal.refresh_from_db()
    assert (removal.removed, left(cast, "lounge"), left(cast, "board")) == (
        0,
        ["later"],
        ["the minutes"],
    )


@rule(EndRemoval, "may_not")
def test_who_may_not_know_of_a_removal_does_not_find_it(cast: Cast) -> None:
    removal = begin(cast, room="board")
    for name in ("bob", "eve", "robo"):
        refused("not_found", cast, name, EndRemoval, removal=removal.pk)
        assert not removals_visible_to(cast.user(name)).exists()
    refused("not_found", cast, "ann", EndRemoval, removal=ABSENT)
    refused("forbidden", cast, "mod", EndRemoval, removal=removal.pk, state="done")
    User.objects.filter(pk=cast["bob"]).update(role="admin")
    refused("forbidden", cast, "mod", EndRemoval, removal=removal.pk)


# --- What the others hear ------------------------------------------------------------------------


@rule(ContinueRemoval, "heard")
def test_each_message_goes_as_a_single_one_does(house: House) -> None:
    cast = house.cast
    single = cast.post("bob", text="one", attachments=[cast.upload("bob")])
    many = cast.post("bob", text="two", attachments=[cast.upload("bob")])
    root = cast.post("ann", text="what is new?")
    reply = cast.post("bob", text="a reply", thread=root)
    people = Listening(house)
    people.do("mod", DeleteMessage, room="lounge", seq=single)
    expected = people["ann"].heard("message.deleted", cast["lounge"])
    people.begin()
    carry_out(begin(cast))
    heard = gone(people, cast, "ann")[0]
    assert alike(heard["message"]) == alike(expected["message"])
    assert heard["by"] == expected["by"] == cast["mod"]
    assert [e["message"]["seq"] for e in gone(people, cast, "bob")] == [many, reply]
    people.none_hear("eve")
    assert not Upload.objects.filter(user=cast["bob"]).exists()
    assert cast.message("lounge", root).replies == 0


def alike(message: Any) -> dict[str, Any]:
    """A message without what differs between two that were deleted alike."""
    differ = ("seq", "changed_seq", "client_id", "at", "deleted")
    return {key: value for key, value in message.items() if key not in differ}


def gone(people: Listening, cast: Cast, name: str) -> list[Any]:
    """What somebody heard of deletions by the removal: all but the first."""
    people[name].settle()
    heard = [e for e in people[name].events(cast["lounge"]) if e["kind"] == "message.deleted"]
    return heard[1:]


@rule(RemoveMessages, "heard")
@rule(EndRemoval, "heard")
def test_nobody_hears_that_a_removal_begins_or_is_stopped(house: House) -> None:
    people = Listening(house)
    removal = begin(house.cast)
    people.do("mod", EndRemoval, removal=removal.pk)
    people.none_hear("ann", "bob", "mod", "eve")


# --- Step by step --------------------------------------------------------------------------------


def test_it_goes_on_where_it_was_left(cast: Cast) -> None:
    for number in range(REMOVED_AT_ONCE + 2):
        cast.post("bob", ("lounge", "board")[number % 2], f"coins {number}")
    removal = begin(cast)
    places = next_places(removal)
    assert len(places) == REMOVED_AT_ONCE
    first, last = steps_of(removal, places)
    assert (first.reached, last.reached) == (0, places[-1][0])
    perform_sync(first)  # and then the process was killed
    removal.refresh_from_db()
    assert (removal.removed, removal.reached) == (len(first.seqs), 0)
    again = next_places(removal)
    assert not {place[0] for place in again} & {p[0] for p in places if p[1] == first.room}
    perform_sync(last)
    perform_sync(last)  # another process had taken the same
    removal.refresh_from_db()
    assert (removal.removed, removal.reached) == (REMOVED_AT_ONCE, places[-1][0])
    carry_out(removal)
    assert (removal.removed, left(cast, "lounge"), left(cast, "board")) == (
        REMOVED_AT_ONCE + 2,
        [],
        [],
    )


def test_one_process_has_it_and_another_when_that_was_killed(cast: Cast) -> None:
    seq = cast.post("bob")
    removal = begin(cast)
    now = timezone.now()
    assert take_removal(now) == removal
    assert take_removal(now) is None
    later = now + timedelta(seconds=LEASE_SECONDS)
    assert take_removal(later, ABSENT) is None
    assert take_removal(later, removal.pk) == removal
    (place,) = next_places(removal)
    assert place[2] == seq
    for command in steps_of(removal, [place]):
        perform_sync(command)
    assert take_removal(timezone.now()) == removal, "after a step it is anybody's"
    cast.do("operator", EndRemoval, removal=removal.pk, state="done")
    assert take_removal(later + timedelta(days=1)) is None
