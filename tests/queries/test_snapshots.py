"""For every kind of event: an old snapshot and the events since make a fresh snapshot."""

from collections.abc import Callable

import pytest

from chat.models import Workspace
from chat.protocol.commands import (
    AddMember,
    AddReaction,
    ArchiveRoom,
    DeleteMessage,
    EditMessage,
    EndMembership,
    PinMessage,
    PostMessage,
    RemovePreview,
    RemoveReaction,
    ShowPreviews,
    SignUp,
    UnpinMessage,
    UpdateRoom,
)
from chat.protocol.commands.previews import Preview
from chat.protocol.events import ROOM_KINDS
from tests.cast import Cast
from tests.house import House
from tests.replica import stored_replica

LOUNGE = {"room": "lounge"}
URL = "https://page.example/"

#: By kind: what is done to bob's old message, the root of a thread, to make such an event.
CHANGES: dict[str, list[Callable[[Cast, int], object]]] = {
    "message.posted": [
        lambda c, _: c.post("ann", text="hi @bob 👍"),
        lambda c, seq: c.post("ann", text="reply", thread=seq),
    ],
    "message.edited": [
        lambda c, seq: c.do("bob", EditMessage, seq=seq, text="**edited** @mod", **LOUNGE),
    ],
    "message.deleted": [
        lambda c, seq: c.do("bob", DeleteMessage, seq=seq, **LOUNGE),
        lambda c, seq: c.do("mod", DeleteMessage, seq=seq, **LOUNGE),
        lambda c, seq: c.do("ann", DeleteMessage, seq=last_reply(c, seq), **LOUNGE),
    ],
    "reaction.added": [
        lambda c, seq: c.do("mod", AddReaction, seq=seq, emoji="🎉", **LOUNGE),
        lambda c, seq: c.do("mod", AddReaction, seq=seq, emoji="👍", **LOUNGE),
    ],
    "reaction.removed": [
        lambda c, seq: c.do("ann", RemoveReaction, seq=seq, emoji="👍", **LOUNGE),
    ],
    "message.pinned": [
        lambda c, seq: c.do("ann", PinMessage, seq=last_reply(c, seq), **LOUNGE),
    ],
    "message.unpinned": [
        lambda c, seq: c.do("ann", UnpinMessage, seq=seq, **LOUNGE),
    ],
    "preview.added": [
        lambda c, seq: show(c, last_reply(c, seq), URL),
    ],
    "preview.removed": [
        lambda c, seq: c.do("bob", RemovePreview, seq=seq, url=URL, **LOUNGE),
    ],
    "member.joined": [
        lambda c, _: c.do("eve", AddMember, user="eve", **LOUNGE),
        lambda c, _: c.do("ann", AddMember, user="bob", role="moderator", **LOUNGE),
    ],
    "member.left": [
        lambda c, _: c.do("robo", EndMembership, user="robo", **LOUNGE),
        lambda c, _: c.do("ann", EndMembership, user="bob", **LOUNGE),
    ],
    "room.changed": [
        lambda c, _: c.do("ann", UpdateRoom, name="Salon", slug="salon", topic="tea", **LOUNGE),
        lambda c, _: c.do("ann", ArchiveRoom, **LOUNGE),
    ],
}


def last_reply(cast: Cast, root: int) -> int:
    """The seq of the last reply of a thread."""
    seq = cast.message("lounge", root).last_reply_seq
    assert seq is not None
    return seq


def show(cast: Cast, seq: int, url: str) -> None:
    """Show what a link of a message leads to."""
    shown = Preview(url=url, title="A page", description="", site="")
    cast.do("operator", ShowPreviews, seq=seq, looked_at=[url], previews=[shown], **LOUNGE)


def test_every_kind_of_event_is_tried() -> None:
    assert set(CHANGES) == set(ROOM_KINDS)


def old_message(cast: Cast) -> int:
    """A pinned message with a reply, a mention, a reaction, a preview and an earlier text."""
    seq = cast.post("bob", text="hi")
    cast.do("bob", EditMessage, seq=seq, text=f"hi @ann {URL}", **LOUNGE)
    show(cast, seq, URL)
    cast.do("ann", AddReaction, seq=seq, emoji="👍", **LOUNGE)
    cast.do("ann", PinMessage, seq=seq, **LOUNGE)
    cast.post("ann", text=f"reply {URL}", thread=seq)
    return seq


@pytest.mark.parametrize(
    ("kind", "number"), [(kind, n) for kind, made in CHANGES.items() for n in range(len(made))]
)
def test_an_old_snapshot_and_the_events_make_a_fresh_one(
    house: House, kind: str, number: int
) -> None:
    cast, lounge = house.cast, house.cast["lounge"]
    seq = old_message(cast)
    replica = stored_replica(lounge)
    listener = house.connect("mod")
    CHANGES[kind][number](cast, seq)
    event = listener.heard(kind, lounge)
    assert event["seq"] == replica.seq + 1
    replica.follow(listener.frames)
    fresh = stored_replica(lounge)
    assert fresh.messages
    assert replica.messages == fresh.messages
    assert replica.room == fresh.room
    assert replica.members == fresh.members


def test_a_person_who_signs_up_is_in_the_members_that_follow(house: House) -> None:
    cast = house.cast
    replica = stored_replica(cast["general"])
    ann = house.connect("ann")
    Workspace.objects.update(open_sign_up=True)
    cast.do("operator", SignUp, code_hash=None, username="zoe", name="Zoë", password="!")
    ann.heard("member.joined", cast["general"])
    replica.follow(ann.frames)
    assert replica.members == stored_replica(cast["general"]).members


def test_all_of_it_together_still_makes_a_fresh_snapshot(house: House) -> None:
    cast, lounge = house.cast, house.cast["lounge"]
    seq = old_message(cast)
    replica = stored_replica(lounge)
    listener = house.connect("mod")
    for kind in ("reaction.added", "message.posted", "room.changed", "member.joined"):
        CHANGES[kind][0](cast, seq)
    cast.do("ann", PostMessage, text="last", **LOUNGE)
    listener.heard_up_to(lounge, cast.room("lounge").seq)
    replica.follow(listener.frames)
    assert replica == stored_replica(lounge)
