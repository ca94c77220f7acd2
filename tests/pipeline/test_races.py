"""No write commits after the right it stands on has ended, whichever process ended it.

Threads stand for processes: each commits on a database connection of its own.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection, connections

from chat.actions.batch import Batch
from chat.models import Message
from chat.pipeline.commit import Result, commit
from chat.protocol.actors import Actor
from chat.protocol.commands import (
    AddMember,
    AddUpload,
    ArchiveRoom,
    Command,
    EndMembership,
    EndSession,
    InvitePeople,
    LiftSuspension,
    PostMessage,
    RevokeToken,
    SuspendUser,
)
from tests.cast import Cast
from tests.server import wait_until

RACES = 50  # for each of the four ways in which a right ends
POSTS = 3  # that the other process tries to commit meanwhile


@pytest.fixture
def processes() -> Iterator[tuple[ThreadPoolExecutor, ThreadPoolExecutor]]:
    """Two writers with a connection each."""
    pools = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
    yield pools
    for pool in pools:
        pool.submit(connections.close_all)
        pool.shutdown()


def session(cast: Cast) -> tuple[Actor, Command]:
    """Bob signed in, and his signing out."""
    bob = cast.signed_in("bob")
    return bob, cast.command("bob", EndSession, session=bob.session)


def token(cast: Cast) -> tuple[Actor, Command]:
    """Bob's program, and the end of its token."""
    bob = cast.with_token("bob")
    return bob, cast.command("ann", RevokeToken, token=bob.token)


def membership(cast: Cast) -> tuple[Actor, Command]:
    """Bob in the lounge, and his removal."""
    cast.do("ann", AddMember, room="lounge", user="bob")
    return cast.actor("bob"), cast.command("ann", EndMembership, room="lounge", user="bob")


def account(cast: Cast) -> tuple[Actor, Command]:
    """Bob, and his suspension."""
    cast.do("ann", LiftSuspension, user="bob")
    return cast.actor("bob"), cast.command("ann", SuspendUser, user="bob")


RIGHTS = [session, token, membership, account]
Right = Callable[[Cast], tuple[Actor, Command]]


def said() -> int:
    """How many messages there are, as any process sees it."""
    return Message.objects.count()


@pytest.mark.parametrize("right", RIGHTS, ids=lambda right: right.__name__)
def test_nothing_is_written_after_a_right_has_ended(
    stored_cast: Cast, right: Right, processes: tuple[ThreadPoolExecutor, ThreadPoolExecutor]
) -> None:
    cast, (one, other) = stored_cast, processes
    written = refusals = 0
    for _ in range(RACES):
        actor, end = right(cast)
        posts = [cast.command(actor, PostMessage, room="lounge", text="hi") for _ in range(POSTS)]
        together, before = threading.Barrier(2), said()

        def write(
            posts: list[Command] = posts, together: threading.Barrier = together
        ) -> list[Result]:
            together.wait(10)
            return [commit([post], {}).results[0] for post in posts]

        def revoke(
            end: Command = end, together: threading.Barrier = together
        ) -> tuple[Result, int]:
            together.wait(10)
            (result,) = commit([end], {}).results
            return result, said()  # whatever was written by now may stay; nothing may follow

        writing, revoking = one.submit(write), other.submit(revoke)
        results, (ended, seen) = writing.result(30), revoking.result(30)
        codes = [getattr(result, "code", "written") for result in results]
        assert getattr(ended, "code", "done") == "done"
        assert said() == seen, f"written after the right had ended: {codes}"
        assert codes.count("written") == said() - before
        assert set(codes) <= {"written", "unauthenticated", "forbidden"}
        assert codes == sorted(codes, key=lambda code: code != "written")
        written += codes.count("written")
        refusals += POSTS - codes.count("written")
    assert refusals, "the right never ended first: this has tested nothing"
    assert written + refusals == RACES * POSTS


