"""A restart: what was begun is answered, then everyone is told when to come back."""

import asyncio
import threading
import time
from typing import Any
from uuid import uuid4

import pytest

from chat.pipeline.health import GLANCE_SECONDS, WATCH_SECONDS, health, status
from chat.protocol.closes import RESTART
from chat.realtime import life
from chat.realtime.alive import Alive
from chat.realtime.consumer import ChatConsumer
from tests.house import House, browser_headers


@pytest.fixture(autouse=True)
def _brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Close within a moment; the times of coming back stay as they are."""
    monkeypatch.setattr(life, "CLOSE_SECONDS", 0.1)
    monkeypatch.setattr(life, "CROSSING_SECONDS", 0.1)


def test_a_drain_tells_everyone_when_to_come_back_and_closes_them(house: House) -> None:
    clients = [house.connect(name) for name in ("ann", "bob", "mod", "eve")]
    house.run(house.life.drain())
    for client in clients:
        assert client.wait_closed() == RESTART
        (told,) = [f for f in client.frames if f["type"] == "reconnect"]
        assert 0 <= told["after"] <= life.DRAIN_SECONDS
    afters = {f["after"] for c in clients for f in c.frames if f["type"] == "reconnect"}
    assert len(afters) > 1, "everyone would come back at once"
    house.wait(lambda: not house.hub.sockets())
    assert (status()["ready"], status()["draining"]) == (False, True)


def test_a_draining_process_answers_what_it_has_and_takes_no_more(house: House) -> None:
    bob, lounge, held = house.connect("bob"), house.cast["lounge"], threading.Event()
    before = house.cast.room("lounge").seq
    house.life.pipeline.group_commit._thread.submit(held.wait, 10)
    frame = {"type": "message.post", "room": lounge, "text": "hi", "client_id": str(uuid4())}
    bob.send(frame | {"ref": "early"})
    (socket,) = house.hub.sockets()
    house.wait(lambda: socket.unanswered == 1)
    drained = asyncio.run_coroutine_threadsafe(house.life.drain(), house.loop)
    bob.wait(lambda f: f["type"] == "reconnect")
    late = bob.post(lounge, "late", str(uuid4()))
    assert (late["type"], late["code"]) == ("error", "busy")
    assert late["retry_after"]
    assert house.cast.room("lounge").seq == before, "busy means that nothing was stored"
    assert house.connect("ann", hello=False).wait_closed() == RESTART
    held.set()
    assert bob.wait(lambda f: f.get("ref") == "early")["type"] == "ack"
    drained.result(5)
    assert bob.wait_closed() == RESTART


def test_a_frame_that_crosses_the_word_to_come_back_is_answered(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(life, "CROSSING_SECONDS", 5.0)
    bob, lounge = house.connect("bob"), house.cast["lounge"]
    drained = asyncio.run_coroutine_threadsafe(house.life.drain(), house.loop)
    bob.wait(lambda f: f["type"] == "reconnect")
    assert bob.post(lounge, "crossed", str(uuid4()))["code"] == "busy"
    assert not drained.done()
    drained.cancel()


def test_what_was_taken_in_is_committed_and_acked_before_the_end(house: House) -> None:
    bob, lounge = house.connect("bob"), house.cast["lounge"]
    frame = {"type": "message.post", "room": lounge, "text": "hi"}
    for n in range(30):
        bob.send(frame | {"ref": f"p{n}", "client_id": str(uuid4())})
    bob.wait(lambda f: f.get("ref") == "p0")
    house.run(house.life.drain())
    bob.wait_closed()
    answers = {f["ref"]: f for f in bob.frames if str(f.get("ref", "")).startswith("p")}
    acked = [f["seq"] for f in answers.values() if f["type"] == "ack"]
    refused = [f for f in answers.values() if f["type"] == "error"]
    assert acked
    assert len(acked) + len(refused) == 30, "every frame is answered, one way or the other"
    assert house.cast.room("lounge").seq == max(acked)


def test_only_who_looks_again_and_again_is_a_balancer(house: House) -> None:
    assert not health.watched()
    house.call(health.asked)
    health.asked()
    assert not health.watched(), "a script that waits for the start keeps nobody"
    assert health.asked_at is not None
    health.asked_at -= GLANCE_SECONDS * 2
    health.asked()
    assert health.watched()
    assert health.watched_at is not None
    health.watched_at -= WATCH_SECONDS
    assert not health.watched(), "one that looks no more is no reason to stay"


@pytest.mark.parametrize("watched", [True, False])
def test_a_drain_waits_for_a_balancer_to_notice_and_for_nobody_else(
    house: House, monkeypatch: pytest.MonkeyPatch, watched: bool
) -> None:
    monkeypatch.setattr(life, "STAY_SECONDS", 0.8)
    if watched:
        health.forwarded()
    began = time.monotonic()
    house.run(house.life.drain())
    assert (time.monotonic() - began >= 0.8) is watched


def test_what_comes_through_a_proxy_is_noticed(house: House) -> None:
    house.run(answer_of(Alive(ok), http_scope()))
    assert not health.watched()
    house.run(answer_of(Alive(ok), http_scope((b"x-forwarded-for", b"203.0.113.9"))))
    assert health.watched()


def test_a_draining_process_lets_no_connection_be_used_again(house: House) -> None:
    assert house.run(answer_of(Alive(ok), http_scope()))[0]["headers"] == [(b"a", b"b")]
    health.draining = True
    headers = house.run(answer_of(Alive(ok), http_scope()))[0]["headers"]
    assert headers == [(b"a", b"b"), (b"connection", b"close")]


def test_a_draining_process_sends_handshakes_elsewhere(house: House) -> None:
    scope = {"type": "websocket", "path": "/ws", "headers": browser_headers("none")}
    scope["extensions"] = {"websocket.http.response": {}}
    health.draining = True
    start, body = house.run(answer_of(ChatConsumer.as_asgi(), scope, "websocket.connect"))
    assert (start["type"], start["status"]) == ("websocket.http.response.start", 503)
    assert (body["type"], body.get("more_body", False)) == ("websocket.http.response.body", False)


async def ok(scope: Any, receive: Any, send: Any) -> None:
    """Answer a request."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]})
    await send({"type": "http.response.body", "body": b""})


def http_scope(*headers: tuple[bytes, bytes]) -> dict[str, Any]:
    """A request."""
    return {"type": "http", "method": "GET", "path": "/", "headers": headers}


async def answer_of(
    application: Any, scope: dict[str, Any], first: str = "http.request"
) -> list[Any]:
    """Everything that an application sends."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": first}

    async def send(frame: Any) -> None:
        sent.append(frame)

    await application(scope, receive, send)
    return sent
