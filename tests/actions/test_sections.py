"""Sorting one's rooms: who may, who may not, and that nobody else hears of it."""

from typing import Any

import pytest

from chat.actions import sections
from chat.protocol.actors import Actor
from chat.protocol.commands import (
    AddMember,
    ArchiveRoom,
    ChangeSection,
    CreateSection,
    EndMembership,
    PlaceRoom,
    RemoveSection,
)
from chat.queries.rooms import member_entries
from chat.queries.sections import sections_of
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import ABSENT, Cast, hidden, refused
from tests.house import House


def begun(cast: Cast, by: str | Actor, name: str) -> int:
    """Let somebody begin a section; returns its id."""
    made: int = cast.do(by, CreateSection, name=name).result["section"]["id"]
    return made


def names(cast: Cast, name: str) -> list[str]:
    """What somebody's sections are called, in order."""
    return [section["name"] for section in sections_of([cast[name]])[cast[name]]]


def place(cast: Cast, name: str, room: str = "lounge") -> tuple[Any, Any]:
    """Whether a room is somebody's favourite, and its section, as a welcome tells."""
    (entry,) = [e for e in member_entries(cast[name]) if e["id"] == cast[room]]
    return entry.get("favourite", False), entry.get("section")


@rule(CreateSection, "may")
def test_everyone_begins_sections_of_their_own(cast: Cast) -> None:
    begun(cast, "bob", "  Work \u200b now")
    begun(cast, "bob", "Play")
    begun(cast, "ann", "Play")
    assert names(cast, "bob") == ["Work now", "Play"]
    assert names(cast, "ann") == ["Play"]


@rule(CreateSection, "may_not")
def test_a_section_is_refused_without_a_name_of_its_own(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sections, "SECTIONS_PER_USER", 2)
    begun(cast, "bob", "Work")
    refused("conflict", cast, "bob", CreateSection, name="wORK")
    refused("bad_frame", cast, "bob", CreateSection, name=" \n")
    refused("too_long", cast, "bob", CreateSection, name="x" * 81)
    refused("not_found", cast, "operator", CreateSection, name="Nobody's")
    refused("forbidden", cast, cast.with_token("bob", "read"), CreateSection, name="Play")
    begun(cast, "bob", "Play")
    refused("forbidden", cast, "bob", CreateSection, name="One too many")
    assert names(cast, "bob") == ["Work", "Play"]


@rule(ChangeSection, "may")
def test_ones_own_sections_are_renamed_folded_and_moved(cast: Cast) -> None:
    first, second, third = (begun(cast, "bob", name) for name in ("A", "B", "C"))
    cast.do("bob", ChangeSection, section=first, place=30)
    assert names(cast, "bob") == ["B", "C", "A"]
    cast.do("bob", ChangeSection, section=third, place=0, name="c")
    assert names(cast, "bob") == ["c", "B", "A"]
    changed = cast.do("bob", ChangeSection, section=second, collapsed=True)
    assert changed.result["section"] == {"id": second, "name": "B", "collapsed": True}
    again = {"section": second, "name": "B", "collapsed": True, "place": 1}
    assert cast.do("bob", ChangeSection, **again).repeated
    cast.do("bob", RemoveSection, section=second)
    begun(cast, "bob", "D")
    assert names(cast, "bob") == ["c", "A", "D"]


@rule(ChangeSection, "may_not")
@rule(RemoveSection, "may_not")
def test_the_sections_of_others_cannot_be_found(cast: Cast) -> None:
    section = begun(cast, "bob", "Work")
    begun(cast, "bob", "Play")
    for kind, fields in ((ChangeSection, {"collapsed": True}), (RemoveSection, {})):
        refused("not_found", cast, "ann", kind, section=section, **fields)
        refused("not_found", cast, "operator", kind, section=section, **fields)
        refused("not_found", cast, "bob", kind, section=ABSENT, **fields)
        reader = cast.with_token("bob", "read")
        refused("forbidden", cast, reader, kind, section=section, **fields)
    refused("conflict", cast, "bob", ChangeSection, section=section, name="PLAY")
    refused("bad_frame", cast, "bob", ChangeSection, section=section, name="")
    assert names(cast, "bob") == ["Work", "Play"]