def test_seq_is_commit_order_when_two_processes_write_one_room(
    stored_cast: Cast, processes: tuple[ThreadPoolExecutor, ThreadPoolExecutor]
) -> None:
    cast, together, before = stored_cast, threading.Barrier(2), stored_cast.room("lounge").seq
    posts = {
        name: [cast.command(name, PostMessage, room="lounge", text=str(n)) for n in range(60)]
        for name in ("ann", "bob")
    }

    def write(name: str) -> list[int]:
        together.wait(10)
        seqs: list[int] = []
        for start in range(0, 60, 3):
            results = commit(posts[name][start : start + 3], {}).results
            seqs += [getattr(result, "seq", -1) for result in results]
            assert cast.room("lounge").seq >= seqs[-1]
        return seqs

    futures = [pool.submit(write, name) for pool, name in zip(processes, posts, strict=True)]
    ann, bob = (future.result(30) for future in futures)
    assert sorted(ann + bob) == list(range(before + 1, before + 121))
    assert (ann, bob) == (sorted(ann), sorted(bob))
    rows = Message.objects.filter(room_id=cast["lounge"]).order_by("seq")
    assert [m.seq for m in rows] == sorted(ann + bob)


def test_rooms_are_locked_in_an_order_that_lets_nobody_wait_for_each_other(
    stored_cast: Cast, processes: tuple[ThreadPoolExecutor, ThreadPoolExecutor]
) -> None:
    cast, together = stored_cast, threading.Barrier(2)

    def write(rooms: tuple[str, ...]) -> list[Result]:
        together.wait(10)
        results: list[Result] = []
        for _ in range(30):
            posts = [cast.command("bob", PostMessage, room=room, text="hi") for room in rooms]
            results += commit(posts, {}).results
        return results

    orders = ("lounge", "board", "direct"), ("direct", "board", "lounge")
    futures = [pool.submit(write, order) for pool, order in zip(processes, orders, strict=True)]
    results = [result for future in futures for result in future.result(30)]
    assert [getattr(result, "code", "done") for result in results] == ["done"] * 180


def signing_out(cast: Cast) -> tuple[Command, Command]:
    """A post by a session, and the session's end."""
    bob, end = session(cast)
    return cast.command(bob, PostMessage, room="lounge", text="hi"), end


def uploading(cast: Cast) -> tuple[Command, Command]:
    """A file of somebody who belongs to one room, and their removal from it."""
    cast.do("ann", AddMember, room="board", user="eve")
    file = {"key": str(uuid4()), "name": "a.txt", "kind": "text/plain", "size": 1, "stored": 1}
    upload = cast.command("eve", AddUpload, **file, digest="0" * 64)
    return upload, cast.command("ann", EndMembership, room="board", user="eve")


def archiving(cast: Cast) -> tuple[Command, Command]:
    """A file of somebody who belongs to one room, and the room's archiving."""
    upload, _ = uploading(cast)
    return upload, cast.command("ann", ArchiveRoom, room="board")


def inviting(cast: Cast) -> tuple[Command, Command]:
    """A moderator's link into a closed room, and their removal from it."""
    cast.do("ann", AddMember, room="board", user="mod")
    invite = cast.command("mod", InvitePeople, code_hash="0" * 64, room=cast["board"])
    return invite, cast.command("ann", EndMembership, room="board", user="mod")


@pytest.mark.parametrize(
    "pair", [signing_out, uploading, archiving, inviting], ids=lambda pair: pair.__name__
)
def test_a_right_does_not_end_while_a_write_that_stands_on_it_commits(
    stored_cast: Cast,
    processes: tuple[ThreadPoolExecutor, ThreadPoolExecutor],
    monkeypatch: pytest.MonkeyPatch,
    pair: Callable[[Cast], tuple[Command, Command]],
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    one, other = processes
    write, end = pair(stored_cast)
    checked, go_on = threading.Event(), threading.Event()
    close = Batch.close

    def closed(batch: Batch) -> object:
        if batch.commands[0] is write:
            checked.set()
            assert go_on.wait(4)
        return close(batch)

    monkeypatch.setattr(Batch, "close", closed)
    writing = one.submit(lambda: commit([write], {}).results[0])
    assert checked.wait(5)
    ending = other.submit(lambda: commit([end], {}).results[0])
    wait_until(revoker_waits, "the revoker's waiting", 3)
    assert not ending.done()
    go_on.set()
    assert getattr(writing.result(10), "code", "written") == "written"
    assert getattr(ending.result(10), "code", "ended") == "ended"
    refused = getattr(commit([write], {}).results[0], "code", "")
    assert refused in ("unauthenticated", "forbidden", "not_found")


def revoker_waits() -> bool:
    """Whether somebody waits for the lock on everybody's rights."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone() is not None
