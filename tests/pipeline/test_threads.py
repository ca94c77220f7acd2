"""Reads in threads: they end with who asked for them, and answer when the database does not."""

import asyncio
import threading
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from chat.pipeline import threads
from chat.pipeline.threads import read
from chat.protocol.errors import ChatError

STEPS = 8  # of the event loop between a result's arrival and whoever waits for it


@pytest.mark.parametrize("steps", range(STEPS))
async def test_a_read_that_is_called_off_is_called_off(steps: int) -> None:
    """Also while its result arrives: a loop of reads could otherwise not be ended."""
    asked, answered = threading.Event(), threading.Event()

    def query() -> int:
        asked.wait(5)
        answered.set()
        return 1

    task = asyncio.create_task(read(query))
    await asyncio.sleep(0)
    asked.set()
    answered.wait(5)
    for _ in range(steps):
        await asyncio.sleep(0)
    called_off = task.cancel()
    await asyncio.wait({task}, timeout=5)
    assert task.cancelled() or not called_off


async def test_a_database_that_fails_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[None] = []
    connection = SimpleNamespace(connection=None, close=lambda: closed.append(None))
    monkeypatch.setattr(threads, "connection", connection)

    def query() -> None:
        raise OperationalError("gone")

    with pytest.raises(ChatError) as refusal:
        await read(query)
    assert (refusal.value.code, bool(refusal.value.retry_after)) == ("unavailable", True)
    assert closed, "a connection that failed must not be used again"


async def test_a_read_that_met_a_forgotten_connection_is_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed: list[None] = []
    connection = SimpleNamespace(
        connection=object(), is_usable=lambda: False, close=lambda: closed.append(None)
    )
    monkeypatch.setattr(threads, "connection", connection)

    def query() -> str:
        if not closed:
            raise OperationalError("server closed the connection unexpectedly")
        return "read"

    assert await read(query) == "read"
    assert len(closed) == 1


async def test_a_database_that_hangs_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "READ_TIMEOUT", 0.05)
    go_on = threading.Event()
    try:
        with pytest.raises(ChatError) as refusal:
            await read(go_on.wait, 5)
    finally:
        go_on.set()
    assert refusal.value.code == "unavailable"


async def test_a_refusal_of_a_read_reaches_who_asked() -> None:
    def query() -> None:
        raise ChatError("not_found", "There is no such room.")

    with pytest.raises(ChatError, match="no such room"):
        await read(query)
