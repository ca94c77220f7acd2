"""Pinning: who may, who may not, what the others hear."""

import pytest

from chat.actions import pins
from chat.protocol.commands import (
    AddMember,
    ArchiveRoom,
    Command,
    DeleteMessage,
    EditMessage,
    PinMessage,
    UnpinMessage,
)
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import ABSENT, Cast, hidden, refused
from tests.house import House

BOTH = pytest.mark.parametrize("kind", [PinMessage, UnpinMessage])


@rule(PinMessage, "may")
def test_who_leads_a_room_pins_a_message_once(cast: Cast) -> None:
    place = {"room": "lounge", "seq": cast.post("bob")}
    first = cast.do("ann", PinMessage, **place)
    assert first.result["message"]["pinned"]
    cast.do("ann", AddMember, room="lounge", user="mod", role="moderator")
    again = cast.do("mod", PinMessage, **place)
    assert (again.repeated, again.seq) == (True, first.seq)
    stored = cast.message(**place)
    assert (stored.changed_seq, stored.pinned_by_id) == (first.seq, cast["ann"])
    assert cast.room("lounge").pins == 1


@rule(UnpinMessage, "may")
def test_who_leads_a_room_takes_off_what_another_has_pinned(cast: Cast) -> None:
    place = {"room": "lounge", "seq": cast.post("bob")}
    assert cast.do("ann", UnpinMessage, **place).repeated
    cast.do("ann", PinMessage, **place)
    cast.do("ann", AddMember, room="lounge", user="mod", role="moderator")
    assert not cast.do("mod", UnpinMessage, **place).result["message"]["pinned"]
    stored = cast.message(**place)
    assert (stored.pinned_at, stored.pinned_by_id) == (None, None)
    assert cast.room("lounge").pins == 0


@rule(PinMessage, "may")
@rule(UnpinMessage, "may")
def test_the_people_of_a_direct_conversation_all_may(cast: Cast) -> None:
    place = {"room": "direct", "seq": cast.post("ann", "direct")}
    assert cast.do("bob", PinMessage, **place).result["message"]["pinned"]
    assert not cast.do("ann", UnpinMessage, **place).result["message"]["pinned"]


@BOTH
@rule(PinMessage, "may_not")
@rule(UnpinMessage, "may_not")
def test_nobody_else_pins(cast: Cast, kind: type[Command]) -> None:
    seq, board = cast.post("bob"), cast.post("bob", "board")
    direct = cast.post("bob", "direct")
    for name in ("bob", "mod", "eve"):
        refused("forbidden", cast, name, kind, room="lounge", seq=seq)
    hidden(cast, "eve", kind, room="board", seq=board)
    hidden(cast, "mod", kind, room="direct", seq=direct)
    refused("not_found", cast, "ann", kind, room="lounge", seq=ABSENT)
    reader = cast.with_token("ann", "read")
    refused("forbidden", cast, reader, kind, room="lounge", seq=seq)
    cast.do("ann", ArchiveRoom, room="lounge")
    refused("archived", cast, "ann", kind, room="lounge", seq=seq)


def test_a_room_takes_no_more_pins_than_anybody_reads(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pins, "PINS_PER_ROOM", 2)
    seqs = [cast.post("bob") for _ in range(3)]
    for seq in seqs[:2]:
        cast.do("ann", PinMessage, room="lounge", seq=seq)
    refused("forbidden", cast, "ann", PinMessage, room="lounge", seq=seqs[2])
    assert cast.do("ann", PinMessage, room="lounge", seq=seqs[0]).repeated
    cast.do("ann", UnpinMessage, room="lounge", seq=seqs[0])
    cast.do("ann", PinMessage, room="lounge", seq=seqs[2])


@BOTH
def test_a_deleted_message_leaves_the_pins_for_ever(cast: Cast, kind: type[Command]) -> None:
    place = {"room": "lounge", "seq": cast.post("bob")}
    cast.do("ann", PinMessage, **place)
    gone = cast.do("bob", DeleteMessage, **place)
    assert not gone.result["message"]["pinned"]
    assert cast.message(**place).pinned_at is None
    assert cast.room("lounge").pins == 0
    refused("not_found", cast, "ann", kind, **place)


def test_an_edited_message_stays_pinned(cast: Cast) -> None:
    place = {"room": "lounge", "seq": cast.post("bob")}
    cast.do("ann", PinMessage, **place)
    assert cast.do("bob", EditMessage, text="other", **place).result["message"]["pinned"]


@rule(PinMessage, "heard")
@rule(UnpinMessage, "heard")
def test_the_room_alone_hears_of_its_pins(house: House) -> None:
    place = {"room": "board", "seq": house.cast.post("bob", "board")}
    listening = Listening(house)
    for kind, told, pinned in (
        (PinMessage, "message.pinned", 1),
        (UnpinMessage, "message.unpinned", 0),
    ):
        outcome = listening.do("ann", kind, **place)
        event = listening.all_hear(told, outcome, "ann", "bob", "mod")
        assert (event["message"]["pinned"], event["pins"]) == (bool(pinned), pinned)
        listening.none_hear("eve")
        listening.do("ann", kind, **place)
        listening.none_hear("ann", "bob", "mod", "eve")


def test_the_end_of_a_pinned_message_tells_how_many_are_left(house: House) -> None:
    place = {"room": "lounge", "seq": house.cast.post("bob")}
    house.cast.do("ann", PinMessage, **place)
    listening = Listening(house)
    event = listening.all_hear(
        "message.deleted", listening.do("bob", DeleteMessage, **place), "ann", "bob"
    )
    assert event["pins"] == 0
