"""Choose what one is told of a room, and until when nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.web.api.conftest import Caller, Cast, problem_of


@pytest.mark.parametrize("level", ["everything", "mentions", "nothing"])
def test_a_member_chooses_for_themselves(cast: Cast, ann: Caller, bob: Caller, level: str) -> None:
    before = ann.get(f"/rooms/{cast.lounge}").json()["level"]
    for _ in range(2):
        chosen = bob("PUT", f"/rooms/{cast.lounge}/level", {"level": level})
        assert (chosen.status_code, chosen.json()) == (200, {"level": level, "muted_until": None})
    assert bob.get(f"/rooms/{cast.lounge}").json()["level"] == level
    assert ann.get(f"/rooms/{cast.lounge}").json()["level"] == before


def test_another_word_and_an_outsider_are_refused(cast: Cast, bob: Caller, eve: Caller) -> None:
    place = f"/rooms/{cast.lounge}/level"
    problem_of(bob("PUT", place, {"level": "sometimes"}), 422, "bad_frame")
    problem_of(eve("PUT", place, {"level": "nothing"}), 403, "forbidden")


def test_a_room_is_muted_for_a_time(cast: Cast, ann: Caller, bob: Caller) -> None:
    until = (timezone.now() + timedelta(hours=1)).isoformat()
    place = f"/rooms/{cast.lounge}/level"
    chosen = bob("PUT", place, {"level": "everything", "muted_until": until}).json()
    assert chosen == {"level": "everything", "muted_until": chosen["muted_until"]}
    assert bob.get(f"/rooms/{cast.lounge}").json()["muted_until"] == chosen["muted_until"]
    assert ann.get(f"/rooms/{cast.lounge}").json().get("muted_until") is None
    over = timezone.now().isoformat()
    problem_of(bob("PUT", place, {"level": "everything", "muted_until": over}), 422, "bad_frame")
    assert bob("PUT", place, {"level": "everything"}).json()["muted_until"] is None
    assert bob.get(f"/rooms/{cast.lounge}").json().get("muted_until") is None
