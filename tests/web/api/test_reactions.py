"""Add and take back reactions."""

from urllib.parse import quote

import pytest

from chat.web.api.shapes import Message
from tests.web.api.conftest import ABSENT, Caller, Cast, problem_of


@pytest.fixture
def place(cast: Cast, bob: Caller) -> str:
    """Where the reactions of a message of bob's are."""
    seq = bob.post(f"/rooms/{cast.lounge}/messages", {"text": "hi"}).json()["seq"]
    return f"/rooms/{cast.lounge}/messages/{seq}/reactions"


def test_a_reaction_comes_and_goes_and_repeats_change_nothing(
    cast: Cast, ann: Caller, place: str
) -> None:
    thumb = f"{place}/{quote('👍')}"
    first, again = ann("PUT", thumb), ann("PUT", thumb)
    assert (first.status_code, again.status_code) == (200, 200)
    assert Message.model_validate(first.json()).model_dump() == first.json() == again.json()
    assert first.json()["reactions"] == [{"emoji": "👍", "users": [cast["ann"]]}]
    gone, gone_again = ann("DELETE", thumb), ann("DELETE", thumb)
    assert gone.json()["reactions"] == []
    assert gone_again.json() == gone.json()


def test_an_emoji_of_several_characters_fits_an_address(ann: Caller, place: str) -> None:
    family = "👩‍👩‍👧‍👦"
    answer = ann("PUT", f"{place}/{quote(family)}")
    assert [group["emoji"] for group in answer.json()["reactions"]] == [family]


@pytest.mark.parametrize("emoji", ["hello", "%00", "%ED%A0%80", quote("👍👍"), "x" * 64])
def test_what_is_no_emoji_is_refused(ann: Caller, place: str, emoji: str) -> None:
    problem_of(ann("PUT", f"{place}/{emoji}"), 422, "bad_frame")


def test_an_endless_emoji_is_refused(ann: Caller, place: str) -> None:
    problem_of(ann("PUT", f"{place}/{'x' * 65}"), 413, "too_long")


def test_an_outsider_may_not_react(eve: Caller, place: str) -> None:
    problem_of(eve("PUT", f"{place}/{quote('👍')}"), 403, "forbidden")


def test_an_absent_message_takes_no_reaction(cast: Cast, ann: Caller) -> None:
    place = f"/rooms/{cast.lounge}/messages/{ABSENT}/reactions/{quote('👍')}"
    problem_of(ann("PUT", place), 404, "not_found")
