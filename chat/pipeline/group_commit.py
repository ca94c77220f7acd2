"""Commits whatever queued up while the last commit ran: one writer per process."""

import asyncio
import contextvars
import time
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
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
GATHER_SECONDS = 0.002  # after a batch of several: a fraction of what a commit takes
GATHER_EACH_SECONDS = 0.000_05  # more for each command awaited: so long its frame takes to read
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
        self._wanted = 1  # commands worth waiting for
        self._enough = asyncio.Event()
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
        if len(self._queue) >= self._wanted:
            self._enough.set()

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
                    await self._gather(len(batch))

    async def _gather(self, committed: int) -> None:
        """After a batch of several, wait a moment for as many as there were, if more may come.

        Whoever was just answered may write again, and would meet a commit that has begun without
        them: two half batches in turn, with twice the commits and twice the frames to each
        socket. After a batch of one nobody waits, so neither does a single post.
        """
        if committed == 1 or self._stopping:
            return
        self._wanted = min(committed + len(self._queue), BATCH_COMMANDS)
        await asyncio.sleep(0)  # what was committed is told first
        self._enough.clear()
        if (missing := self._wanted - len(self._queue)) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(GATHER_SECONDS + missing * GATHER_EACH_SECONDS):
                    await self._enough.wait()

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
        codes = (r.code if isinstance(r, ChatError) else "done" for r in committed.results)
        names = (type(waiting.command).__name__ for waiting in batch)
        counts = Counter(zip(names, codes, strict=True))  # a label looked up costs microseconds
        for (name, code), count in counts.items():
            metrics.COMMANDS.labels(name, code).inc(count)

    async def stop(self) -> None:
        """Commit what is queued, then stop."""
        self._stopping = True
        self._wake.set()
        await asyncio.wait({self._task}, timeout=ANSWER_SECONDS)
        await end([self._task])
        self._thread.shutdown(wait=True)
