"""Commits whatever queued up while the last commit ran: no timer, one writer per process."""

import asyncio
import contextvars
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from chat import metrics
from chat.actions.outcome import Outcome
from chat.actions.prepare import Prepared
from chat.pipeline.commit import Committed, Result, commit, unavailable
from chat.pipeline.publish import Publisher
from chat.pipeline.tasks import end
from chat.protocol.commands import Command
from chat.protocol.errors import ChatError

QUEUE_COMMANDS = 4_096  # waiting; at a thousand commits a second some seconds of work
BATCH_COMMANDS = 256  # in one transaction: its locks are held for tens of milliseconds at most
ANSWER_SECONDS = 4.5  # after which a command is answered, whatever the database does
EXPIRY_SECONDS = 0.25  # how often overdue commands are looked for while a commit hangs


@dataclass(slots=True)
class Waiting:
    """A command in the queue, and whom to tell its result."""

    command: Command
    prepared: Prepared | None
    done: Callable[[Result], None]
    deadline: float
    answered: bool = False

    def answer(self, result: Result) -> None:
        """Give the result once; a later one is for nobody."""
        if not self.answered:
            self.answered = True
            self.done(result)


class GroupCommit:
    """The queue in front of the database. One per event loop."""

    def __init__(self, publisher: Publisher) -> None:
        self.loop = asyncio.get_running_loop()
        self._publisher = publisher
        self._queue: deque[Waiting] = deque()
        self._wake = asyncio.Event()
        self._stopping = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="commit")
        # A fresh context, or the writer would inherit the thread of the request that started it.
        self._task = self.loop.create_task(self._run(), context=contextvars.Context())

    def offer(
        self, command: Command, prepared: Prepared | None, done: Callable[[Result], None]
    ) -> None:
        """Queue a command; ``done`` hears its result in the event loop. Raises ``busy``."""
        if len(self._queue) >= QUEUE_COMMANDS:
            raise ChatError("busy", "The server is very busy; try again in a moment.", 1.0)
        deadline = self.loop.time() + ANSWER_SECONDS
        self._queue.append(Waiting(command, prepared, done, deadline))
        self._wake.set()

    async def perform(self, command: Command, prepared: Prepared | None) -> Outcome:
        """Commit a command with its neighbours; raises the ChatError it was refused with."""
        future: asyncio.Future[Result] = self.loop.create_future()

        def done(result: Result) -> None:
            if not future.done():
                future.set_result(result)

        self.offer(command, prepared, done)
        result = await future
        if isinstance(result, ChatError):
            raise result
        return result

    async def _run(self) -> None:
        while not self._stopping:
            await self._wake.wait()
            self._wake.clear()
            while self._queue:
                batch = self._take()
                if batch:
                    await self._commit(batch)

    def _take(self) -> list[Waiting]:
        """Take what commits together: neighbours up to the bound, or one that commits alone."""
        batch: list[Waiting] = []
        now = self.loop.time()
        while self._queue and len(batch) < BATCH_COMMANDS:
            if batch and self._queue[0].command.alone:
                break
            waiting = self._queue.popleft()
            if waiting.answered or waiting.deadline <= now:
                waiting.answer(unavailable())
                continue
            batch.append(waiting)
            if waiting.command.alone:
                break
        return batch

    async def _commit(self, batch: list[Waiting]) -> None:
        """Commit a batch in the writer's thread: acks first, then the news."""
        started = time.perf_counter()
        commands = [w.command for w in batch]
        prepared = {id(w.command): w.prepared for w in batch if w.prepared is not None}
        work = self.loop.run_in_executor(self._thread, commit, commands, prepared)
        while not work.done():
            await asyncio.wait({work}, timeout=EXPIRY_SECONDS)
            if not work.done():
                self._answer_overdue(batch)
        committed: Committed = work.result()
        for waiting, result in zip(batch, committed.results, strict=True):
            waiting.answer(result)
        self._publisher.tell(committed.publications)
        self._count(batch, committed, time.perf_counter() - started)

    def _answer_overdue(self, batch: list[Waiting]) -> None:
        """Answer whoever has waited too long; what was not begun will not be.

        A command already in the hanging commit may still be stored: its client_id settles it.
        """
        now = self.loop.time()
        for waiting in (*batch, *self._queue):
            if waiting.deadline <= now:
                waiting.answer(unavailable())

    def _count(self, batch: list[Waiting], committed: Committed, seconds: float) -> None:
        metrics.BATCH_COMMANDS.observe(len(batch))
        metrics.BATCH_SECONDS.observe(seconds)
        for waiting, result in zip(batch, committed.results, strict=True):
            code = result.code if isinstance(result, ChatError) else "done"
            metrics.COMMANDS.labels(type(waiting.command).__name__, code).inc()

    async def stop(self) -> None:
        """Commit what is queued, then stop."""
        self._stopping = True
        self._wake.set()
        await asyncio.wait({self._task}, timeout=ANSWER_SECONDS)
        await end([self._task])
        self._thread.shutdown(wait=True)
