"""Calls carry all they need: no cookie is set, no session made, credentials alone decide."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.utils import timezone

from chat.models import Session, Token, User
from tests.web.api.conftest import ABSENT, Caller, Cast, problem_of

CSRF = "c" * 32  # a token of the right form


def some_of_everything(cast: Cast, caller: Caller) -> Iterator[HttpResponse]:
    """Call what succeeds, is refused, is absent, is not allowed and is documented."""
    lounge = f"/rooms/{cast.lounge}"
    yield caller.get("/me")
    yield caller.get("/rooms")
    yield caller.post(f"{lounge}/messages", {"text": "hi"})
    yield caller.post(f"{lounge}/messages", {"text": 1})
    yield caller("POST", f"{lounge}/messages", raw=b"{")
    yield caller("PUT", f"{lounge}/messages/{ABSENT}/reactions/{quote('👍')}")
    yield caller.get(f"/rooms/{ABSENT}")
    yield caller.get("/nothing")
    yield caller("DELETE", "/me")
    yield caller.get("/openapi.json")
    yield caller.get("/docs")


@pytest.fixture
def credentials(cast: Cast) -> dict[str, Caller]:
    """Callers by what they bring."""
    found = {
        "a token": cast.caller("bob"),
        "a session": cast.signed_in("bob"),
        "nothing": Caller(),
        "a wrong token": Caller("chat_wrong"),
        "a wrong session": Caller(),
        "odd cookies": Caller(),
    }
    found["a wrong session"].client.cookies[settings.SESSION_COOKIE_NAME] = "stale"
    found["odd cookies"].client.cookies[settings.CSRF_COOKIE_NAME] = "odd"
    return found


@pytest.mark.parametrize(
    "what", ["a token", "a session", "nothing", "a wrong token", "a wrong session", "odd cookies"]
)
def test_no_call_sets_a_cookie_or_makes_a_session(
    cast: Cast, credentials: dict[str, Caller], what: str
) -> None:
    before = Session.objects.count()
    answers = list(some_of_everything(cast, credentials[what]))
    assert len(answers) == 11
    for answer in answers:
        assert "Set-Cookie" not in answer
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
    assert Session.objects.count() == before


def test_the_cookies_of_a_caller_with_a_token_count_for_nothing(cast: Cast) -> None:
    caller = cast.signed_in("ann")
    secret = cast.token("bob")
    answer = caller("GET", "/me", authorization=f"Bearer {secret}")
    assert answer.json()["username"] == "bob"
    problem_of(caller("GET", "/me", authorization="Bearer wrong"), 401, "unauthenticated")


def csrf_cookie(caller: Caller) -> str:
    """Give a caller the cookie a page would have given it, and return its token."""
    token = get_token(RequestFactory().get("/"))
    caller.client.cookies[settings.CSRF_COOKIE_NAME] = token
    return token


def test_a_session_reads_without_and_writes_with_a_csrf_token(cast: Cast) -> None:
    caller = cast.signed_in("bob", enforce_csrf_checks=True)
    place = f"/rooms/{cast.lounge}/messages"
    assert caller.get(place).status_code == 200
    problem_of(caller.post(place, {"text": "hi"}), 403, "forbidden")
    token = csrf_cookie(caller)
    problem_of(caller.post(place, {"text": "hi"}), 403, "forbidden")
    problem_of(caller("POST", place, {"text": "hi"}, x_csrftoken=CSRF), 403, "forbidden")
    made = caller("POST", place, {"text": "hi"}, x_csrftoken=token)
    assert made.status_code == 201


def test_a_session_from_a_foreign_origin_writes_nothing(cast: Cast) -> None:
    caller = cast.signed_in("bob", enforce_csrf_checks=True)
    token = csrf_cookie(caller)
    place = f"/rooms/{cast.lounge}/messages"
    foreign = caller("POST", place, {"text": "hi"}, x_csrftoken=token, origin="http://evil.example")
    problem_of(foreign, 403, "forbidden")


def test_a_token_writes_without_a_csrf_token(cast: Cast) -> None:
    caller = Caller(cast.token("bob"), enforce_csrf_checks=True)
    assert caller.post(f"/rooms/{cast.lounge}/messages", {"text": "hi"}).status_code == 201


def test_scopes_part_reading_from_writing(cast: Cast) -> None:
    place = f"/rooms/{cast.lounge}/messages"
    reader, writer = cast.caller("bob", "read"), cast.caller("bob", "write")
    assert reader.get(place).status_code == 200
    problem_of(reader.post(place, {"text": "hi"}), 403, "forbidden")
    assert writer.post(place, {"text": "hi"}).status_code == 201
    problem_of(writer.get(place), 403, "forbidden")


def test_a_token_without_a_scope_learns_nothing_of_hidden_rooms(cast: Cast) -> None:
    reader, writer = cast.caller("eve", "read"), cast.caller("eve", "write")
    for room in (cast.board, ABSENT):
        problem_of(reader.post(f"/rooms/{room}/messages", {"text": "x"}), 403, "forbidden")
        problem_of(writer.get(f"/rooms/{room}/messages"), 403, "forbidden")


@pytest.mark.parametrize("end", ["expired", "revoked"])
def test_a_token_that_is_over_opens_nothing(cast: Cast, end: str) -> None:
    caller = cast.caller("bob")
    assert caller.get("/me").status_code == 200
    now = timezone.now()
    over = {"expires_at": now - timedelta(seconds=1)} if end == "expired" else {"revoked_at": now}
    assert Token.objects.update(**over) == 1
    problem_of(caller.get("/me"), 401, "unauthenticated")
    problem_of(caller.post(f"/rooms/{cast.lounge}/messages", {"text": "x"}), 401, "unauthenticated")


def test_a_session_that_is_over_opens_nothing(cast: Cast) -> None:
    caller = cast.signed_in("bob")
    assert caller.get("/me").status_code == 200
    assert Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1)) == 1
    problem_of(caller.get("/me"), 401, "unauthenticated")


def test_a_suspended_person_is_barred(cast: Cast) -> None:
    callers = cast.caller("bob"), cast.signed_in("bob")
    until = timezone.now() + timedelta(days=1)
    User.objects.filter(pk=cast["bob"]).update(suspended_until=until)
    for caller in callers:
        problem_of(caller.get("/me"), 401, "unauthenticated")
        problem_of(
            caller.post(f"/rooms/{cast.lounge}/messages", {"text": "x"}), 401, "unauthenticated"
        )


def test_any_call_answers_alike_whatever_went_before(cast: Cast) -> None:
    secret = cast.token("bob")
    first = [Caller(secret).get(path).content for path in ("/me", "/rooms", "/users")]
    caller = Caller(secret)
    list(some_of_everything(cast, caller))
    caller("DELETE", f"/rooms/{cast.lounge}/messages/{ABSENT}")
    again = [Caller(secret).get(path).content for path in ("/me", "/users")]
    assert again == [first[0], first[2]]
