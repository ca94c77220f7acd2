"""The list of what one keeps: in pages, in rooms one belongs to, at a fixed price."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.protocol.commands import AddBookmark, AddMember, DeleteMessage, EndMembership
from chat.queries.bookmarks import bookmarks_of
from tests.cast import Cast

LIST_QUERIES = 3  # the bookmarks, their messages, what hangs on them


def listed(cast: Cast, name: str = "bob") -> list[tuple[int, int]]:
    """The places of what somebody keeps."""
    found = bookmarks_of(cast.user(name))
    assert found["next"] is None
    return [(b["message"]["room"], b["message"]["seq"]) for b in found["bookmarks"]]


def keep(cast: Cast, room: str = "lounge", name: str = "bob") -> int:
    """Let somebody keep a new message."""
    seq = cast.post("ann", room)
    cast.do(name, AddBookmark, room=room, seq=seq)
    return seq


def test_what_was_kept_last_comes_first_in_pages(cast: Cast) -> None:
    seqs = [keep(cast) for _ in range(5)]
    found, after = [], None
    for size in (2, 2, 1):
        page = bookmarks_of(cast.user("bob"), after=after, limit=2)
        assert len(page["bookmarks"]) == size
        found += [b["message"]["seq"] for b in page["bookmarks"]]
        after = page["next"]
    assert (found, after) == (seqs[::-1], None)


def test_each_sees_their_own_in_the_rooms_they_belong_to(cast: Cast) -> None:
    board, lounge = keep(cast, "board"), keep(cast)
    keep(cast, name="mod")
    assert listed(cast) == [(cast["lounge"], lounge), (cast["board"], board)]
    for room in ("board", "lounge"):
        cast.do("bob", EndMembership, room=room, user="bob")
    assert listed(cast) == []
    cast.do("ann", AddMember, room="board", user="bob")
    assert listed(cast) == [(cast["board"], board)]


def test_a_deleted_message_is_not_listed(cast: Cast) -> None:
    kept, gone = keep(cast), keep(cast)
    cast.do("ann", DeleteMessage, room="lounge", seq=gone)
    assert listed(cast) == [(cast["lounge"], kept)]


@pytest.mark.parametrize("count", [1, 20])
def test_a_long_list_costs_the_queries_of_a_short_one(cast: Cast, count: int) -> None:
    for _ in range(count):
        keep(cast)
    bob = cast.user("bob")
    with CaptureQueriesContext(connection) as queries:
        assert len(bookmarks_of(bob)["bookmarks"]) == count
    assert len(queries) == LIST_QUERIES
