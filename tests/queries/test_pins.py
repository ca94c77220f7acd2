"""What is pinned in a room, and who may see it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.protocol.commands import DeleteMessage, EndMembership, PinMessage
from chat.protocol.errors import ChatError
from chat.protocol.events import stamp
from chat.queries.pins import pins_of
from tests.cast import ABSENT, Cast

PIN_QUERIES = 3  # the room, the rows, what hangs on them


def pinned(cast: Cast, viewer: str, room: str) -> list[int]:
    """The seqs of what somebody sees pinned."""
    return [pin["message"]["seq"] for pin in pins_of(cast.user(viewer), cast[room])]


def test_what_was_pinned_last_comes_first(cast: Cast) -> None:
    old, new, other = (cast.post("bob", text=text) for text in ("old", "new", "other"))
    reply = cast.post("bob", thread=other)
    for seq in (new, reply, old):
        cast.do("ann", PinMessage, room="lounge", seq=seq)
    assert pinned(cast, "bob", "lounge") == [old, reply, new]
    (first, *_) = pins_of(cast.user("bob"), cast["lounge"])
    assert first["by"] == cast["ann"]
    assert first["at"] == stamp(cast.message("lounge", old).pinned_at)
    cast.do("bob", DeleteMessage, room="lounge", seq=old)
    assert pinned(cast, "bob", "lounge") == [reply, new]


def test_who_may_not_see_a_room_sees_no_pin_of_it(cast: Cast) -> None:
    cast.do("ann", PinMessage, room="board", seq=cast.post("bob", "board"))
    cast.do("ann", PinMessage, room="lounge", seq=(open_ := cast.post("bob")))
    assert pinned(cast, "eve", "lounge") == [open_]
    assert pinned(cast, "bob", "board")
    cast.do("bob", EndMembership, room="board", user="bob")
    for name, room in (("bob", cast["board"]), ("eve", cast["board"]), ("ann", ABSENT)):
        with pytest.raises(ChatError) as refusal:
            pins_of(cast.user(name), room)
        assert refusal.value.code == "not_found"


@pytest.mark.parametrize("count", [1, 20])
def test_many_pins_cost_the_queries_of_one(cast: Cast, count: int) -> None:
    for _ in range(count):
        cast.do("ann", PinMessage, room="lounge", seq=cast.post("bob", text="hi @ann"))
    bob = cast.user("bob")
    with CaptureQueriesContext(connection) as queries:
        assert len(pins_of(bob, cast["lounge"])) == count
    assert len(queries) == PIN_QUERIES
