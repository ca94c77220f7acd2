"""A catch-up read while the room goes on misses nothing that a later change overtakes."""

from chat.models import Room
from chat.protocol.commands import EditMessage, PostMessage, UpdateRoom
from chat.queries.messages import changed_since
from tests.cast import Cast


def test_an_edit_overtaken_by_a_reply_is_in_the_catch_up(cast: Cast) -> None:
    root = cast.post("ann", text="a root")
    cursor = Room.objects.get(pk=cast["lounge"]).seq
    cast.do("ann", EditMessage, room="lounge", seq=root, text="edited")
    room = Room.objects.get(pk=cast["lounge"])  # the head is read first …
    cast.do("bob", PostMessage, room="lounge", thread=root, text="a reply")  # … and overtaken
    frame = changed_since(room, cursor)
    # The reply's own event tells of the root only how many replies it has: the edit must be here.
    assert {m["text"] for m in frame["messages"]} == {"edited", "a reply"}
    assert frame["seq"] == room.seq + 1


def test_a_room_renamed_before_what_overtook_its_reading_is_told_by_its_new_name(
    cast: Cast,
) -> None:
    room = Room.objects.get(pk=cast["lounge"])  # the head is read first …
    cast.do("ann", UpdateRoom, room="lounge", topic="a new topic")  # … and overtaken twice
    cast.post("bob", text="after it")
    frame = changed_since(room, room.seq)
    assert frame["seq"] == room.seq + 2
    assert frame["room_state"]["topic"] == "a new topic"
