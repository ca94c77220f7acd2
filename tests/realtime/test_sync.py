"""Catching up by cursor: whatever was missed, the room ends as it is stored."""

import math
from collections.abc import Iterator
from itertools import cycle

import pytest

from chat.pipeline.commit import commit
from chat.protocol.commands import (
    AddReaction,
    Command,
    DeleteMessage,
    EditMessage,
    EndMembership,
    PostMessage,
    RemoveReaction,
    UpdateRoom,
)
from chat.protocol.errors import ChatError
from chat.protocol.limits import SYNC_MESSAGES
from chat.queries.rooms import room_state
from tests.cast import ABSENT, Cast
from tests.house import Frame, House
from tests.replica import Replica, stored_replica

MISSED = [1, 39, 41, 199, 200, 201, 450]


def changes(cast: Cast, known: int) -> Iterator[Command]:
    """Changes of every kind in the lounge, without end; ``known`` is an old message of ann's."""
    lounge = {"room": "lounge"}
    for n in cycle(range(100)):
        head = cast.room("lounge").seq
        yield cast.command("ann", PostMessage, text=f"post {n} @bob", **lounge)
        yield cast.command("ann", EditMessage, seq=head + 1, text=f"edited {n}", **lounge)
        yield cast.command("bob", PostMessage, text=f"reply {n}", thread=known, **lounge)
        yield cast.command("bob", AddReaction, seq=known, emoji="👍", **lounge)
        yield cast.command("ann", UpdateRoom, topic=f"topic {n}", **lounge)
        yield cast.command("bob", RemoveReaction, seq=known, emoji="👍", **lounge)
        yield cast.command("ann", PostMessage, text=f"gone {n}", **lounge)
        yield cast.command("mod", PostMessage, text=f"post {n}", **lounge)
        yield cast.command("ann", DeleteMessage, seq=head + 7, **lounge)


def change(cast: Cast, known: int, count: int) -> None:
    """Make so many changes, as another process whose publishes are lost."""
    made = changes(cast, known)
    while count:
        round_ = [next(made) for _ in range(min(9, count))]
        results = commit(round_, {}).results
        assert not [r.message for r in results if isinstance(r, ChatError)]
        assert not any(r.repeated for r in results if not isinstance(r, ChatError))
        count -= len(round_)


@pytest.mark.parametrize("count", MISSED)
def test_who_was_away_ends_with_the_room_as_it_is(house: House, count: int) -> None:
    cast = house.cast
    known = cast.post("ann", text="known")
    replica = stored_replica(cast["lounge"])
    change(cast, known, count)
    assert cast.room("lounge").seq == replica.seq + count
    bob = house.connect("bob", cursors=replica.cursor)
    head = cast.post("ann", text="live")
    bob.heard("message.posted", cast["lounge"], seq=head)
    replica.follow(bob.frames)
    assert_same(replica, stored_replica(cast["lounge"]))
    pages = [f for f in bob.frames if f["type"] == "room.synced"]
    changed = len({m["seq"] for f in pages for m in f["messages"]})
    assert len(pages) <= math.ceil(changed / (SYNC_MESSAGES - 1))
    assert all(len(page["messages"]) <= SYNC_MESSAGES for page in pages)
    assert [page["more"] for page in pages] == [True] * (len(pages) - 1) + [False]


def assert_same(replica: Replica, stored: Replica) -> None:
    """Assert that what a client made of what it was told is what is stored."""
    assert replica.messages, "there was nothing to compare"
    assert replica.messages == stored.messages
    assert replica.room == stored.room


@pytest.mark.parametrize("count", [0, 41, 450])
def test_who_asks_page_by_page_ends_with_the_room_as_it_is(house: House, count: int) -> None:
    cast = house.cast
    known = cast.post("ann", text="known")
    replica = stored_replica(cast["lounge"])
    change(cast, known, count)
    bob = house.connect("bob", hello=False)
    for _ in range(10):
        cursor = replica.cursor[str(cast["lounge"])]
        page = bob.ask({"type": "sync", "room": cast["lounge"], "cursor": cursor})
        replica.synced(page)
        if not page["more"]:
            break
    assert not page["more"]
    assert_same(replica, stored_replica(cast["lounge"]))


@pytest.mark.parametrize("by", ["hello", "sync"])
@pytest.mark.parametrize("wrong", [{"epoch": "other"}, {"seq": 10_000}], ids=["epoch", "ahead"])
def test_a_cursor_of_no_use_resets_the_room(house: House, by: str, wrong: Frame) -> None:
    cast, lounge = house.cast, house.cast["lounge"]
    room = cast.room("lounge")
    cursor = {"epoch": room.epoch, "seq": room.seq} | wrong
    if by == "hello":
        bob = house.connect("bob", cursors={str(lounge): cursor})
        reset = bob.wait(lambda f: f["type"] == "room.reset")
    else:
        bob = house.connect("bob")
        reset = bob.ask({"type": "sync", "room": lounge, "cursor": cursor})
    assert {k: reset[k] for k in ("type", "room", "epoch", "seq")} == {
        "type": "room.reset",
        "room": lounge,
        "epoch": room.epoch,
        "seq": room.seq,
    }
    assert "messages" not in reset
    bob.settle()
    seq = cast.post("ann")
    assert bob.heard("message.posted", lounge)["seq"] == seq


def test_a_cursor_at_the_head_costs_one_empty_page(house: House) -> None:
    room = house.cast.room("lounge")
    bob = house.connect("bob", cursors={str(room.pk): {"epoch": room.epoch, "seq": room.seq}})
    (page,) = [f for f in bob.frames if f["type"] == "room.synced"]
    assert (page["messages"], page["more"], page["seq"]) == ([], False, room.seq)
    assert page["room_state"] == room_state(room)


def test_cursors_of_rooms_one_may_not_know_are_passed_over(house: House) -> None:
    room = house.cast.room("board")
    cursors = {str(pk): {"epoch": room.epoch, "seq": 0} for pk in (room.pk, ABSENT)}
    eve = house.connect("eve", cursors=cursors)
    assert {f["type"] for f in eve.frames} <= {"welcome", "presence.state", "pong", "presence.diff"}


def test_a_hidden_room_is_synced_as_one_that_does_not_exist(house: House) -> None:
    epoch = house.cast.room("board").epoch
    house.cast.do("ann", EndMembership, room="board", user="bob")
    for who in ("eve", "bob"):
        client = house.connect(who)
        answers = []
        for room in (house.cast["board"], ABSENT):
            cursor = {"epoch": epoch, "seq": 0}
            answers.append(client.ask({"type": "sync", "room": room, "cursor": cursor}))
        assert {a["code"] for a in answers} == {"not_found"}
        assert answers[0]["message"] == answers[1]["message"]


def test_an_open_room_is_synced_also_for_who_is_not_in_it(house: House) -> None:
    room = house.cast.room("lounge")
    house.cast.post("ann", text="hi")
    cursor = {"epoch": room.epoch, "seq": 0}
    page = house.connect("eve").ask({"type": "sync", "room": room.pk, "cursor": cursor})
    assert [m["text"] for m in page["messages"]] == ["hi"]
