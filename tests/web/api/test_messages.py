"""Read, post, edit and delete messages; catch up."""

from math import ceil
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import Settings

from chat.models import Message
from chat.pipeline import throttle
from chat.web.api import shapes
from tests.web.api.conftest import ABSENT, Caller, Cast, problem_of


def posted(caller: Caller, room: int, *texts: str) -> list[int]:
    """Post texts and return their seqs."""
    answers = [caller.post(f"/rooms/{room}/messages", {"text": text}) for text in texts]
    assert {answer.status_code for answer in answers} == {201}
    return [answer.json()["seq"] for answer in answers]


def page(caller: Caller, room: int, query: str = "") -> dict[str, Any]:
    """Read a page of a room."""
    answer = caller.get(f"/rooms/{room}/messages{query}")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    dumped = shapes.Page.model_validate(found).model_dump()
    assert dumped == found
    return found


def seqs(found: dict[str, Any]) -> list[int]:
    """The seqs of a page, as they come."""
    return [message["seq"] for message in found["messages"]]


def test_a_post_answers_with_the_message(cast: Cast, bob: Caller) -> None:
    client_id = str(uuid4())
    made = bob.post(f"/rooms/{cast.lounge}/messages", {"text": "*hi*", "client_id": client_id})
    assert made.status_code == 201
    assert shapes.Message.model_validate(made.json()).model_dump() == made.json()
    assert (made.json()["client_id"], made.json()["author"]) == (client_id, cast["bob"])
    assert "<em>hi</em>" in made.json()["html"]


def test_without_a_client_id_the_server_makes_one(cast: Cast, bob: Caller) -> None:
    first, second = posted(bob, cast.lounge, "same", "same")
    assert second == first + 1


def test_a_repeat_answers_200_with_the_first(cast: Cast, bob: Caller) -> None:
    body = {"text": "once", "client_id": str(uuid4())}
    first = bob.post(f"/rooms/{cast.lounge}/messages", body)
    again = bob.post(f"/rooms/{cast.lounge}/messages", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Message.objects.filter(room=cast.lounge).count() == 1


def test_another_text_under_one_client_id_is_a_conflict(cast: Cast, bob: Caller) -> None:
    client_id = str(uuid4())
    place = f"/rooms/{cast.lounge}/messages"
    assert bob.post(place, {"text": "one", "client_id": client_id}).status_code == 201
    problem_of(bob.post(place, {"text": "two", "client_id": client_id}), 409, "conflict")
    assert Message.objects.filter(room=cast.lounge).count() == 1


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"text": "x" * 8_001}, 413, "too_long", "message"),
        ({"text": "x" * 40_000}, 413, "too_long", "text"),
        ({"text": ""}, 422, "bad_frame", "message"),
        ({"text": "a\x00b"}, 422, "bad_frame", "message"),
        ({"text": 1}, 422, "bad_frame", "text"),
        ({"text": None}, 422, "bad_frame", "text"),
        ({}, 422, "bad_frame", "text"),
        ({"text": "x", "client_id": "1"}, 422, "bad_frame", "client_id"),
        ({"text": "x", "thread": "1"}, 422, "bad_frame", "thread"),
        ({"text": "x", "thread": True}, 422, "bad_frame", "thread"),
        ({"text": "x", "thread": 1.0}, 422, "bad_frame", "thread"),
        ({"text": "x", "thread": 2**53}, 422, "bad_frame", "thread"),
        ({"text": "x", "thread": ABSENT}, 404, "not_found", "message"),
        ({"text": "x", "wait": 0}, 422, "bad_frame", "wait"),
        ({"text": "x", "by": 1}, 422, "bad_frame", "by"),
    ],
)
def test_what_is_no_message_is_refused(
    cast: Cast, bob: Caller, body: dict[str, Any], status: int, code: str, field: str
) -> None:
    answer = bob.post(f"/rooms/{cast.lounge}/messages", body)
    assert field in problem_of(answer, status, code)["detail"]
    assert not Message.objects.exists()


def test_the_longest_text_is_taken(cast: Cast, bob: Caller) -> None:
    assert posted(bob, cast.lounge, "x" * 8_000)


def test_an_outsider_reads_an_open_room_but_may_not_write(
    cast: Cast, bob: Caller, eve: Caller
) -> None:
    posted(bob, cast.lounge, "hello")
    assert len(page(eve, cast.lounge)["messages"]) == 1
    problem_of(eve.post(f"/rooms/{cast.lounge}/messages", {"text": "x"}), 403, "forbidden")


def test_too_fast_is_refused_with_a_wait_but_a_repeat_is_answered(
    cast: Cast, bob: Caller, settings: Settings
) -> None:
    throttle._messages.cache_clear()
    settings.CHAT_MESSAGE_RATE = 1
    body = {"text": "once", "client_id": str(uuid4())}
    place = f"/rooms/{cast.lounge}/messages"
    assert bob.post(place, body).status_code == 201
    answer = bob.post(place, {"text": "more"})
    wait = problem_of(answer, 429, "rate_limited")["retry_after"]
    assert 0 < wait <= 10
    assert answer["Retry-After"] == str(ceil(wait))
    assert bob.post(place, body).status_code == 200
    assert Message.objects.filter(room=cast.lounge).count() == 1


