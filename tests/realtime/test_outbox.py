"""Backpressure: who reads too slowly is closed and syncs; the others notice nothing."""

import asyncio
from typing import Any

import pytest

from chat.protocol.closes import FLOOD, SLOW_READER, TOO_MANY_SOCKETS
from chat.realtime import consumer, outbox
from chat.realtime.hello import SlowReader
from chat.realtime.outbox import Outbox
from tests.house import House

FRAMES = 16  # that may wait for a reader in these tests


def test_a_slow_reader_is_closed_and_its_neighbours_are_not(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "OUTBOX_FRAMES", FRAMES)
    bob, mod, lounge = house.connect("bob"), house.connect("mod"), house.cast["lounge"]
    room = house.cast.room("lounge")
    bob.stop_reading()
    seqs = [house.cast.post("ann", text=str(n)) for n in range(3 * FRAMES)]
    assert bob.wait_closed() == SLOW_READER
    mod.heard("message.posted", lounge, seq=seqs[-1])
    assert [event["seq"] for event in mod.events(lounge)] == seqs
    again = house.connect("bob", cursors={str(lounge): {"epoch": room.epoch, "seq": room.seq}})
    again.heard_up_to(lounge, seqs[-1])
    house.wait(lambda: len(house.hub.sockets()) == 2)


def test_who_reads_again_in_time_has_missed_nothing(house: House) -> None:
    bob, lounge = house.connect("bob"), house.cast["lounge"]
    bob.stop_reading()
    seqs = [house.cast.post("ann", text=str(n)) for n in range(FRAMES)]
    bob.go_on_reading()
    bob.heard("message.posted", lounge, seq=seqs[-1])
    assert [event["seq"] for event in bob.events(lounge)] == seqs


def test_few_large_frames_are_too_many_bytes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "OUTBOX_BYTES", 50_000)
    bob = house.connect("bob")
    bob.stop_reading()
    for _ in range(6):
        house.cast.post("ann", text="large " * 1_000)
    assert bob.wait_closed() == SLOW_READER


def test_who_takes_no_frame_at_all_is_closed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "PROGRESS_SECONDS", 0.1)
    bob = house.connect("bob")
    bob.stop_reading()
    house.cast.post("ann")
    assert bob.wait_closed() == SLOW_READER


def test_a_client_that_counts_too_few_frames_is_closed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Buffers between us may hide that nobody reads; the client's own count does not."""
    monkeypatch.setattr(SlowReader, "LAG_FRAMES", 3)
    monkeypatch.setattr(SlowReader, "STALL_SECONDS", 0.0)
    bob = house.connect("bob")
    for _ in range(5):
        house.cast.post("ann")
    bob.ask({"type": "ping", "received": 2})
    assert bob.closed is None
    bob.send({"type": "ping", "ref": "p", "received": 2})
    assert bob.wait_closed() == SLOW_READER


def test_progress_however_slow_is_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SlowReader, "STALL_SECONDS", 0.0)
    slow = SlowReader()
    assert not any(slow.note(received, sent=10_000) for received in range(1, 50))
    assert not slow.note(9_900, 10_000)
    assert not slow.note(9_900, 10_000)
    assert not slow.note(9_901, 20_000)
    assert slow.note(9_901, 20_000)


async def test_frames_leave_in_their_order_whoever_waits() -> None:
    sent: list[str] = []

    async def send(message: dict[str, Any]) -> None:
        if len(sent) % 3:
            await asyncio.sleep(0)
        sent.append(message["text"])

    box = Outbox(send, lambda: None)
    for n in range(100):
        box.offer(str(n))
        if n % 7 == 0:
            await asyncio.sleep(0)
    await box.drained()
    assert sent == [str(n) for n in range(100)]
    assert (box.sent, len(box)) == (100, 0)


async def test_one_frame_alone_is_never_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "OUTBOX_BYTES", 10)
    reading, too_slow = asyncio.Event(), []

    async def send(message: dict[str, Any]) -> None:
        await reading.wait()

    box = Outbox(send, lambda: too_slow.append(True))
    box.offer("under way")
    box.offer("the one that waits, however long")
    assert not too_slow
    box.offer("another")
    assert too_slow == [True]
    await box.close(SLOW_READER)


def test_pages_asked_for_at_once_come_one_after_the_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks for much and does not read it has one page waiting, not all of them."""
    monkeypatch.setattr(outbox, "OUTBOX_BYTES", 20_000)
    lounge, epoch = house.cast["lounge"], house.cast.room("lounge").epoch
    for _ in range(3):
        house.cast.post("ann", text="large " * 1_000)
    bob = house.connect("bob")
    bob.stop_reading()
    cursor = {"epoch": epoch, "seq": 0}
    for n in range(10):
        bob.send({"type": "sync", "ref": f"s{n}", "room": lounge, "cursor": cursor})
    (socket,) = house.hub.sockets()
    house.wait(lambda: socket.outbox.sent > 3)
    bob.send({"type": "ping", "ref": "behind them"})
    house.wait(lambda: len(socket.outbox) == 1)
    bob.go_on_reading()
    for n in range(10):
        assert len(bob.wait(lambda f, n=n: f.get("ref") == f"s{n}")["messages"]) == 3
    assert bob.closed is None


async def test_a_client_that_is_gone_is_nobodys_trouble() -> None:
    async def send(message: dict[str, Any]) -> None:
        raise OSError("broken pipe")

    box = Outbox(send, lambda: None)
    box.offer("one")
    box.offer("two")
    await box.close(1000)


# --- Floods --------------------------------------------------------------------------------------


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few frames are already a flood."""
    monkeypatch.setattr(consumer, "FRAME_RATE", 1)
    monkeypatch.setattr(consumer, "FRAME_BURST", 10)
    monkeypatch.setattr(consumer, "FLOOD_FRAMES", 20)


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize(
    "frame", ['{"type":"ping","ref":"p"}', "garbage", '{"type":"nothing","ref":"p"}', b"\x00"]
)
def test_a_flood_closes_the_socket_whatever_it_is_made_of(house: House, frame: str | bytes) -> None:
    bob = house.connect("bob", hello=False)
    for _ in range(60):
        bob.send(frame)
    assert bob.wait_closed() == FLOOD
    assert "rate_limited" in {f.get("code") for f in bob.frames}
    house.wait(lambda: not house.hub.sockets())


@pytest.mark.usefixtures("strict")
def test_who_is_merely_too_fast_is_told_so(house: House) -> None:
    bob = house.connect("bob", hello=False)
    answers = [bob.ask({"type": "ping"}) for _ in range(15)]
    assert [a["type"] for a in answers[:10]] == ["pong"] * 10
    assert answers[-1]["code"] == "rate_limited"
    assert answers[-1]["retry_after"] > 0
    assert bob.closed is None


def test_a_person_has_so_many_sockets(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer, "SOCKETS_PER_USER", 3)
    kept = [house.connect("bob") for _ in range(3)]
    assert house.connect("bob", hello=False).wait_closed() == TOO_MANY_SOCKETS
    assert all(client.settle() for client in kept)
    assert house.connect("ann").settle()
    kept.pop().close()
    assert house.connect("bob").settle()
