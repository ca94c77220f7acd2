"""Lets sockets read the database in turn, so that a herd that comes back does not stop the rest."""

import asyncio
import random
from collections.abc import Callable
from typing import TypeVar

from chat.pipeline.commit import unavailable
from chat.pipeline.threads import READ_THREADS, read
from chat.protocol.errors import ChatError

T = TypeVar("T")
JITTER = random.SystemRandom()

#: Of the threads of reads. The others stay free for what keeps all sockets right: the log of
#: revocations, the heads, the gaps of whole feeds.
READS_AT_ONCE = max(1, READ_THREADS - 3)
WAITING = 2_000  # reads in the queue: some seconds of work; who comes later is told to come back
WAIT_SECONDS = 4.5  # in the queue and for the answer together; nobody waits longer than five
AWAY_SECONDS = (1.0, 8.0)  # that a refused client stays away, each a time of its own


class Admission:
    """The queue before a process's connects, welcomes and catch-ups: first come, first served."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(READS_AT_ONCE)
        self.waiting = 0

    async def read(self, query: Callable[..., T], *args: object) -> T:
        """Return ``query(*args)`` when it is its turn; raises its ChatErrors, and ``busy``."""
        if self.waiting >= WAITING:
            raise busy()
        self.waiting += 1
        refusal = busy
        try:
            async with asyncio.timeout(WAIT_SECONDS), self._turns:
                refusal = unavailable  # from here on it is the database that lets it wait
                return await read(query, *args)
        except TimeoutError:
            raise refusal() from None
        finally:
            self.waiting -= 1


def busy() -> ChatError:
    """The answer to who came at a bad time: nothing is lost, they come back and resume."""
    return ChatError(
        "busy", "Very many are connecting just now; try again soon.", JITTER.uniform(*AWAY_SECONDS)
    )
