"""Every refusal and failure is a problem document that tells people what to do."""

import logging
from collections.abc import Callable

import orjson
import pytest
from django.db import InterfaceError, OperationalError

from chat.protocol.errors import STATUS, ChatError
from chat.web.api import messages, rooms
from chat.web.api.problems import TITLES
from tests.web.api.conftest import Caller, Cast, problem_of


def raising(error: Exception) -> Callable[..., None]:
    """Return something that fails however it is called."""

    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize("code", sorted(STATUS))
def test_every_code_of_the_contract_has_its_status(
    bob: Caller, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(rooms, "room_entries", raising(ChatError(code, "Told so.", 1.5)))
    answer = bob.get("/rooms")
    found = problem_of(answer, STATUS[code].value, code)
    assert (found["detail"], found["title"], found["retry_after"]) == (
        "Told so.",
        TITLES[code],
        1.5,
    )
    assert answer.get("Retry-After") == ("2" if answer.status_code in {429, 503} else None)


def test_without_a_credential_the_answer_says_which_to_bring(nobody: Caller) -> None:
    answer = nobody.get("/me")
    problem_of(answer, 401, "unauthenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer wrong", "Basic YTpi", "bearer chat_0", "Bearer é\x00"]
)
def test_a_bad_credential_is_refused(nobody: Caller, header: str) -> None:
    problem_of(nobody("GET", "/me", authorization=header), 401, "unauthenticated")


@pytest.mark.parametrize(
    "path", ["", "/", "/nothing", "/rooms/", "/rooms/one", "/files", "/rooms/1/2", "/%00", "/é"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_address_is_absent(nobody: Caller, method: str, path: str) -> None:
    if path:
        problem_of(nobody(method, path), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path"),
    [("DELETE", "/rooms"), ("PUT", "/me"), ("POST", "/rooms/1"), ("GET", "/rooms/direct"),
     ("TRACE", "/me"), ("POST", "/rooms/1/messages/1")],
)  # fmt: skip
def test_a_method_that_is_not_taken_is_told_which_are(bob: Caller, method: str, path: str) -> None:
    answer = bob(method, path)
    problem_of(answer, 405, "method_not_allowed")
    assert answer["Allow"]
    assert method not in answer["Allow"].split(", ")


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"\xff", b'{"text": "\\ud800"}', b'{"text": NaN}', b"[" * 5_000, b"null",
     b'{"text": "x", "thread": ' + b"9" * 5_000 + b"}", b'"text"'],
)  # fmt: skip
def test_a_body_that_is_no_json_object_is_refused(cast: Cast, bob: Caller, raw: bytes) -> None:
    answer = bob("POST", f"/rooms/{cast.lounge}/messages", raw=raw)
    problem_of(answer, 422, "bad_frame")


def test_a_form_is_no_json(cast: Cast, bob: Caller) -> None:
    for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        path = f"/api/v1/rooms/{cast.lounge}/messages"
        for caller in (bob, cast.signed_in("bob")):
            answer = caller.client.generic("POST", path, b"text=hi", content_type=kind)
            problem_of(answer, 422, "bad_frame")


def test_a_body_beyond_the_limit_is_refused_without_the_cap_too(cast: Cast, bob: Caller) -> None:
    answer = bob.post(f"/rooms/{cast.lounge}/messages", {"text": "x" * 1_048_577})
    problem_of(answer, 413, "too_long")


def test_the_field_that_does_not_fit_is_named(bob: Caller) -> None:
    found = problem_of(
        bob.post("/rooms", {"slug": "x", "name": "X", "kind": "odd"}), 422, "bad_frame"
    )
    assert found["detail"].startswith("The field kind does not fit: ")


def test_an_endless_field_name_is_cut(bob: Caller) -> None:
    body = {"slug": "x", "name": "X", "y" * 10_000: 1}
    assert len(problem_of(bob.post("/rooms", body), 422, "bad_frame")["detail"]) < 200


@pytest.mark.parametrize("error", [OperationalError("server gone"), InterfaceError("closed")])
def test_a_database_that_is_down_is_unavailable(
    bob: Caller, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    for module, name, call in (
        (rooms, "room_entries", ("GET", "/rooms", None)),
        (messages, "perform_sync", ("POST", "/rooms/1/messages", {"text": "x"})),
    ):
        monkeypatch.setattr(module, name, raising(error))
        answer = bob(*call)
        assert problem_of(answer, 503, "unavailable")["retry_after"] == 2.0
        assert answer["Retry-After"] == "2"


def test_a_database_that_is_down_at_the_door_is_unavailable(
    bob: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = "chat.web.api.entry.actor_of"
    monkeypatch.setattr(door, raising(OperationalError("server gone")))
    problem_of(bob.get("/me"), 503, "unavailable")


def test_a_mistake_of_the_server_is_logged_without_what_was_written(
    cast: Cast,
    bob: Caller,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(messages, "perform_sync", raising(RuntimeError("failed on 'my secret'")))
    with caplog.at_level(logging.DEBUG):
        answer = bob.post(f"/rooms/{cast.lounge}/messages", {"text": "my secret"})
    found = problem_of(answer, 500, "internal")
    printed = capsys.readouterr()
    told = caplog.text + printed.out + printed.err
    assert "api.failed" in told
    assert "RuntimeError" in told
    assert "secret" not in told + orjson.dumps(found).decode()
