"""Ends tasks for good, also those in which a library has swallowed the cancellation."""

import asyncio
from collections.abc import Iterable
from typing import Any

CANCEL_SECONDS = 0.5  # for a cancelled task to end; then it is cancelled again
CANCEL_TRIES = 10  # a task that outlives them all is stuck: the process ends without it


async def end(tasks: Iterable["asyncio.Task[Any]"]) -> None:
    """Cancel tasks until they have ended; their errors are theirs.

    Once is not enough: `asyncio.wait_for`, which the Redis client uses, drops a cancellation
    that arrives together with its result before Python 3.12.
    """
    waiting = set(tasks)
    for _ in range(CANCEL_TRIES):
        if not waiting:
            return
        for task in waiting:
            task.cancel()
        done, waiting = await asyncio.wait(waiting, timeout=CANCEL_SECONDS)
        for task in done:
            if not task.cancelled():
                task.exception()
