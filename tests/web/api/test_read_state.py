"""Move one's read pointer."""

import pytest

from chat.web.api.shapes import Standing
from tests.web.api.conftest import Caller, Cast, problem_of


def test_a_pointer_moves_forth_and_back(cast: Cast, ann: Caller, bob: Caller) -> None:
    for text in "ab":
        last = ann.post(f"/rooms/{cast.lounge}/messages", {"text": text}).json()["seq"]
    moved = bob("PUT", f"/rooms/{cast.lounge}/read", {"seq": last})
    assert moved.status_code == 200
    assert Standing.model_validate(moved.json()).model_dump() == moved.json()
    assert moved.json() == {"read": last, "unread": 0, "mentions": 0}
    back = bob("PUT", f"/rooms/{cast.lounge}/read", {"seq": last - 1})
    assert back.json() == {"read": last - 1, "unread": 1, "mentions": 0}


def test_an_outsider_has_no_pointer(cast: Cast, eve: Caller) -> None:
    problem_of(eve("PUT", f"/rooms/{cast.lounge}/read", {"seq": 1}), 403, "forbidden")


@pytest.mark.parametrize("body", [{}, {"seq": -1}, {"seq": "1"}, {"seq": False}, {"seq": 2**53}])
def test_what_is_no_seq_is_refused(cast: Cast, bob: Caller, body: object) -> None:
    problem_of(bob("PUT", f"/rooms/{cast.lounge}/read", body), 422, "bad_frame")


def test_a_token_that_may_only_write_is_not_told_what_others_wrote(cast: Cast, ann: Caller) -> None:
    seq = ann.post(f"/rooms/{cast.lounge}/messages", {"text": "for members"}).json()["seq"]
    blind = Caller(cast.token("bob", "write"))
    assert blind.post(f"/rooms/{cast.lounge}/messages", {"text": "mine"}).status_code == 201
    problem_of(blind("PUT", f"/rooms/{cast.lounge}/read", {"seq": seq}), 403, "forbidden")
    place = f"/rooms/{cast.lounge}/messages/{seq}/reactions/👍"
    for method in ("PUT", "DELETE"):
        answer = blind(method, place)
        problem_of(answer, 403, "forbidden")
        assert b"for members" not in answer.content