@rule(PlaceRoom, "may")
def test_a_member_places_a_room_for_themselves_alone(cast: Cast) -> None:
    section = begun(cast, "bob", "Work")
    assert place(cast, "bob") == (False, None)
    cast.do("bob", PlaceRoom, room="lounge", section=section, favourite=True)
    assert cast.do("bob", PlaceRoom, room="lounge", section=section, favourite=True).repeated
    assert (place(cast, "bob"), place(cast, "ann")) == ((True, section), (False, None))
    cast.do("ann", ArchiveRoom, room="lounge")
    cast.do("bob", PlaceRoom, room="lounge", section=section)
    assert place(cast, "bob") == (False, section)
    cast.do("bob", PlaceRoom, room="lounge")
    assert place(cast, "bob") == (False, None)


@rule(PlaceRoom, "may_not")
def test_a_room_is_placed_by_its_members_in_sections_of_their_own(cast: Cast) -> None:
    others = begun(cast, "ann", "Work")
    refused("not_found", cast, "bob", PlaceRoom, room="lounge", section=others)
    refused("not_found", cast, "bob", PlaceRoom, room="lounge", section=ABSENT)
    refused("forbidden", cast, "eve", PlaceRoom, room="lounge", favourite=True)
    hidden(cast, "eve", PlaceRoom, room="board", favourite=True)
    reader = cast.with_token("bob", "read")
    refused("forbidden", cast, reader, PlaceRoom, room="lounge", favourite=True)
    assert place(cast, "bob") == (False, None)


@rule(RemoveSection, "may")
def test_the_rooms_of_a_removed_section_go_back(cast: Cast) -> None:
    work, play = begun(cast, "bob", "Work"), begun(cast, "bob", "Play")
    cast.do("bob", PlaceRoom, room="lounge", section=work, favourite=True)
    cast.do("bob", PlaceRoom, room="board", section=play)
    cast.do("bob", RemoveSection, section=work)
    assert (place(cast, "bob"), place(cast, "bob", "board")) == ((True, None), (False, play))
    assert names(cast, "bob") == ["Play"]


def test_who_leaves_a_room_finds_it_where_all_rooms_stand(house: House) -> None:
    cast = house.cast
    cast.do("bob", PlaceRoom, room="lounge", section=begun(cast, "bob", "Work"), favourite=True)
    cast.do("bob", EndMembership, room="lounge", user="bob")
    cast.do("bob", AddMember, room="lounge", user="bob")
    assert place(cast, "bob") == (False, None)


@rule(CreateSection, "heard")
@rule(ChangeSection, "heard")
@rule(RemoveSection, "heard")
@rule(PlaceRoom, "heard")
def test_ones_own_devices_alone_hear_of_it(house: House) -> None:
    listening = Listening(house)
    made = listening.do("bob", CreateSection, name="Work").result["section"]
    assert listening.told("bob", "sections.changed")["sections"] == [made]
    listening.none_hear("ann", "eve", "mod")
    where = {"room": "lounge", "section": made["id"]}
    listening.do("bob", PlaceRoom, **where)
    event = listening.told("bob", "room.placed")
    told = (event["room"], event["section"], event["favourite"])
    assert told == (house.cast["lounge"], made["id"], False)
    listening.none_hear("ann", "eve", "mod")
    listening.do("bob", ChangeSection, section=made["id"], collapsed=True)
    folded = listening["bob"].viewer_events()[-1]["sections"]
    assert folded == [made | {"collapsed": True}]
    listening.none_hear("ann", "eve", "mod")
    for kind, fields in (
        (ChangeSection, {"section": made["id"], "name": "Work"}),
        (PlaceRoom, where),
    ):
        listening.do("bob", kind, **fields)
        listening.none_hear("ann", "bob", "eve", "mod")
    listening.do("bob", RemoveSection, section=made["id"])
    assert listening["bob"].viewer_events()[-1]["sections"] == []
    listening.none_hear("ann", "eve", "mod")


def test_a_welcome_tells_ones_own_sections_in_order(house: House) -> None:
    cast = house.cast
    begun(cast, "ann", "Not bob's")
    second, first = begun(cast, "bob", "Second"), begun(cast, "bob", "First")
    cast.do("bob", ChangeSection, section=first, place=0)
    welcome = next(f for f in house.connect("bob").frames if f["type"] == "welcome")
    assert [section["id"] for section in welcome["sections"]] == [first, second]
