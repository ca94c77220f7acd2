"""Whom a request acts for: bearer before session, session only from our own pages."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from time_machine import TimeMachineFixture

from chat.models import Session, User
from chat.pipeline import perform_sync
from chat.protocol.actors import Actor, operator
from chat.protocol.commands import CreateToken, SuspendUser
from chat.protocol.errors import ChatError
from chat.queries.accounts import hash_key, new_secret
from chat.web.authentication import actor_of
from tests.web.conftest import NOON, Cast, SignIn, session_cookie

TOKEN = "a" * 32  # a CSRF secret


def make_token(user: User, days: int | None = None) -> str:
    """Give somebody a token; returns its secret."""
    secret = new_secret("chat_")
    perform_sync(
        CreateToken(
            by=Actor(user.pk),
            user=user.pk,
            name="t",
            key_hash=hash_key(secret),
            hint=secret[:8],
            scopes=["read"],
            days=days,
        )
    )
    return secret


def ask(
    method: str = "GET", key: str | None = None, bearer: str | None = None, **extra: str
) -> Actor:
    """Whom such a request acts for."""
    request = RequestFactory().generic(method, "/api/v1/me", **extra)
    if key is not None:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = key
    if bearer is not None:
        request.META["HTTP_AUTHORIZATION"] = bearer
    return actor_of(request)


def refusal(**asked: str | None) -> str:
    """The code such a request is refused with."""
    with pytest.raises(ChatError) as caught:
        ask(**asked)  # type: ignore[arg-type]
    return caught.value.code


def test_a_session_acts_for_its_user(sign_in: SignIn, cast: Cast) -> None:
    key = session_cookie(sign_in("bob"))
    assert ask(key=key) == Actor(cast["bob"].pk, session=hash_key(key))


def test_a_token_acts_for_its_owner_within_its_scopes(cast: Cast) -> None:
    actor = ask(bearer=f"Bearer {make_token(cast['bob'])}")
    assert (actor.user, actor.scopes) == (cast["bob"].pk, frozenset(["read"]))


def test_a_bad_token_is_not_made_good_by_a_session(sign_in: SignIn) -> None:
    key = session_cookie(sign_in("bob"))
    for bearer in ("Bearer chat_wrong", "Bearer", "Bearer ", "Basic Ym9iOng=", "", "Bearer é"):
        assert refusal(key=key, bearer=bearer) == "unauthenticated"


@pytest.mark.parametrize("key", [None, "", "x", "a" * 32, "a" * 10_000, "é\x00"])
@pytest.mark.django_db
def test_no_session_no_entry(key: str | None) -> None:
    assert refusal(key=key) == "unauthenticated"


def test_the_suspended_are_told_apart_from_strangers(sign_in: SignIn, cast: Cast) -> None:
    key, secret = session_cookie(sign_in("bob")), make_token(cast["bob"])
    perform_sync(SuspendUser(by=operator(), user=cast["bob"].pk))
    for asked in ({"key": key}, {"bearer": f"Bearer {secret}"}):
        with pytest.raises(ChatError, match="This account is suspended") as caught:
            ask(**asked)
        assert caught.value.code == "unauthenticated"


def test_an_expired_token_opens_nothing(cast: Cast, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOON)
    secret = make_token(cast["bob"], days=1)
    assert ask(bearer=f"Bearer {secret}").user == cast["bob"].pk
    time_machine.shift(timedelta(days=1, seconds=1))
    assert refusal(bearer=f"Bearer {secret}") == "unauthenticated"


def test_calls_by_session_count_as_visits(
    sign_in: SignIn, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOON, tick=False)
    key = session_cookie(sign_in("bob"))
    for _ in range(3):
        time_machine.shift(timedelta(hours=11))
        assert ask(key=key)
    time_machine.shift(timedelta(hours=12, seconds=1))
    assert refusal(key=key) == "unauthenticated"


def test_a_change_by_session_needs_the_csrf_token(sign_in: SignIn) -> None:
    key = session_cookie(sign_in("bob"))
    for method in ("POST", "PATCH", "PUT", "DELETE"):
        assert refusal(method=method, key=key) == "forbidden"
        assert refusal(method=method, key=key, HTTP_X_CSRFTOKEN=TOKEN) == "forbidden"


def test_a_change_by_token_needs_none(cast: Cast) -> None:
    secret = make_token(cast["bob"])
    assert ask(method="POST", bearer=f"Bearer {secret}").user == cast["bob"].pk


def test_a_page_with_the_csrf_token_makes_changes(sign_in: SignIn, rooms: dict[str, str]) -> None:
    browser = sign_in("bob")
    browser.get("/rooms/lounge")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    body = {"slug": "garden", "name": "Garden", "kind": "open"}
    path, kind = "/api/v1/rooms", "application/json"
    assert strict.post(path, body, content_type=kind).status_code == 403
    token = browser.cookies[settings.CSRF_COOKIE_NAME].value
    answer = strict.post(path, body, content_type=kind, headers={"x-csrftoken": token})
    assert answer.status_code == 201, answer.content
    foreign = {"x-csrftoken": token, "origin": "https://evil.example"}
    answer = strict.post(path, body | {"slug": "g2"}, content_type=kind, headers=foreign)
    assert answer.status_code == 403


def test_a_call_by_session_costs_one_query(
    sign_in: SignIn, django_assert_num_queries: object
) -> None:
    key = session_cookie(sign_in("bob"))
    assert Session.objects.exists()
    with django_assert_num_queries(1):  # type: ignore[operator]
        ask(key=key)