def test_pages_reach_every_message_in_both_directions(cast: Cast, bob: Caller) -> None:
    sent = posted(bob, cast.lounge, *"abcdefg")
    newest = page(bob, cast.lounge, "?limit=3")
    assert (seqs(newest), newest["has_before"], newest["has_after"]) == (sent[4:], True, False)
    older = page(bob, cast.lounge, f"?limit=3&before={sent[4]}")
    assert (seqs(older), older["has_before"], older["has_after"]) == (sent[1:4], True, True)
    oldest = page(bob, cast.lounge, f"?limit=3&before={sent[1]}")
    assert (seqs(oldest), oldest["has_before"], oldest["has_after"]) == (sent[:1], False, True)
    newer = page(bob, cast.lounge, f"?limit=3&after={sent[0]}")
    assert (seqs(newer), newer["has_before"], newer["has_after"]) == (sent[1:4], True, True)
    last = page(bob, cast.lounge, f"?limit=3&after={sent[3]}")
    assert (seqs(last), last["has_before"], last["has_after"]) == (sent[4:], True, False)
    middle = page(bob, cast.lounge, f"?limit=3&around={sent[3]}")
    assert sent[3] in seqs(middle)
    assert (middle["has_before"], middle["has_after"]) == (True, True)


def test_an_empty_room_has_nothing_before_or_after(cast: Cast, bob: Caller) -> None:
    empty = page(bob, cast.lounge)
    assert (empty["messages"], empty["has_before"], empty["has_after"]) == ([], False, False)


def test_a_client_id_finds_what_one_has_sent_oneself(cast: Cast, bob: Caller, ann: Caller) -> None:
    client_id = str(uuid4())
    body = {"text": "lost?", "client_id": client_id}
    seq = bob.post(f"/rooms/{cast.lounge}/messages", body).json()["seq"]
    assert seqs(page(bob, cast.lounge, f"?client_id={client_id}")) == [seq]
    assert page(ann, cast.lounge, f"?client_id={client_id}")["messages"] == []


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=x", "before=-1", "before=x", "around=9007199254740992",
     "client_id=x", "before=1&after=1"],
)  # fmt: skip
def test_a_page_out_of_bounds_is_refused(cast: Cast, bob: Caller, query: str) -> None:
    problem_of(bob.get(f"/rooms/{cast.lounge}/messages?{query}"), 422, "bad_frame")


@pytest.mark.parametrize("limit", [1, 200])
def test_the_smallest_and_the_largest_page_are_taken(cast: Cast, bob: Caller, limit: int) -> None:
    posted(bob, cast.lounge, "a", "b")
    assert len(page(bob, cast.lounge, f"?limit={limit}")["messages"]) == min(2, limit)


def test_changes_catch_up_from_a_cursor(cast: Cast, bob: Caller) -> None:
    first, second = posted(bob, cast.lounge, "a", "b")
    epoch = page(bob, cast.lounge)["epoch"]
    found = bob.get(f"/rooms/{cast.lounge}/changes?epoch={epoch}&cursor={first}").json()
    assert shapes.Synced.model_validate(found).model_dump() == found
    assert seqs(found) == [second]
    reset = bob.get(f"/rooms/{cast.lounge}/changes?epoch=other&cursor={first}").json()
    assert shapes.Reset.model_validate(reset).model_dump() == reset


def test_its_author_edits_a_message_and_the_earlier_text_stays(
    cast: Cast, bob: Caller, ann: Caller
) -> None:
    (seq,) = posted(bob, cast.lounge, "draft")
    place = f"/rooms/{cast.lounge}/messages/{seq}"
    edited = bob("PATCH", place, {"text": "final"})
    assert edited.status_code == 200
    assert shapes.Message.model_validate(edited.json()).model_dump() == edited.json()
    assert edited.json() == bob.get(place).json()
    revisions = ann.get(f"{place}/revisions").json()
    assert shapes.Revisions.model_validate(revisions).model_dump() == revisions
    assert [revision["text"] for revision in revisions["revisions"]] == ["draft"]


def test_nobody_else_edits_a_message(cast: Cast, bob: Caller, ann: Caller) -> None:
    (seq,) = posted(bob, cast.lounge, "mine")
    place = f"/rooms/{cast.lounge}/messages/{seq}"
    problem_of(ann("PATCH", place, {"text": "yours"}), 403, "forbidden")
    assert bob.get(place).json()["text"] == "mine"


def test_a_deleted_message_leaves_a_tombstone(cast: Cast, bob: Caller) -> None:
    (seq,) = posted(bob, cast.lounge, "oops")
    place = f"/rooms/{cast.lounge}/messages/{seq}"
    gone = bob("DELETE", place)
    assert gone.status_code == 200
    assert shapes.Message.model_validate(gone.json()).model_dump() == gone.json()
    assert gone.json()["text"] == gone.json()["html"] == ""
    assert gone.json()["deleted"]["by"] == cast["bob"]
    problem_of(bob("PATCH", place, {"text": "back"}), 404, "not_found")


def test_a_member_may_not_delete_anothers_message(cast: Cast, bob: Caller) -> None:
    (seq,) = posted(cast.caller("ann"), cast.lounge, "stays")
    problem_of(bob("DELETE", f"/rooms/{cast.lounge}/messages/{seq}"), 403, "forbidden")


def test_a_page_of_roots_leaves_replies_out(cast: Cast, bob: Caller) -> None:
    root, last = posted(bob, cast.lounge, "root", "last")
    bob.post(f"/rooms/{cast.lounge}/messages", {"text": "reply", "thread": root})
    assert len(seqs(page(bob, cast.lounge))) == 3
    found = bob.get(f"/rooms/{cast.lounge}/messages?roots=true").json()
    assert seqs(found) == [root, last]


def test_an_archived_room_is_read_but_not_written(cast: Cast, ann: Caller, bob: Caller) -> None:
    (seq,) = posted(bob, cast.lounge, "before")
    ann("PATCH", f"/rooms/{cast.lounge}", {"archived": True})
    assert seqs(page(bob, cast.lounge)) == [seq]
    problem_of(bob.post(f"/rooms/{cast.lounge}/messages", {"text": "x"}), 403, "archived")
