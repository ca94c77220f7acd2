"""A call that its database keeps waiting is answered in time, and only such a call."""

import asyncio
from typing import Any

import orjson
import pytest

from chat.web import deadline
from chat.web.deadline import Deadline

Message = dict[str, Any]
REQUEST: Message = {"type": "http.request", "body": b"{}", "more_body": False}
START: Message = {"type": "http.response.start", "status": 200, "headers": []}
BODY: Message = {"type": "http.response.body", "body": b"here"}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the real bound."""
    monkeypatch.setattr(deadline, "ANSWER_SECONDS", 0.02)


async def called(application: Any, *received: Message) -> list[Message]:
    """What a client of the application is sent."""
    waiting, sent = list(received or (REQUEST,)), []

    async def receive() -> Message:
        return waiting.pop(0) if waiting else await asyncio.Event().wait()  # type: ignore[return-value]

    async def send(message: Message) -> None:
        sent.append(message)

    await Deadline(application)({"type": "http"}, receive, send)
    return sent


async def test_a_call_that_is_kept_waiting_is_answered_503() -> None:
    free, late = asyncio.Event(), asyncio.Event()

    async def hanging(scope: Message, receive: Any, send: Any) -> None:
        await receive()
        await free.wait()
        await send(START)
        await send(BODY)
        late.set()

    sent = await called(hanging)
    free.set()
    async with asyncio.timeout(10):
        await late.wait()  # it was not cancelled: it came to its proper end
    start, body = sent  # the late answer went nowhere
    assert start["status"] == 503
    assert dict(start["headers"])[b"retry-after"]
    problem = orjson.loads(body["body"])
    assert problem["code"] == "unavailable"
    assert problem["status"] == 503


async def test_an_answer_that_has_begun_may_take_its_time() -> None:
    async def streaming(scope: Message, receive: Any, send: Any) -> None:
        await receive()
        await send(START)
        await asyncio.sleep(deadline.ANSWER_SECONDS * 3)
        await send(BODY)

    assert await called(streaming) == [START, BODY]


async def test_the_time_of_a_slow_sender_does_not_count() -> None:
    async def patient(scope: Message, receive: Any, send: Any) -> None:
        await receive()
        await asyncio.sleep(deadline.ANSWER_SECONDS * 3)
        await receive()
        await send(START)
        await send(BODY)

    part = {**REQUEST, "more_body": True}
    assert await called(patient, part, REQUEST) == [START, BODY]


async def test_what_an_application_raises_is_passed_on() -> None:
    async def broken(scope: Message, receive: Any, send: Any) -> None:
        raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        await called(broken)
