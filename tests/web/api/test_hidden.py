"""What one may not see answers exactly as what does not exist."""

from urllib.parse import quote

import pytest
from django.http import HttpResponse

from chat.models import Membership, Message
from chat.protocol.limits import INTEGER_MAX
from tests.web.api.conftest import ABSENT, Caller, Cast, problem_of
from tests.web.api.test_messages import posted
from tests.web.api.test_openapi import calls_of

THUMB = quote("👍")

#: Every call about a room: method, path below the room, body.
CALLS: list[tuple[str, str, object]] = [
    ("GET", "", None),
    ("PATCH", "", {"name": "Mine"}),
    ("PATCH", "", {"archived": True}),
    ("GET", "/members", None),
    ("PUT", "/members/{eve}", None),
    ("PUT", "/members/{bob}", None),
    ("PUT", "/members/{eve}/role", {"role": "owner"}),
    ("DELETE", "/members/{eve}", None),
    ("DELETE", "/members/{bob}", None),
    ("GET", "/messages", None),
    ("GET", "/messages?around={seq}", None),
    ("GET", "/changes?epoch=x", None),
    ("POST", "/messages", {"text": "x"}),
    ("POST", "/messages", {"text": "x", "thread": 1}),
    ("GET", "/messages/{seq}", None),
    ("PATCH", "/messages/{seq}", {"text": "x"}),
    ("DELETE", "/messages/{seq}", None),
    ("GET", "/messages/{seq}/thread", None),
    ("PUT", "/messages/{seq}/thread/follow", None),
    ("DELETE", "/messages/{seq}/thread/follow", None),
    ("PUT", "/messages/{seq}/thread/read", {"seq": 1}),
    ("GET", "/messages/{seq}/revisions", None),
    ("PUT", "/messages/{seq}/reactions/" + THUMB, None),
    ("DELETE", "/messages/{seq}/reactions/" + THUMB, None),
    ("POST", "/messages/{seq}/report", {"reason": "spam"}),
    ("GET", "/pins", None),
    ("PUT", "/messages/{seq}/pin", None),
    ("DELETE", "/messages/{seq}/pin", None),
    ("DELETE", "/messages/{seq}/previews?url=https://page.example/", None),
    ("PUT", "/messages/{seq}/bookmark", None),
    ("DELETE", "/messages/{seq}/bookmark", None),
    ("PUT", "/level", {"level": "nothing"}),
    ("PUT", "/place", {"favourite": True}),
    ("PUT", "/read", {"seq": 1}),
]


def face(answer: HttpResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All that a caller can tell an answer by."""
    headers = [(name, value) for name, value in answer.items() if name != "Content-Security-Policy"]
    return answer.status_code, answer.content, sorted(headers)


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
@pytest.mark.parametrize("kind", ["board", "direct"])
def test_a_hidden_room_looks_like_an_absent_one(
    cast: Cast, eve: Caller, bob: Caller, kind: str, method: str, path: str, body: object
) -> None:
    room = getattr(cast, kind)
    (seq,) = posted(bob, room, "secret")
    below = path.format(seq=seq, eve=cast["eve"], bob=cast["bob"])
    hidden = eve(method, f"/rooms/{room}{below}", body)
    absent = eve(method, f"/rooms/{ABSENT}{below}", body)
    problem_of(hidden, 404, "not_found")
    assert face(hidden) == face(absent)
    assert Message.objects.get(room=room, seq=seq).text == "secret"
    assert not Membership.objects.filter(room=room, user=cast["eve"]).exists()


@pytest.mark.parametrize("room", [0, INTEGER_MAX, INTEGER_MAX + 1, 10**30])
def test_an_impossible_room_is_absent_too(cast: Cast, eve: Caller, room: int) -> None:
    assert face(eve.get(f"/rooms/{room}")) == face(eve.get(f"/rooms/{ABSENT}"))


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [call for call in CALLS if "{seq}/" in call[1] or "/{seq}" in call[1]],
)
def test_a_message_of_another_room_is_absent(
    cast: Cast, bob: Caller, ann: Caller, method: str, path: str, body: object
) -> None:
    """Seqs are counted per room: one room's must not open another's message."""
    last = posted(ann, cast.board, *"abcdefgh")[-1]
    assert not Message.objects.filter(room=cast.lounge, seq=last).exists()
    other = bob(method, f"/rooms/{cast.lounge}{path.format(seq=last)}", body)
    absent = bob(method, f"/rooms/{cast.lounge}{path.format(seq=ABSENT)}", body)
    problem_of(other, 404, "not_found")
    assert face(other) == face(absent)


def test_a_hidden_room_cannot_be_searched(cast: Cast, eve: Caller, bob: Caller) -> None:
    posted(bob, cast.board, "secret")
    hidden = eve.get(f"/search?q=secret&room={cast.board}")
    assert face(hidden) == face(eve.get(f"/search?q=secret&room={ABSENT}"))


def test_every_call_about_a_room_is_among_these() -> None:
    below = "/api/v1/rooms/{room}"
    ours = {
        (method, path.partition("?")[0].replace(THUMB, "{emoji}").replace("{eve}", "{user}"))
        for method, path, _ in CALLS
    }
    documented = {
        (method.upper(), path.removeprefix(below))
        for path, method, _ in calls_of()
        if path.startswith(below)
    }
    assert documented
    assert documented <= ours
