"""Reacting: who may, who may not, what the others hear."""

import pytest

from chat.actions import reactions
from chat.models import Reaction
from chat.protocol.commands import (
    AddReaction,
    ArchiveRoom,
    Command,
    DeleteMessage,
    RemoveReaction,
)
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import ABSENT, Cast, hidden, refused
from tests.house import House

BOTH = pytest.mark.parametrize("kind", [AddReaction, RemoveReaction])


@rule(AddReaction, "may")
def test_a_member_reacts_once_with_each_emoji(cast: Cast) -> None:
    seq = cast.post("bob")
    reaction = {"room": "lounge", "seq": seq}
    first = cast.do("ann", AddReaction, emoji="👍", **reaction)
    again = cast.do("ann", AddReaction, emoji=":+1:", **reaction)
    assert (again.repeated, again.seq) == (True, first.seq)
    cast.do("bob", AddReaction, emoji="👍", **reaction)
    last = cast.do("ann", AddReaction, emoji="🎉", **reaction)
    assert last.result["message"]["reactions"] == [
        {"emoji": "👍", "users": [cast["ann"], cast["bob"]]},
        {"emoji": "🎉", "users": [cast["ann"]]},
    ]
    assert cast.message("lounge", seq).changed_seq == last.seq == seq + 3


@rule(RemoveReaction, "may")
def test_a_member_takes_back_their_own_reaction_alone(cast: Cast) -> None:
    seq = cast.post("bob")
    reaction = {"room": "lounge", "seq": seq, "emoji": "👍"}
    for who in ("ann", "bob"):
        cast.do(who, AddReaction, **reaction)
    gone = cast.do("ann", RemoveReaction, **reaction)
    assert list(Reaction.objects.values_list("user_id", flat=True)) == [cast["bob"]]
    again = cast.do("ann", RemoveReaction, **reaction)
    assert (again.repeated, again.seq) == (True, gone.seq)
    assert cast.room("lounge").seq == gone.seq


@BOTH
@rule(AddReaction, "may_not")
@rule(RemoveReaction, "may_not")
def test_a_reaction_is_refused_where_its_maker_may_not_write(
    cast: Cast, kind: type[Command]
) -> None:
    seq, board = cast.post("bob"), cast.post("bob", "board")
    refused("forbidden", cast, "eve", kind, room="lounge", seq=seq, emoji="👍")
    hidden(cast, "eve", kind, room="board", seq=board, emoji="👍")
    refused("not_found", cast, "bob", kind, room="lounge", seq=ABSENT, emoji="👍")
    reader = cast.with_token("robo", "read")
    refused("forbidden", cast, reader, kind, room="lounge", seq=seq, emoji="👍")
    for wrong in ("x", ":nothing:", "👍👍", "<b>"):
        refused("bad_frame", cast, "bob", kind, room="lounge", seq=seq, emoji=wrong)
    cast.do("ann", ArchiveRoom, room="lounge")
    refused("archived", cast, "bob", kind, room="lounge", seq=seq, emoji="👍")


@BOTH
@rule(AddReaction, "may_not")
@rule(RemoveReaction, "may_not")
def test_nobody_reacts_to_a_tombstone(cast: Cast, kind: type[Command]) -> None:
    seq = cast.post("bob")
    cast.do("bob", DeleteMessage, room="lounge", seq=seq)
    refused("not_found", cast, "ann", kind, room="lounge", seq=seq, emoji="👍")


@rule(AddReaction, "may_not")
def test_a_message_takes_so_many_different_emoji(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactions, "REACTIONS_PER_MESSAGE", 2)
    seq = cast.post("bob")
    for emoji in ("👍", "🎉"):
        cast.do("ann", AddReaction, room="lounge", seq=seq, emoji=emoji)
    refused("forbidden", cast, "bob", AddReaction, room="lounge", seq=seq, emoji="👀")
    assert cast.do("bob", AddReaction, room="lounge", seq=seq, emoji="🎉").seq


@rule(AddReaction, "heard")
@rule(RemoveReaction, "heard")
def test_members_hear_reactions_come_and_go(house: House) -> None:
    seq = house.cast.post("bob", "board")
    people = Listening(house)
    reaction = {"room": "board", "seq": seq, "emoji": "👍"}
    added = people.do("ann", AddReaction, **reaction)
    event = people.all_hear("reaction.added", added, "ann", "bob", "mod")
    assert event["message"]["reactions"] == [{"emoji": "👍", "users": [house.cast["ann"]]}]
    people.none_hear("eve")
    removed = people.do("ann", RemoveReaction, **reaction)
    event = people.all_hear("reaction.removed", removed, "ann", "bob", "mod")
    assert event["message"]["reactions"] == []
    assert event["message"]["changed_seq"] == removed.seq
    people.none_hear("eve")


@rule(AddReaction, "heard")
@rule(RemoveReaction, "heard")
def test_nobody_hears_a_repeat(house: House) -> None:
    seq = house.cast.post("bob")
    reaction = {"room": "lounge", "seq": seq, "emoji": "👍"}
    house.cast.do("ann", AddReaction, **reaction)
    people = Listening(house)
    people.do("ann", AddReaction, **reaction)
    people.do("bob", RemoveReaction, **reaction)
    people.none_hear("ann", "bob", "mod", "eve")
