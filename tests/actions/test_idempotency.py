"""A client_id stands for one message for ever: repeats are answered, conflicts refused."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections

from chat.models import Message
from chat.pipeline.commit import commit
from chat.protocol.commands import (
    AddMember,
    AddReaction,
    ArchiveRoom,
    CreateRoom,
    DeleteMessage,
    EditMessage,
    EndMembership,
    PostMessage,
    SuspendUser,
)
from tests.cast import Cast, contents, hidden, refused

AT_ONCE = 20


def post_again(cast: Cast, who: str, **fields: object) -> None:
    """Assert that a repeat is answered with the first seq and stores nothing."""
    first = Message.objects.get(client_id=fields["client_id"], room_id=cast[str(fields["room"])])
    before = contents()
    outcome = cast.do(who, PostMessage, **fields)
    assert (outcome.repeated, outcome.seq, outcome.room) == (True, first.seq, first.room_id)
    assert outcome.result["message"]["client_id"] == str(fields["client_id"])
    assert contents() == before


@pytest.mark.parametrize("room", ["lounge", "board", "direct"])
def test_a_repeat_returns_the_first_result(cast: Cast, room: str) -> None:
    fields = {"room": room, "text": "hi", "client_id": uuid4()}
    cast.post("bob", **fields)
    cast.post("ann", room)
    post_again(cast, "bob", **fields)
    post_again(cast, "bob", **(fields | {"text": "hi \n"}))  # as it is stored


def test_a_repeat_is_answered_before_any_refusal(cast: Cast) -> None:
    fields = {"room": "lounge", "text": "hi", "client_id": uuid4()}
    cast.post("bob", **fields)
    post_again(cast, "bob", **fields, wait=9.5)
    cast.do("ann", ArchiveRoom, room="lounge")
    post_again(cast, "bob", **fields)
    cast.do("bob", EndMembership, room="lounge", user="bob")
    post_again(cast, "bob", **fields)


def test_a_repeat_is_not_answered_where_its_author_may_no_longer_read(cast: Cast) -> None:
    fields = {"room": "board", "text": "hi", "client_id": uuid4()}
    cast.post("bob", **fields)
    cast.do("bob", EndMembership, room="board", user="bob")
    hidden(cast, "bob", PostMessage, **fields)
    cast.do("ann", SuspendUser, user="mod")
    refused("unauthenticated", cast, "mod", PostMessage, **fields)


def test_an_id_in_another_thread_is_a_conflict(cast: Cast) -> None:
    root, fields = cast.post("ann"), {"room": "lounge", "text": "hi", "client_id": uuid4()}
    cast.post("bob", **fields)
    refused("conflict", cast, "bob", PostMessage, thread=root, **fields)


def test_an_id_with_another_text_is_a_conflict(cast: Cast) -> None:
    fields = {"room": "lounge", "client_id": uuid4()}
    cast.post("bob", text="hi", **fields)
    refused("conflict", cast, "bob", PostMessage, text="ho", **fields)
    refused("conflict", cast, "bob", PostMessage, text="ho", wait=3.0, **fields)


def test_an_id_is_its_authors_and_its_rooms(cast: Cast) -> None:
    client_id = uuid4()
    seqs = [
        (room, cast.post(who, room, text=f"{who} in {room}", client_id=client_id))
        for who in ("ann", "bob")
        for room in ("lounge", "board")
    ]
    assert len(set(seqs)) == 4


def test_a_repeat_after_an_edit_is_known_by_its_first_text(cast: Cast) -> None:
    fields = {"room": "lounge", "client_id": uuid4()}
    seq = cast.post("bob", text="first", **fields)
    for text in ("second", "third"):
        cast.do("bob", EditMessage, room="lounge", seq=seq, text=text)
    post_again(cast, "bob", text="first", **fields)
    again = cast.do("bob", PostMessage, text="first", **fields)
    assert again.result["message"]["text"] == "third"
    refused("conflict", cast, "bob", PostMessage, text="third", **fields)


def test_a_repeat_after_a_deletion_gets_the_tombstone(cast: Cast) -> None:
    fields = {"room": "lounge", "client_id": uuid4()}
    seq = cast.post("bob", text="secret", **fields)
    cast.do("mod", DeleteMessage, room="lounge", seq=seq)
    post_again(cast, "bob", text="secret", **fields)
    again = cast.do("bob", PostMessage, text="secret", **fields)
    assert again.result["message"]["text"] == ""
    assert again.result["message"]["deleted"]["by"] == cast["mod"]


def test_twins_in_one_commit_are_one_message(cast: Cast) -> None:
    fields = {"room": "lounge", "client_id": uuid4(), "text": "hi"}
    commands = [cast.command("bob", PostMessage, **fields) for _ in range(3)]
    commands.append(cast.command("bob", PostMessage, **(fields | {"text": "ho"})))
    results = commit(commands, {}).results
    assert [getattr(r, "repeated", r) for r in results[:3]] == [False, True, True]
    assert len({r.seq for r in results[:3]}) == 1
    assert results[3].code == "conflict"
    assert Message.objects.filter(client_id=fields["client_id"]).count() == 1


def test_identical_posts_at_once_are_one_message(stored_cast: Cast) -> None:
    """Twenty threads stand for twenty processes: each commits on a connection of its own."""
    cast, together = stored_cast, Barrier(AT_ONCE)
    command = cast.command("bob", PostMessage, room="lounge", text="hi")

    def posted(_: int) -> object:
        together.wait(10)
        try:
            (result,) = commit([command], {}).results
        finally:
            connections.close_all()
        return result

    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(posted, range(AT_ONCE)))
    seqs = {getattr(result, "seq", result) for result in results}
    assert seqs == {cast.room("lounge").seq}
    assert sorted(r.repeated for r in results) == [False] + [True] * (AT_ONCE - 1)
    assert Message.objects.filter(client_id=command.client_id).count() == 1


def test_rooms_of_one_name_made_at_once_are_one_room(stored_cast: Cast) -> None:
    cast, together = stored_cast, Barrier(2)

    def made(name: str) -> object:
        command = cast.command(name, CreateRoom, slug="den", name="Den")
        together.wait(10)
        try:
            (result,) = commit([command], {}).results
        finally:
            connections.close_all()
        return getattr(result, "code", "made")

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(made, ("bob", "eve"))) == ["conflict", "made"]


def test_repeated_changes_take_no_step(cast: Cast) -> None:
    seq = cast.post("bob")
    cast.do("ann", AddReaction, room="lounge", seq=seq, emoji="👍")
    head = cast.room("lounge").seq
    before = contents()
    cast.do("ann", AddReaction, room="lounge", seq=seq, emoji="👍")
    cast.do("ann", AddMember, room="lounge", user="bob")
    cast.do("bob", EditMessage, room="lounge", seq=seq, text="hi")
    assert contents() == before
    assert cast.room("lounge").seq == head
