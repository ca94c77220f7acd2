"""The read pointer: who may move it, who may not, what the others hear."""

import pytest

from chat.models import Membership
from chat.protocol.commands import ArchiveRoom, MoveRead
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import Cast, hidden, refused
from tests.house import House


@rule(MoveRead, "may")
def test_a_member_reads_and_marks_as_unread(cast: Cast) -> None:
    first, second = cast.post("ann", text="hi @bob"), cast.post("ann")
    cast.post("bob")  # one's own is never unread
    read = cast.do("bob", MoveRead, room="lounge", seq=first - 1)
    assert read.result == {"read": first - 1, "unread": 2, "mentions": 1}
    read = cast.do("bob", MoveRead, room="lounge", seq=first)
    assert read.result == {"read": first, "unread": 1, "mentions": 0}
    read = cast.do("bob", MoveRead, room="lounge", seq=second)
    assert read.result == {"read": second, "unread": 0, "mentions": 0}
    assert Membership.objects.get(room=cast["lounge"], user=cast["bob"]).read_seq == second


@rule(MoveRead, "may")
def test_nobody_has_read_what_was_not_written_yet(cast: Cast) -> None:
    head = cast.post("ann")
    assert cast.do("bob", MoveRead, room="lounge", seq=head + 1_000).result["read"] == head
    assert cast.do("bob", MoveRead, room="lounge", seq=head).repeated


@rule(MoveRead, "may")
def test_an_archived_room_is_still_read(cast: Cast) -> None:
    cast.post("ann")
    cast.do("ann", ArchiveRoom, room="lounge")
    assert cast.do("bob", MoveRead, room="lounge", seq=1_000).seq == cast.room("lounge").seq


@rule(MoveRead, "may_not")
def test_who_does_not_belong_has_no_pointer(cast: Cast) -> None:
    refused("forbidden", cast, "eve", MoveRead, room="lounge", seq=1)
    for room in ("board", "direct"):
        hidden(cast, "eve", MoveRead, room=room, seq=1)
    refused("forbidden", cast, cast.with_token("robo", "read"), MoveRead, room="lounge", seq=1)


@rule(MoveRead, "heard")
def test_ones_other_devices_hear_it_and_nobody_else(house: House) -> None:
    seq = house.cast.post("ann", text="@bob")
    people = Listening(house)
    tablet = house.connect("bob")
    people.do("bob", MoveRead, room="lounge", seq=seq)
    moved = people.told("bob", "read.moved")
    assert (moved["room"], moved["read"]) == (house.cast["lounge"], seq)
    assert (moved["unread"], moved["mentions"]) == (0, 0)
    assert tablet.told("read.moved") == moved
    people.none_hear("ann", "mod", "eve")


@rule(MoveRead, "heard")
@pytest.mark.parametrize("room", ["lounge"])
def test_a_pointer_that_stays_is_not_told(house: House, room: str) -> None:
    seq = house.cast.post("ann")
    house.cast.do("bob", MoveRead, room=room, seq=seq)
    people = Listening(house)
    people.do("bob", MoveRead, room=room, seq=seq)
    people.none_hear("ann", "bob", "mod", "eve")
