"""What people say of themselves: who may, who may not, and what the others hear."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chat.models import Profile, Workspace
from chat.protocol.commands import (
    ChangeRole,
    Command,
    PostMessage,
    SetQuiet,
    SetQuietHours,
    SetStatus,
    UpdateProfile,
)
from chat.protocol.limits import STATUS_DAYS
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import Cast, refused
from tests.house import Frame, House

NIGHT = {"day": 1, "begins": "22:00", "ends": "07:00"}


def in_an_hour() -> Any:
    """A time to come."""
    return timezone.now() + timedelta(hours=1)


def heard_of(people: Listening, name: str, changed: str) -> Frame:
    """What somebody is told of a person who changed."""
    wanted = people.house.cast[changed]
    frames = people[name].frames
    mark = people._marks[name]

    def found(frame: Frame) -> bool:
        of_them = frame["type"] == "person.changed" and frame["person"]["id"] == wanted
        return of_them and frame in frames[mark:]

    person: Frame = people[name].wait(found)["person"]
    return person


# --- The profile ---------------------------------------------------------------------------------


@rule(UpdateProfile, "may")
@pytest.mark.parametrize("who", ["eve", "ann", "robo"])
def test_everyone_describes_themselves(cast: Cast, who: str) -> None:
    said = {"title": "Keeps the bees", "pronouns": "they/them", "time_zone": "Europe/Paris"}
    found = cast.do(who, UpdateProfile, name=" Eve  Adams ", **said).result["user"]
    assert said.items() <= found.items()
    assert found["name"] == cast.user(who).name == "Eve Adams"
    left = cast.do(who, UpdateProfile, pronouns="").result["user"]
    assert (left["title"], left["pronouns"], left["name"]) == ("Keeps the bees", "", "Eve Adams")
    assert cast.do(who, UpdateProfile, title="Keeps the bees").repeated


@rule(UpdateProfile, "may_not")
def test_a_name_can_be_shown_on_one_line(cast: Cast) -> None:
    for wrong in ("", " ", "a\nb", "\u202eeve", "\u200b"):
        refused("bad_frame", cast, "eve", UpdateProfile, name=wrong)
    for wrong in ("a\nb", "\u202eeve", "\u3164", "a" + "\u0301" * 20):
        refused("bad_frame", cast, "eve", UpdateProfile, title=wrong)
        refused("bad_frame", cast, "eve", UpdateProfile, pronouns=wrong)
    refused("too_long", cast, "eve", UpdateProfile, name="e" * 81)
    refused("too_long", cast, "eve", UpdateProfile, title="e" * 81)
    refused("too_long", cast, "eve", UpdateProfile, pronouns="e" * 41)
    refused("forbidden", cast, cast.with_token("robo", "read"), UpdateProfile, name="HAL")
    assert not Profile.objects.exists()


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "../../etc/passwd", "posix/Europe/Berlin", "europe/berlin", "Europe"]
)
def test_a_time_zone_is_one_that_browsers_know(cast: Cast, zone: str) -> None:
    refused("bad_frame", cast, "eve", UpdateProfile, time_zone=zone)


def test_a_refused_change_stores_no_half_of_it(cast: Cast) -> None:
    refused("bad_frame", cast, "eve", UpdateProfile, name="Evelyn", time_zone="Mars/Olympus")
    assert cast.user("eve").name != "Evelyn"


@rule(UpdateProfile, "heard")
def test_a_new_name_is_heard_by_those_who_share_a_room(house: House) -> None:
    people = Listening(house)
    people.do("bob", UpdateProfile, name="Robert")
    for name in ("ann", "bob", "mod"):
        assert heard_of(people, name, "bob")["name"] == "Robert"
    outcome = people.do("bob", PostMessage, room="lounge", text="it is me")
    event = people.all_hear("message.posted", outcome, "ann", "bob", "mod")
    assert event["message"]["author_name"] == "Robert"
    assert house.connect("bob").frames[0]["user"]["name"] == "Robert"


def test_a_new_role_is_heard_by_those_who_share_a_room(house: House) -> None:
    people = Listening(house)
    people.do("ann", ChangeRole, user="bob", role="moderator")
    assert heard_of(people, "mod", "bob")["role"] == "moderator"


# --- The status ----------------------------------------------------------------------------------


@rule(SetStatus, "may")
@pytest.mark.parametrize("who", ["eve", "robo"])
def test_everyone_says_what_they_are_doing(cast: Cast, who: str) -> None:
    until = in_an_hour()
    said = cast.do(who, SetStatus, emoji="🌴", text=" on  holiday ", until=until).result["user"]
    assert (said["status"]["emoji"], said["status"]["text"]) == ("🌴", "on holiday")
    assert said["status"]["until"] is not None
    assert cast.do(who, SetStatus, emoji="🌴", text="on holiday", until=until).repeated
    assert cast.do(who, SetStatus, text="writing").result["user"]["status"] == {
        "emoji": "💬",
        "text": "writing",
        "until": None,
    }
    assert cast.do(who, SetStatus, until=in_an_hour()).result["user"]["status"] is None
    assert Profile.objects.get().status_until is None


@rule(SetStatus, "may_not")
def test_a_status_is_one_line_that_ends_in_time(cast: Cast) -> None:
    for wrong in ("a\nb", "\u202eeve", "\u200b"):
        refused("bad_frame", cast, "eve", SetStatus, text=wrong)
    refused("too_long", cast, "eve", SetStatus, text="e" * 101)
    refused("bad_frame", cast, "eve", SetStatus, emoji="x")
    late = timezone.now() + timedelta(days=STATUS_DAYS + 1)
    for until in (timezone.now() - timedelta(seconds=1), late):
        refused("bad_frame", cast, "eve", SetStatus, text="busy", until=until)
        refused("bad_frame", cast, "eve", SetQuiet, until=until)
    refused("forbidden", cast, cast.with_token("robo", "read"), SetStatus, text="busy")


@rule(SetStatus, "heard")
def test_a_status_is_heard_by_those_who_share_a_room_and_by_no_outsider(house: House) -> None:
    people = Listening(house)
    people.do("bob", SetStatus, emoji="🎧", text="in a call")
    for name in ("ann", "bob", "mod"):
        assert heard_of(people, name, "bob")["status"]["text"] == "in a call"
    house.cast.do("eve", SetStatus, text="alone")
    assert heard_of(people, "eve", "eve")["status"]["text"] == "alone"
    told = [f["person"]["username"] for f in people["eve"].frames if f["type"] == "person.changed"]
    assert told == ["eve"]


# --- Not to be disturbed -------------------------------------------------------------------------


@rule(SetQuiet, "may")
def test_everyone_may_ask_for_quiet_and_be_reached_again(cast: Cast) -> None:
    assert cast.do("eve", SetQuiet, until=in_an_hour()).result["user"]["quiet_until"]
    assert cast.do("eve", SetQuiet).result["user"]["quiet_until"] is None
    assert cast.do("eve", SetQuiet).repeated


@rule(SetQuiet, "may_not")
@rule(SetQuietHours, "may_not")
def test_who_may_not_write_asks_for_no_quiet(cast: Cast) -> None:
    reader = cast.with_token("robo", "read")
    refused("forbidden", cast, reader, SetQuiet, until=in_an_hour())
    refused("forbidden", cast, reader, SetQuietHours, hours=[])
    refused("conflict", cast, "eve", SetQuietHours, hours=[NIGHT])
    cast.do("eve", UpdateProfile, time_zone="Asia/Tokyo")
    refused("bad_frame", cast, "eve", SetQuietHours, hours=[NIGHT, NIGHT])


@rule(SetQuietHours, "may")
def test_quiet_hours_are_kept_in_ones_own_time_zone(cast: Cast) -> None:
    cast.do("eve", UpdateProfile, time_zone="Asia/Tokyo")
    weekend = {"day": 6, "begins": "00:00", "ends": "00:00"}
    kept = cast.do("eve", SetQuietHours, hours=[weekend, NIGHT]).result["user"]["quiet_hours"]
    assert kept == [NIGHT, weekend]
    assert cast.do("eve", SetQuietHours, hours=[NIGHT, weekend]).repeated
    refused("conflict", cast, "eve", UpdateProfile, time_zone="")
    assert cast.do("eve", SetQuietHours, hours=[]).result["user"]["quiet_hours"] == []
    cast.do("eve", UpdateProfile, time_zone="")


@rule(SetQuiet, "heard")
@rule(SetQuietHours, "heard")
def test_quiet_is_heard_by_those_who_share_a_room(house: House) -> None:
    house.cast.do("bob", UpdateProfile, time_zone="Asia/Tokyo")
    people = Listening(house)
    people.do("bob", SetQuiet, until=in_an_hour())
    for name in ("ann", "bob", "mod"):
        assert heard_of(people, name, "bob")["quiet_until"]
    people.do("bob", SetQuietHours, hours=[NIGHT])
    assert people["ann"].wait(
        lambda f: f["type"] == "person.changed" and f["person"]["quiet_hours"] == [NIGHT]
    )


# --- The order -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (UpdateProfile, {"title": "Baker"}),
        (SetStatus, {"text": "baking"}),
        (SetQuiet, {"until": 1}),
    ],
)
def test_each_change_takes_the_next_number_and_a_repeat_none(
    cast: Cast, command: type[Command], fields: dict[str, Any]
) -> None:
    fields = {key: in_an_hour() if key == "until" else value for key, value in fields.items()}
    before = Workspace.objects.get().people_seq
    cast.do("eve", command, **fields)
    assert Profile.objects.get(user=cast["eve"]).seq == before + 1
    cast.do("eve", command, **fields)
    cast.do("bob", command, **fields)
    assert Profile.objects.get(user=cast["bob"]).seq == before + 2
