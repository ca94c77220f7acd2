"""Reads of sockets take turns in order; too many, or too long a wait, and one is told to return."""

import asyncio
import threading

import pytest

from chat.protocol.errors import ChatError
from chat.realtime import admission
from chat.realtime.admission import Admission

DEADLINE = 5.0


class Reads:
    """Reads that end when they are let go, and remember their order."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.gate = threading.Event()

    def __call__(self, number: int) -> int:
        self.begun.append(number)
        assert self.gate.wait(DEADLINE)
        return number


async def begun(reads: Reads, count: int) -> None:
    """Waits until so many reads run."""
    async with asyncio.timeout(DEADLINE):
        while len(reads.begun) < count:
            await asyncio.sleep(0.005)


async def test_a_bounded_number_runs_at_once_and_the_rest_follows_in_order() -> None:
    door, reads = Admission(), Reads()
    count = admission.READS_AT_ONCE + 20
    work = [asyncio.create_task(door.read(reads, number)) for number in range(count)]
    await begun(reads, admission.READS_AT_ONCE)
    assert door.waiting == count
    assert sorted(reads.begun) == list(range(admission.READS_AT_ONCE))
    reads.gate.set()
    assert await asyncio.gather(*work) == list(range(count))
    assert next(n for n in reads.begun if n >= admission.READS_AT_ONCE) == admission.READS_AT_ONCE
    assert door.waiting == 0


async def test_beyond_the_queue_one_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "WAITING", admission.READS_AT_ONCE)
    door, reads = Admission(), Reads()
    work = [asyncio.create_task(door.read(reads, n)) for n in range(admission.WAITING)]
    await begun(reads, admission.READS_AT_ONCE)
    with pytest.raises(ChatError) as refusal:
        await door.read(reads, 99)
    assert (refusal.value.code, 99 in reads.begun) == ("busy", False)
    least, most = admission.AWAY_SECONDS
    assert least <= (refusal.value.retry_after or 0) <= most
    reads.gate.set()
    await asyncio.gather(*work)


async def test_nobody_waits_for_ever_for_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    door, reads = Admission(), Reads()
    held = [asyncio.create_task(door.read(reads, n)) for n in range(admission.READS_AT_ONCE)]
    await begun(reads, admission.READS_AT_ONCE)
    monkeypatch.setattr(admission, "WAIT_SECONDS", 0.05)  # of who comes now
    with pytest.raises(ChatError) as refusal:
        await door.read(reads, 99)
    assert (refusal.value.code, 99 in reads.begun) == ("busy", False)
    reads.gate.set()
    await asyncio.gather(*held)
    assert door.waiting == 0


async def test_nobody_waits_for_ever_for_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "WAIT_SECONDS", 0.05)
    door, reads = Admission(), Reads()
    with pytest.raises(ChatError) as refusal:
        await door.read(reads, 1)
    assert refusal.value.code == "unavailable"
    assert door.waiting == 0
    reads.gate.set()
    monkeypatch.setattr(admission, "WAIT_SECONDS", DEADLINE)
    assert await door.read(reads, 7) == 7
