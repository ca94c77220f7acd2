"""Pin messages, take pins off, read them."""

from chat.web.api.lists import Pins
from chat.web.api.shapes import Message
from tests.web.api.conftest import ABSENT, Caller, Cast, problem_of
from tests.web.api.test_messages import posted


def test_a_pin_comes_and_goes_and_repeats_change_nothing(
    cast: Cast, ann: Caller, bob: Caller
) -> None:
    (seq,) = posted(bob, cast.lounge, "keep this")
    place = f"/rooms/{cast.lounge}/messages/{seq}/pin"
    first, again = ann("PUT", place), ann("PUT", place)
    assert (first.status_code, again.status_code) == (200, 200)
    assert Message.model_validate(first.json()).model_dump() == first.json() == again.json()
    assert first.json()["pinned"]
    read = bob.get(f"/rooms/{cast.lounge}/pins")
    assert Pins.model_validate(read.json()).model_dump() == read.json()
    (pin,) = read.json()["pins"]
    assert (pin["message"], pin["by"]) == (first.json(), cast["ann"])
    assert bob.get(f"/rooms/{cast.lounge}").json()["pins"] == 1
    gone, gone_again = ann("DELETE", place), ann("DELETE", place)
    assert not gone.json()["pinned"]
    assert gone_again.json() == gone.json()
    assert bob.get(f"/rooms/{cast.lounge}/pins").json() == {"pins": []}


def test_a_member_who_does_not_lead_may_not_pin(cast: Cast, bob: Caller) -> None:
    (seq,) = posted(bob, cast.lounge, "mine")
    for method in ("PUT", "DELETE"):
        problem_of(bob(method, f"/rooms/{cast.lounge}/messages/{seq}/pin"), 403, "forbidden")


def test_an_absent_message_takes_no_pin(cast: Cast, ann: Caller) -> None:
    place = f"/rooms/{cast.lounge}/messages/{ABSENT}/pin"
    problem_of(ann("PUT", place), 404, "not_found")
