"""Starts, once per event loop, all that lives as long as the process; ends it politely."""

import asyncio
import contextvars
import logging
import random
import signal
import threading
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from chat.actions.chain import tell_head
from chat.actions.housekeeping import delete_expired_sessions
from chat.models.clock import clock
from chat.pipeline import Pipeline
from chat.pipeline.health import health
from chat.pipeline.tasks import end
from chat.pipeline.threads import read
from chat.protocol.closes import RESTART
from chat.protocol.errors import ChatError
from chat.realtime.hub import Hub
from chat.realtime.indexing import Indexing
from chat.realtime.profiles import Profiles
from chat.realtime.reminders import Reminders
from chat.realtime.socket import Socket
from chat.realtime.watch import Watch

logger = logging.getLogger(__name__)
JITTER = random.SystemRandom()

DRAIN_SECONDS = 10.0  # over which clients are told to come back, each at a time of its own
SETTLE_SECONDS = 5.0  # for what was taken in before; every command is answered within these
# For frames that crossed the word to come back on their way: they are answered, not cut off.
CROSSING_SECONDS = 0.5
SETTLE_POLL_SECONDS = 0.02  # between looks at them
CLOSE_SECONDS = 2.0  # over which their sockets are closed, in batches
CLOSE_BATCHES = 20
# A balancer that sends requests here goes on being answered for so long after `/readyz` said no:
# two failed checks of one that asks, and the end of the connections that another keeps.
STAY_SECONDS = 5.0
START_SECONDS = 3.0  # that a request waits for the start; without a database it is refused
CLEANING_SECONDS = 600.0  # between sweeps of what has expired


class Life:
    """The pipeline, the hub and the watch of one event loop."""

    #: What other doors run as long as the process lives; named by the program that has them.
    beside: ClassVar[list[Callable[[], Coroutine[Any, Any, None]]]] = []
    _current: "Life | None" = None

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.pipeline = Pipeline.start()
        self.hub = Hub(self.pipeline.publisher)
        self.pipeline.present = self.hub.presence.online
        self.watch = Watch(self.hub)
        self._tasks: list[asyncio.Task[Any]] = []
        self._draining: asyncio.Task[None] | None = None
        # A context of its own: it outlives the request that happened to come first.
        self._started = self.loop.create_task(self._start(), context=contextvars.Context())

    @classmethod
    def begin(cls) -> "Life":
        """Return the life of the running loop, begun by whoever comes first."""
        loop = asyncio.get_running_loop()
        if cls._current is None or cls._current.loop is not loop:
            cls._current = cls()
        return cls._current

    @classmethod
    async def start(cls) -> "Life":
        """Return the life of the running loop once it has begun, or has waited long enough."""
        life = cls.begin()
        await life.started(START_SECONDS)
        return life

    async def started(self, seconds: float) -> None:
        """Wait until the life has begun, or so long."""
        if not self._started.done():
            await asyncio.wait({self._started}, timeout=seconds)

    async def _start(self) -> None:
        """Confirm rights and begin to listen; a database that is away is tried again."""
        if threading.current_thread() is threading.main_thread():
            self._drain_at_sigterm()
        await self.hub.ear.start()
        profiles = Profiles(self.hub)
        while True:
            try:
                await self.watch.start()
                await profiles.start()
                break
            except ChatError:
                logger.warning("waiting for the database")
                await asyncio.sleep(1)
        for work in (
            self.hub.ear.watch(),
            self.watch.run(),
            self.watch.follow_hints(),
            self.hub.presence.run(),
            profiles.run(),
            Indexing().run(),
            Reminders().run(),
            self._clean(),
            *(run() for run in self.beside),
        ):
            self._tasks.append(asyncio.create_task(work))

    async def _clean(self) -> None:
        """Delete what has expired, now and then, and tell the log where the audit log stands: no
        cron is needed."""
        while True:
            try:
                await read(delete_expired_sessions, clock.now())
                await read(tell_head)
            except Exception:
                logger.exception("cleaning failed")
            await asyncio.sleep(CLEANING_SECONDS * JITTER.uniform(0.8, 1.2))

    def _drain_at_sigterm(self) -> None:
        """Put the drain before whatever the server itself does at SIGTERM."""
        server_handler = signal.getsignal(signal.SIGTERM)

        def drain_first(number: int, frame: Any) -> None:
            if self._draining is None:
                self.loop.call_soon_threadsafe(begin, number, frame)

        def begin(number: int, frame: Any) -> None:
            self._draining = self.loop.create_task(self.drain())
            self._draining.add_done_callback(lambda _: end(number, frame))

        def end(number: int, frame: Any) -> None:
            signal.signal(signal.SIGTERM, server_handler)
            signal.raise_signal(number)

        signal.signal(signal.SIGTERM, drain_first)

    async def drain(self) -> None:
        """Send every socket away with a time to come back, then close them in batches."""
        health.draining = True
        unready_at = self.loop.time()
        sockets = self.hub.sockets()
        logger.info("draining %d sockets", len(sockets))
        for socket in sockets:
            socket.tell({"type": "reconnect", "after": round(JITTER.uniform(0, DRAIN_SECONDS), 2)})
        await self._settle(sockets)
        JITTER.shuffle(sockets)
        size = -(-len(sockets) // CLOSE_BATCHES) or 1
        for start in range(0, len(sockets), size):
            self._close(sockets[start : start + size])
            await asyncio.sleep(CLOSE_SECONDS / CLOSE_BATCHES)
        if health.watched():
            await asyncio.sleep(unready_at + STAY_SECONDS - self.loop.time())
        self.hub.presence.say_goodbye()

    async def _settle(self, sockets: list[Socket]) -> None:
        """Wait until every command under way was answered; new ones are refused meanwhile."""
        deadline = self.loop.time() + SETTLE_SECONDS
        await asyncio.sleep(CROSSING_SECONDS)
        while self.loop.time() < deadline and any(  # noqa: ASYNC110
            s.unanswered or s.outbox for s in sockets
        ):
            await asyncio.sleep(SETTLE_POLL_SECONDS)

    def _close(self, sockets: list[Socket]) -> None:
        for socket in sockets:
            socket.close(RESTART)

    async def stop(self) -> None:
        """Commit what waits, then end every task."""
        await end([self._started, *self._tasks])
        await self.hub.ear.stop()
        await self.pipeline.stop()
        if Life._current is self:
            Life._current = None
