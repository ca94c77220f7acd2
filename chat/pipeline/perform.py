"""The only door to a change."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from chat.actions.outcome import Outcome
from chat.actions.prepare import Prepared, prepare
from chat.pipeline.commit import Result, commit
from chat.pipeline.group_commit import ANSWER_SECONDS, GroupCommit
from chat.pipeline.publish import Publisher
from chat.protocol.commands import Command, EditMessage, PostMessage
from chat.protocol.errors import ChatError
from chat.text.mentions import HERE

INLINE_CHARACTERS = 1_000  # of a text; a longer one is rendered in a thread, off the event loop


class Pipeline:
    """The group commit and the publisher of one event loop."""

    current: "Pipeline | None" = None

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.publisher = Publisher()
        self.group_commit = GroupCommit(self.publisher)
        #: Whom this process sees present; nobody until a door that can see says so.
        self.present: Callable[[], frozenset[int]] = frozenset

    @classmethod
    def start(cls) -> "Pipeline":
        """Return the pipeline of the running loop, made at the first call."""
        loop = asyncio.get_running_loop()
        if cls.current is None or cls.current.loop is not loop:
            cls.current = cls()
        return cls.current

    async def stop(self) -> None:
        """Commit what waits and let go of the loop."""
        await self.group_commit.stop()
        await self.publisher.stop()
        if Pipeline.current is self:
            Pipeline.current = None


async def perform(command: Command) -> Outcome:
    """Carry a command out; raises the ChatError it is refused with."""
    pipeline = Pipeline.start()
    return await pipeline.group_commit.perform(command, await prepared(command))


async def perform_soon(command: Command, done: Callable[[Result], None]) -> None:
    """Queue a command and return; ``done`` hears its result. Raises what is refused early.

    A sender's commands keep their order: the next is not taken before this one is queued.
    """
    Pipeline.start().group_commit.offer(command, await prepared(command), done)


async def prepared(command: Command) -> Prepared | None:
    """Prepare a command's text: at once where it is short, in a thread where it is long."""
    if isinstance(command, PostMessage | EditMessage) and len(command.text) > INLINE_CHARACTERS:
        text = await asyncio.to_thread(prepare, command)
    else:
        text = prepare(command)
    if text is not None and HERE in text.rendered.names:
        return replace(text, present=Pipeline.start().present())
    return text


def perform_sync(command: Command) -> Outcome:
    """Carry a command out from synchronous code; raises the ChatError it is refused with.

    In a server it joins the group commit. In a command of its own it commits at once, and the
    servers hear of it when they compare heads, within about a second.
    """
    pipeline = Pipeline.current
    if pipeline is not None and pipeline.loop.is_running():
        work = asyncio.run_coroutine_threadsafe(perform(command), pipeline.loop)
        return work.result(timeout=2 * ANSWER_SECONDS)
    (result,) = commit_batch([command])
    if isinstance(result, ChatError):
        raise result
    return result


def commit_batch(commands: Sequence[Command]) -> list[Result]:
    """Commit many commands in one transaction, for bulk loading from a command of its own."""
    results: dict[int, Result] = {}
    ready: dict[int, Prepared] = {}
    for command in commands:
        try:
            text = prepare(command)
        except ChatError as refusal:
            results[id(command)] = refusal
        else:
            if text is not None:
                ready[id(command)] = text
    taken = [command for command in commands if id(command) not in results]
    if taken:
        outcomes = commit(taken, ready).results
        results |= {id(c): result for c, result in zip(taken, outcomes, strict=True)}
    return [results[id(command)] for command in commands]
