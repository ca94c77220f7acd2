"""Threads: read, followed, and read up to a place."""

import pytest

from chat.web.api import shapes
from tests.web.api.conftest import Caller, Cast, problem_of
from tests.web.api.test_messages import posted, seqs


@pytest.fixture
def root(cast: Cast, bob: Caller) -> int:
    """A message of bob's in the lounge."""
    (seq,) = posted(bob, cast.lounge, "root")
    return seq


def reply(caller: Caller, cast: Cast, root: int, text: str = "reply") -> int:
    """Let somebody answer, and return the seq."""
    answer = caller.post(f"/rooms/{cast.lounge}/messages", {"text": text, "thread": root})
    assert answer.status_code == 201
    seq: int = answer.json()["seq"]
    return seq


def place(cast: Cast, root: int, more: str = "") -> str:
    """The address of a thread."""
    return f"/rooms/{cast.lounge}/messages/{root}/thread{more}"


def test_a_thread_is_its_root_and_its_replies(
    cast: Cast, bob: Caller, ann: Caller, root: int
) -> None:
    first, second = reply(ann, cast, root), reply(bob, cast, root)
    found = bob.get(place(cast, root)).json()
    assert shapes.Thread.model_validate(found).model_dump() == found
    assert seqs(found) == [root, first, second]
    people = [cast["bob"], cast["ann"]]
    last = found["messages"][0]["last_reply"]
    assert (found["messages"][0]["replies"], last["seq"]) == (2, second)
    assert last["people"] == people
    assert seqs(bob.get(place(cast, root, "?after=1&limit=1")).json()) == [root, first]
    assert seqs(bob.get(place(cast, root, f"?before={second}")).json()) == [root, first]


def test_a_thread_is_followed_read_and_left(
    cast: Cast, bob: Caller, ann: Caller, root: int
) -> None:
    first = reply(ann, cast, root, "hi @bob")
    (listed,) = bob.get("/threads").json()["threads"]
    assert shapes.FollowedThread.model_validate(listed).model_dump() == listed
    assert (listed["thread"], listed["unread"], listed["mentions"]) == (root, 1, 1)
    assert listed["root"]["text"] == "root"
    read = bob("PUT", place(cast, root, "/read"), {"seq": first}).json()
    assert shapes.Follow.model_validate(read).model_dump() == read
    assert (read["read"], read["unread"]) == (first, 0)
    assert bob("DELETE", place(cast, root, "/follow")).status_code == 204
    assert bob("DELETE", place(cast, root, "/follow")).status_code == 204
    assert bob.get("/threads").json() == {"threads": [], "next": None}
    problem_of(bob("PUT", place(cast, root, "/read"), {"seq": first}), 403, "forbidden")
    again = bob("PUT", place(cast, root, "/follow"))
    assert (again.status_code, again.json()["unread"]) == (200, 0)


def test_the_list_is_read_in_pages(cast: Cast, bob: Caller, ann: Caller) -> None:
    roots = posted(bob, cast.lounge, "a", "b", "c")
    for root in roots:
        reply(ann, cast, root)
    first = bob.get("/threads?limit=2").json()
    rest = bob.get(f"/threads?limit=2&after={first['next']}").json()
    found = [t["thread"] for t in first["threads"] + rest["threads"]]
    assert found == list(reversed(roots))
    assert rest["next"] is None
    problem_of(bob.get("/threads?after=x"), 422, "bad_frame")


def test_an_outsider_reads_an_open_rooms_thread_and_follows_none(
    cast: Cast, eve: Caller, bob: Caller, root: int
) -> None:
    seq = reply(bob, cast, root)
    found = eve.get(place(cast, root)).json()
    assert (seqs(found), found["follow"]) == ([root, seq], None)
    problem_of(eve("PUT", place(cast, root, "/follow")), 403, "forbidden")
    problem_of(eve("DELETE", place(cast, root, "/follow")), 403, "forbidden")


def test_a_token_that_may_only_write_is_not_told_how_one_follows(
    cast: Cast, bob: Caller, root: int
) -> None:
    blind = Caller(cast.token("bob", "write"))
    problem_of(blind("PUT", place(cast, root, "/follow")), 403, "forbidden")
    problem_of(blind("PUT", place(cast, root, "/read"), {"seq": 1}), 403, "forbidden")
