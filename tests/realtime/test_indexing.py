"""A process indexes for the search when little is written, and at the latest when much waits."""

import asyncio

import pytest

from chat.realtime import indexing
from chat.realtime.indexing import Indexing


class Counted:
    """Stands in for the database: how far messages go, and how many blocks were indexed."""

    def __init__(self) -> None:
        self.newest = 0
        self.full = 0
        self.indexed = 0

    def newest_message(self) -> int:
        return self.newest

    def index_next(self) -> bool:
        if self.indexed == self.full:
            return False
        self.indexed += 1
        return True


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Messages and blocks that are only counted."""
    counted = Counted()
    monkeypatch.setattr(indexing, "newest_message", counted.newest_message)
    monkeypatch.setattr(indexing, "index_next", counted.index_next)
    monkeypatch.setattr(indexing, "PAUSE_SECONDS", 0)
    return counted


async def test_a_calm_moment_is_used_for_every_full_block(counted: Counted) -> None:
    work = Indexing()
    counted.newest, counted.full = indexing.CALM_MESSAGES, 3
    await work.look()
    assert counted.indexed == 3


async def test_posting_comes_first_until_too_much_waits(counted: Counted) -> None:
    work = Indexing()
    counted.full = 1
    for _ in range(indexing.WAITING_MESSAGES // 1_000):
        counted.newest += 1_000
        await work.look()
        assert counted.indexed == 0
    counted.newest += 1_000
    await work.look()
    assert counted.indexed == 1


async def test_a_failed_look_is_followed_by_another(
    counted: Counted, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks = asyncio.Event()
    failing = [True]

    def newest() -> int:
        if failing.pop() if failing else False:
            raise RuntimeError("the first one fails")
        looks.set()
        return 0

    monkeypatch.setattr(indexing, "newest_message", newest)
    monkeypatch.setattr(indexing, "LOOK_SECONDS", 0)
    task = asyncio.create_task(Indexing().run())
    async with asyncio.timeout(5):
        while not looks.is_set():
            await asyncio.sleep(0)
    task.cancel()
    assert "indexing for the search failed" in caplog.text
