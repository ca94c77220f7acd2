"""Tasks end when they are told to, whatever the libraries under them do."""

import asyncio

import pytest

from chat.pipeline import tasks
from chat.pipeline.tasks import end


async def test_a_task_that_swallows_a_cancellation_is_cancelled_again() -> None:
    cancelled = asyncio.Event()

    async def stubborn() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)  # it has begun to wait
    await end([task])
    assert cancelled.is_set()
    assert task.cancelled()


async def test_what_a_task_ended_with_is_not_raised() -> None:
    async def failing() -> None:
        raise ValueError("its own")

    task = asyncio.create_task(failing())
    await asyncio.wait({task})
    await end([task])
    assert not task.cancelled()


async def test_a_stuck_task_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    free = asyncio.Event()

    async def stuck() -> None:
        while not free.is_set():
            try:
                await free.wait()
            except asyncio.CancelledError:
                continue

    task = asyncio.create_task(stuck())
    await asyncio.sleep(0)
    monkeypatch.setattr(tasks, "CANCEL_SECONDS", 0.01)
    await end([task])
    assert not task.done()
    free.set()
    await task
