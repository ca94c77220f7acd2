"""What is read of threads: pages of replies, the list of those one follows, and their price."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.models import Follow
from chat.protocol.commands import DeleteMessage, EndMembership, MoveThreadRead
from chat.protocol.errors import ChatError
from chat.queries import threads
from chat.realtime.hello import standings
from tests.cast import ABSENT, Cast

LIST_QUERIES = 3  # the follows, their roots, what hangs on them
THREAD_QUERIES = 6  # room, root, replies, whether there is more, what hangs on them, the follow


@pytest.fixture
def root(cast: Cast) -> int:
    """A message of ann's in the lounge."""
    return cast.post("ann", text="root")


def page(cast: Cast, root: int, **where: Any) -> tuple[list[int], bool, bool]:
    """The seqs of a page of a thread, and whether there is more before and after it."""
    found = threads.thread(cast.user("bob"), cast["lounge"], root, **where)
    assert found["messages"][0]["seq"] == root
    return (
        [m["seq"] for m in found["messages"][1:]],
        found["has_before"],
        found["has_after"],
    )


def test_a_thread_is_read_in_pages_both_ways(cast: Cast, root: int) -> None:
    replies = []
    for _ in range(6):
        replies.append(cast.post("bob", thread=root))
        cast.post("mod", text="beside it")
    assert page(cast, root) == (replies, False, False)
    assert page(cast, root, limit=2) == (replies[:2], False, True)
    assert page(cast, root, after=replies[1], limit=2) == (replies[2:4], True, True)
    assert page(cast, root, before=ABSENT, limit=2) == (replies[-2:], True, False)
    assert page(cast, root, around=replies[3], limit=4) == (replies[1:5], True, True)
    with pytest.raises(ChatError, match="one of"):
        page(cast, root, before=1, after=1)


def test_a_thread_says_how_its_reader_follows_it(cast: Cast, root: int) -> None:
    reply = cast.post("bob", thread=root)
    ann = threads.thread(cast.user("ann"), cast["lounge"], root)
    assert ann["follow"] == threads.follow_entries(cast["ann"])[0]
    assert (ann["follow"]["unread"], ann["follow"]["read"]) == (1, reply - 1)
    assert threads.thread(cast.user("eve"), cast["lounge"], root)["follow"] is None


def test_unread_threads_come_first_then_those_answered_last(cast: Cast) -> None:
    roots = [cast.post("ann", text=str(n)) for n in range(5)]
    for root in roots:
        cast.post("bob", thread=root)
    for root in roots[2:]:
        cast.do("ann", MoveThreadRead, room="lounge", thread=root, seq=ABSENT)
    ann = cast.user("ann")
    expected = [roots[1], roots[0], roots[4], roots[3], roots[2]]
    whole = threads.followed(ann)
    assert [t["thread"] for t in whole["threads"]] == expected
    assert [t["root"]["text"] for t in whole["threads"]] == ["1", "0", "4", "3", "2"]
    assert whole["next"] is None
    seen, after = [], None
    while True:
        part = threads.followed(ann, after=after, limit=2)
        seen += [t["thread"] for t in part["threads"]]
        after = part["next"]
        if after is None:
            break
    assert seen == expected
    with pytest.raises(ChatError):
        threads.followed(ann, after="nonsense")


def test_a_thread_of_a_room_one_left_is_not_listed(cast: Cast) -> None:
    root = cast.post("ann", "board")
    cast.post("bob", "board", thread=root)
    assert threads.followed(cast.user("bob"))["threads"]
    cast.do("ann", EndMembership, room="board", user="bob")
    Follow.objects.create(user_id=cast["bob"], room_id=cast["board"], thread=root)
    assert not threads.followed(cast.user("bob"))["threads"]


def test_welcome_names_what_one_follows(cast: Cast, root: int) -> None:
    assert standings([cast["ann"]])[cast["ann"]]["threads"] == []
    reply = cast.post("bob", thread=root, text="@ann")
    (entry,) = standings([cast["ann"]])[cast["ann"]]["threads"]
    assert (entry["thread"], entry["unread"], entry["mentions"]) == (root, 1, 1)
    cast.do("bob", DeleteMessage, room="lounge", seq=reply)
    (entry,) = standings([cast["ann"]])[cast["ann"]]["threads"]
    assert (entry["unread"], entry["mentions"]) == (0, 0)


def test_the_price_does_not_grow_with_threads_and_replies(cast: Cast) -> None:
    prices = []
    for _ in range(2):
        for _ in range(4):
            root = cast.post("ann")
            for _ in range(3):
                cast.post("bob", thread=root)
        ann = cast.user("ann")
        with CaptureQueriesContext(connection) as listed:
            assert threads.followed(ann)["threads"]
        with CaptureQueriesContext(connection) as read:
            assert len(threads.thread(ann, cast["lounge"], root)["messages"]) == 4
        prices.append((len(listed), len(read)))
    assert prices[0] == prices[1]
    assert prices[0] <= (LIST_QUERIES, THREAD_QUERIES)


def test_those_who_connect_together_are_each_told_their_own(cast: Cast, root: int) -> None:
    cast.post("bob", thread=root, text="@mod")
    alone = {name: standings([cast[name]])[cast[name]]["threads"] for name in ("ann", "bob", "mod")}
    together = threads.follows_of([cast[name] for name in alone])
    assert {name: together[cast[name]] for name in alone} == alone
    assert [entry["unread"] for (entry,) in alone.values()] == [1, 0, 1]


def test_only_the_threads_that_were_answered_last_are_listed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "FOLLOWS_LISTED", 2)
    roots = [cast.post("ann") for _ in range(3)]
    for root in reversed(roots):
        cast.post("bob", thread=root)
    listed = threads.follows_of([cast["ann"], cast["bob"]])
    for name in ("ann", "bob"):
        assert [entry["thread"] for entry in listed[cast[name]]] == roots[:2]
