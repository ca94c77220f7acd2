"""The list of what mentions one: in pages, read and unread, in rooms one belongs to."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.protocol.commands import (
    AddMember,
    DeleteMessage,
    EditMessage,
    EndMembership,
    MoveRead,
    MoveThreadRead,
    UnfollowThread,
)
from chat.queries.mentions import mentions_of_viewer
from tests.cast import Cast

LIST_QUERIES = 3  # the mentions, their messages, what hangs on them


def listed(cast: Cast, name: str = "bob") -> list[tuple[int, bool]]:
    """The seqs of what mentions somebody, and which of them are unread."""
    found = mentions_of_viewer(cast.user(name))
    assert found["next"] is None
    return [(m["message"]["seq"], m["unread"]) for m in found["mentions"]]


def mention(cast: Cast, room: str = "lounge", thread: int | None = None) -> int:
    """Let ann speak to bob by name."""
    return cast.post("ann", room, "over to you, @bob", thread=thread)


def test_who_was_mentioned_last_comes_first_in_pages(cast: Cast) -> None:
    seqs = [mention(cast) for _ in range(5)]
    cast.post("ann", text="nobody in particular")
    found, after = [], None
    for size in (2, 2, 1):
        page = mentions_of_viewer(cast.user("bob"), after=after, limit=2)
        assert len(page["mentions"]) == size
        found += [m["message"]["seq"] for m in page["mentions"]]
        after = page["next"]
    assert (found, after) == (seqs[::-1], None)
    assert listed(cast, "mod") == []


def test_a_mention_is_unread_beyond_the_pointer_of_its_room(cast: Cast) -> None:
    first, second = mention(cast), mention(cast)
    assert listed(cast) == [(second, True), (first, True)]
    cast.do("bob", MoveRead, room="lounge", seq=first)
    assert listed(cast) == [(second, True), (first, False)]
    cast.do("bob", MoveRead, room="lounge", seq=first - 1)
    assert listed(cast) == [(second, True), (first, True)]


def test_a_mention_in_a_thread_is_unread_beyond_the_pointer_of_the_thread(cast: Cast) -> None:
    root = cast.post("mod")
    reply = mention(cast, thread=root)
    cast.do("bob", MoveRead, room="lounge", seq=reply)
    assert listed(cast) == [(reply, True)]
    cast.do("bob", MoveThreadRead, room="lounge", thread=root, seq=reply)
    assert listed(cast) == [(reply, False)]
    last = mention(cast, thread=root)
    cast.do("bob", UnfollowThread, room="lounge", thread=root)
    assert listed(cast) == [(last, False), (reply, False)]


def test_what_is_deleted_or_no_longer_mentions_one_is_not_listed(cast: Cast) -> None:
    kept, gone, edited = mention(cast), mention(cast), mention(cast)
    cast.do("ann", DeleteMessage, room="lounge", seq=gone)
    cast.do("ann", EditMessage, room="lounge", seq=edited, text="over to you, @mod")
    assert [seq for seq, _ in listed(cast)] == [kept]
    assert [seq for seq, _ in listed(cast, "mod")] == [edited]


def test_ones_own_words_do_not_reach_one(cast: Cast) -> None:
    cast.post("bob", text="note to @bob")
    assert listed(cast) == []


def test_a_room_one_has_left_is_silent_until_one_is_back(cast: Cast) -> None:
    lounge, board = mention(cast), mention(cast, "board")
    for room in ("lounge", "board"):
        cast.do("bob", EndMembership, room=room, user="bob")
    assert listed(cast) == []
    cast.do("ann", AddMember, room="board", user="bob")
    assert listed(cast) == [(board, False)]
    cast.do("bob", AddMember, room="lounge", user="bob")
    assert listed(cast) == [(board, False), (lounge, False)]


@pytest.mark.parametrize("count", [1, 20])
def test_a_long_list_costs_the_queries_of_a_short_one(cast: Cast, count: int) -> None:
    for _ in range(count):
        mention(cast)
    bob = cast.user("bob")
    with CaptureQueriesContext(connection) as queries:
        assert len(mentions_of_viewer(bob)["mentions"]) == count
    assert len(queries) == LIST_QUERIES
