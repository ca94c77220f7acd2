"""Lets sockets read the database in turn, so that a herd that comes back does not stop the rest."""

import asyncio
import random
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from chat.pipeline.commit import unavailable
from chat.pipeline.threads import READ_THREADS, read
from chat.protocol.errors import ChatError
from chat.realtime.gathered import Gathered

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
JITTER = random.SystemRandom()

#: Of the threads of reads. The others stay free for what keeps all sockets right: the log of
#: revocations, the heads, the gaps of whole feeds.
ASKS_AT_ONCE = 2  # connects and welcomes, many in one read: who catches up keeps nobody out
READS_AT_ONCE = max(1, READ_THREADS - 3 - ASKS_AT_ONCE)
WAITING = 2_000  # reads in the queue: some seconds of work; who comes later is told to come back
WAIT_SECONDS = 4.5  # in the queue and for the answer together; nobody waits longer than five
AWAY_SECONDS = (1.0, 8.0)  # that a refused client stays away, each a time of its own


class Admission:
    """The queue before a process's connects, welcomes and catch-ups: first come, first served."""

    def __init__(self) -> None:
        self._asks = asyncio.Semaphore(ASKS_AT_ONCE)
        self._reads = asyncio.Semaphore(READS_AT_ONCE)
        self._gathered: dict[Callable[..., Any], Gathered[Any, Any]] = {}
        self.waiting = 0

    async def read(self, query: Callable[..., T], *args: object) -> T:
        """Return ``query(*args)`` when it is its turn; raises its ChatErrors, and ``busy``."""
        refusal = busy
        with self._queued():
            try:
                async with asyncio.timeout(WAIT_SECONDS), self._reads:
                    refusal = unavailable  # from here on it is the database that lets it wait
                    return await read(query, *args)
            except TimeoutError:
                raise refusal() from None

    async def in_turn(self, query: Callable[..., T], *args: object) -> T:
        """Return ``query(*args)`` when it is its turn, however many are before it.

        For who was let in already, one read for each at a time. Raises as ``query``, and
        ``unavailable``.
        """
        async with self._reads:
            return await read(query, *args)

    async def ask(self, query: Callable[[list[K]], dict[K, T]], key: K) -> T | None:
        """Return what ``query`` finds for a key, read after this call; else as ``read``.

        Connecting is the same question from everybody who comes: those that come together are
        answered by one read.
        """
        if (gathered := self._gathered.get(query)) is None:
            gathered = self._gathered[query] = Gathered(query, self._take_turn)
        with self._queued():
            try:
                async with asyncio.timeout(WAIT_SECONDS):
                    found: T | None = await gathered.ask(key)
                    return found
            except TimeoutError:
                raise (busy() if gathered.waits(key) else unavailable()) from None

    async def _take_turn(self, query: Callable[[list[K]], dict[K, T]], keys: list[K]) -> dict[K, T]:
        async with self._asks:
            return await read(query, keys)

    @contextmanager
    def _queued(self) -> Iterator[None]:
        """Count who waits; raises ``busy`` where too many do."""
        if self.waiting >= WAITING:
            raise busy()
        self.waiting += 1
        try:
            yield
        finally:
            self.waiting -= 1


def busy() -> ChatError:
    """The answer to who came at a bad time: nothing is lost, they come back and resume."""
    return ChatError(
        "busy", "Very many are connecting just now; try again soon.", JITTER.uniform(*AWAY_SECONDS)
    )
