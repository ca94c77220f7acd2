"""Choose what one is told of a room."""

import pytest

from tests.web.api.conftest import Caller, Cast, problem_of


@pytest.mark.parametrize("level", ["everything", "mentions", "nothing"])
def test_a_member_chooses_for_themselves(cast: Cast, ann: Caller, bob: Caller, level: str) -> None:
    before = ann.get(f"/rooms/{cast.lounge}").json()["level"]
    for _ in range(2):
        chosen = bob("PUT", f"/rooms/{cast.lounge}/level", {"level": level})
        assert (chosen.status_code, chosen.json()) == (200, {"level": level})
    assert bob.get(f"/rooms/{cast.lounge}").json()["level"] == level
    assert ann.get(f"/rooms/{cast.lounge}").json()["level"] == before


def test_another_word_and_an_outsider_are_refused(cast: Cast, bob: Caller, eve: Caller) -> None:
    place = f"/rooms/{cast.lounge}/level"
    problem_of(bob("PUT", place, {"level": "sometimes"}), 422, "bad_frame")
    problem_of(eve("PUT", place, {"level": "nothing"}), 403, "forbidden")
