"""A restart: what was begun is answered, then everyone is told when to come back."""

import asyncio
import threading
from uuid import uuid4

import pytest

from chat.pipeline.health import status
from chat.protocol.closes import RESTART
from chat.realtime import life
from tests.house import House


@pytest.fixture(autouse=True)
def _brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Close within a moment; the times of coming back stay as they are."""
    monkeypatch.setattr(life, "CLOSE_SECONDS", 0.1)


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
    house.life.pipeline.group_commit._thread.submit(held.wait, 10)
    frame = {"type": "message.post", "room": lounge, "text": "hi", "client_id": str(uuid4())}
    bob.send(frame | {"ref": "early"})
    (socket,) = house.hub.sockets()
    house.wait(lambda: socket.unanswered == 1)
    drained = asyncio.run_coroutine_threadsafe(house.life.drain(), house.loop)
    bob.wait(lambda f: f["type"] == "reconnect")
    late = bob.post(lounge, "late", str(uuid4()))
    assert (late["type"], late["code"]) == ("error", "unavailable")
    assert late["retry_after"]
    assert house.connect("ann", hello=False).wait_closed() == RESTART
    held.set()
    assert bob.wait(lambda f: f.get("ref") == "early")["type"] == "ack"
    drained.result(5)
    assert bob.wait_closed() == RESTART


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
