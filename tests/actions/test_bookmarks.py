"""Keeping messages: who may, who may not, and that nobody else hears of it."""

import pytest

from chat.actions import bookmarks
from chat.models import Bookmark
from chat.protocol.commands import (
    AddBookmark,
    AddMember,
    ArchiveRoom,
    Command,
    DeleteMessage,
    EndMembership,
    RemoveBookmark,
)
from chat.queries.rooms import member_entries
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import ABSENT, Cast, hidden, refused
from tests.house import House

BOTH = pytest.mark.parametrize("kind", [AddBookmark, RemoveBookmark])


def kept(cast: Cast, name: str, room: str = "lounge") -> list[int] | None:
    """The messages of a room that somebody keeps, as a welcome tells; None out of the room."""
    for entry in member_entries(cast[name]):
        if entry["id"] == cast[room]:
            return list(entry.get("bookmarks", []))
    return None


@rule(AddBookmark, "may")
def test_a_member_keeps_a_message_once(cast: Cast) -> None:
    first, second = cast.post("bob"), cast.post("ann")
    reply = cast.post("bob", thread=first)
    for seq in (first, reply, second):
        assert not cast.do("bob", AddBookmark, room="lounge", seq=seq).repeated
    assert cast.do("bob", AddBookmark, room="lounge", seq=first).repeated
    assert kept(cast, "bob") == [first, reply, second]
    assert kept(cast, "ann") == []


@rule(RemoveBookmark, "may")
def test_a_member_lets_go_of_what_they_alone_keep(cast: Cast) -> None:
    place = {"room": "lounge", "seq": cast.post("bob")}
    for name in ("ann", "bob"):
        cast.do(name, AddBookmark, **place)
    cast.do("ann", ArchiveRoom, room="lounge")
    assert not cast.do("bob", RemoveBookmark, **place).repeated
    assert cast.do("bob", RemoveBookmark, **place).repeated
    assert (kept(cast, "bob"), kept(cast, "ann")) == ([], [place["seq"]])


@BOTH
@rule(AddBookmark, "may_not")
@rule(RemoveBookmark, "may_not")
def test_who_is_not_in_a_room_keeps_nothing_of_it(cast: Cast, kind: type[Command]) -> None:
    seq, board, gone = cast.post("bob"), cast.post("bob", "board"), cast.post("bob")
    cast.do("bob", DeleteMessage, room="lounge", seq=gone)
    refused("forbidden", cast, "eve", kind, room="lounge", seq=seq)
    hidden(cast, "eve", kind, room="board", seq=board)
    refused("not_found", cast, "bob", kind, room="lounge", seq=gone)
    refused("not_found", cast, "bob", kind, room="lounge", seq=ABSENT)
    reader = cast.with_token("bob", "read")
    refused("forbidden", cast, reader, kind, room="lounge", seq=seq)


def test_nobody_keeps_more_than_a_welcome_can_name(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bookmarks, "BOOKMARKS_PER_USER", 2)
    seqs = [cast.post("bob") for _ in range(3)]
    for seq in seqs[:2]:
        cast.do("bob", AddBookmark, room="lounge", seq=seq)
    refused("forbidden", cast, "bob", AddBookmark, room="lounge", seq=seqs[2])
    cast.do("ann", AddBookmark, room="lounge", seq=seqs[2])
    cast.do("bob", RemoveBookmark, room="lounge", seq=seqs[0])
    cast.do("bob", AddBookmark, room="lounge", seq=seqs[2])


def test_a_deleted_message_is_kept_by_nobody(cast: Cast) -> None:
    place = {"room": "lounge", "seq": cast.post("bob")}
    for name in ("ann", "bob"):
        cast.do(name, AddBookmark, **place)
    cast.do("ann", DeleteMessage, **place)
    assert not Bookmark.objects.exists()
    assert kept(cast, "ann") == []


def test_who_leaves_a_room_finds_what_they_kept_on_return(house: House) -> None:
    cast = house.cast
    seq = cast.post("bob", "board")
    cast.do("bob", AddBookmark, room="board", seq=seq)
    cast.do("bob", EndMembership, room="board", user="bob")
    assert kept(cast, "bob", "board") is None
    bob = house.connect("bob")
    cast.do("ann", AddMember, room="board", user="bob")
    assert bob.told("room.opened")["room"]["bookmarks"] == [seq]
    assert kept(cast, "bob", "board") == [seq]


@rule(AddBookmark, "heard")
@rule(RemoveBookmark, "heard")
def test_ones_own_devices_alone_hear_of_it(house: House) -> None:
    place = {"room": "lounge", "seq": house.cast.post("bob")}
    listening = Listening(house)
    for kind, told in ((AddBookmark, "bookmark.added"), (RemoveBookmark, "bookmark.removed")):
        listening.do("bob", kind, **place)
        event = listening.told("bob", told)
        assert (event["room"], event["message"]) == (house.cast["lounge"], place["seq"])
        listening.none_hear("ann", "eve", "mod")
        listening.do("bob", kind, **place)
        listening.none_hear("ann", "bob", "eve", "mod")
