"""Find messages by their words."""

import pytest

from chat.web.api.shapes import Results
from tests.web.api.conftest import Caller, Cast, problem_of


def rooms_found(caller: Caller, query: str) -> list[int]:
    """The rooms of what a search finds, newest first."""
    answer = caller.get(f"/search?{query}")
    assert answer.status_code == 200, answer.content
    assert Results.model_validate(answer.json()).model_dump() == answer.json()
    return [found["message"]["room"] for found in answer.json()["results"]]


@pytest.fixture
def said(cast: Cast, ann: Caller, bob: Caller) -> Cast:
    """The same word in an open, a closed and a direct room, by two people."""
    for caller, room in ((ann, cast.lounge), (bob, cast.board), (ann, cast.direct)):
        answer = caller.post(f"/rooms/{room}/messages", {"text": "the <b>walrus</b> speaks"})
        assert answer.status_code == 201
    return cast


def test_a_member_finds_what_it_may_read(said: Cast, bob: Caller) -> None:
    assert rooms_found(bob, "q=walrus") == [said.direct, said.board, said.lounge]


def test_an_outsider_finds_open_rooms_alone(said: Cast, eve: Caller) -> None:
    assert rooms_found(eve, "q=walrus") == [said.lounge]


def test_room_author_time_and_limit_narrow_a_search(said: Cast, bob: Caller) -> None:
    assert rooms_found(bob, f"q=walrus&room={said.board}") == [said.board]
    assert rooms_found(bob, f"q=walrus&from={said['ann']}") == [said.direct, said.lounge]
    assert rooms_found(bob, "q=walrus&limit=1") == [said.direct]
    assert rooms_found(bob, "q=walrus&before=2001-01-01T00:00:00Z") == []
    assert len(rooms_found(bob, "q=walrus&after=2001-01-01T00:00:00Z")) == 3


def test_a_snippet_is_the_text_itself_in_pieces(said: Cast, bob: Caller) -> None:
    found = bob.get("/search?q=walrus").json()["results"][0]
    assert found["snippet"] == [
        {"text": "the <b>", "hit": False},
        {"text": "walrus", "hit": True},
        {"text": "</b> speaks", "hit": False},
    ]


def test_an_answer_says_where_to_go_on(said: Cast, bob: Caller) -> None:
    rooms, cursor = [], ""
    while cursor is not None:
        answer = bob.get(f"/search?q=walrus&limit=1{cursor and f'&cursor={cursor}'}").json()
        rooms += [found["message"]["room"] for found in answer["results"]]
        cursor = answer["next"]
    assert rooms == [said.direct, said.board, said.lounge]


def test_operators_are_understood(said: Cast, bob: Caller) -> None:
    assert rooms_found(bob, "q=walrus+from:ann") == [said.direct, said.lounge]
    assert rooms_found(bob, "q=walrus+in:board") == [said.board]
    assert rooms_found(bob, "q=walrus+before:today&zone=-60") == []


def test_what_an_operator_cannot_mean_is_said(bob: Caller) -> None:
    problem = problem_of(bob.get("/search?q=walrus+on:someday"), 422, "bad_frame")
    assert "on:2026-11-24" in problem["detail"]
    problem_of(bob.get("/search?q=walrus+from:nobody"), 404, "not_found")


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=%00", "q=x&limit=0", "q=x&limit=101", "q=x&before=yesterday",
     "q=x&before=2001-01-01T00:00:00", "q=x&after=0001-01-01T00:00:00%2B14:00", "q=x&from=bob",
     "q=x&cursor=5", "q=x&cursor=-000000000000001", "q=x&zone=2000"],
)  # fmt: skip
def test_what_is_no_search_is_refused(bob: Caller, query: str) -> None:
    problem_of(bob.get(f"/search?{query}"), 422, "bad_frame")


def test_an_answer_names_the_rooms_of_its_results(said: Cast, bob: Caller, eve: Caller) -> None:
    rooms = bob.get("/search?q=walrus").json()["rooms"]
    assert [room["id"] for room in rooms] == [said.lounge, said.board, said.direct]
    assert rooms[0] == {"id": said.lounge, "slug": "lounge", "name": "Lounge", "kind": "open"}
    assert [room["slug"] for room in eve.get("/search?q=walrus").json()["rooms"]] == ["lounge"]
