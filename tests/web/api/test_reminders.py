"""Be reminded over REST: set, moved, listed and finished."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from chat.web.api.reminders import Reminder, Reminders
from tests.web.api.conftest import ABSENT, Caller, Cast, problem_of
from tests.web.api.test_hidden import face
from tests.web.api.test_messages import posted


def at(minutes: int) -> str:
    """A time to come as the contract writes it."""
    return (timezone.now() + timedelta(minutes=minutes)).isoformat()


def test_a_reminder_is_set_moved_listed_and_finished(cast: Cast, ann: Caller, bob: Caller) -> None:
    (seq,) = posted(ann, cast.lounge, "The minutes are due")
    words, about = (f"/reminders/{uuid4()}" for _ in range(2))
    set_ = bob("PUT", words, {"due_at": at(60), "text": "Call home"})
    assert set_.status_code == 200
    assert Reminder.model_validate(set_.json()).model_dump() == set_.json()
    place = {"room": cast.lounge, "seq": seq}
    assert bob("PUT", about, {"due_at": at(90), **place}).status_code == 200
    assert bob("PUT", about, {"due_at": at(30), **place}).status_code == 200
    found = bob.get("/reminders").json()
    assert Reminders.model_validate(found).model_dump() == found
    listed = [(r["text"], (r["message"] or {}).get("text")) for r in found["reminders"]]
    assert listed == [("", "The minutes are due"), ("Call home", None)]
    assert ann.get("/reminders").json() == {"reminders": []}
    for _ in range(2):
        assert bob("DELETE", words).status_code == 204
    assert [r["seq"] for r in bob.get("/reminders").json()["reminders"]] == [seq]


def test_a_hidden_message_is_as_absent_as_one_that_is_not_there(
    cast: Cast, eve: Caller, bob: Caller
) -> None:
    (seq,) = posted(bob, cast.board, "secret")
    path, due = f"/reminders/{uuid4()}", at(5)
    hidden = eve("PUT", path, {"due_at": due, "room": cast.board, "seq": seq})
    absent = eve("PUT", path, {"due_at": due, "room": ABSENT, "seq": seq})
    problem_of(hidden, 404, "not_found")
    assert face(hidden) == face(absent)


def test_a_time_is_written_with_its_zone(bob: Caller) -> None:
    for wrong in ("2030-01-01T09:00", "tomorrow", 1_900_000_000, None):
        answer = bob("PUT", f"/reminders/{uuid4()}", {"due_at": wrong, "text": "Tea"})
        problem_of(answer, 422, "bad_frame")
