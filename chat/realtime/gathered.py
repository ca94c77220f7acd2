"""Answers the same question of many with one read: who asks while it runs is in the next one."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from itertools import islice
from typing import Any, Generic, TypeVar

from chat.protocol.errors import ChatError

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

Query = Callable[[list[K]], dict[K, T]]

AT_ONCE = 2  # reads under way: one that takes long holds up few, and more would only be smaller
GATHERED = 64  # keys of one read: some milliseconds of Python's lock at a time


class Gathered(Generic[K, T]):
    """The group commit's idea, for reads: no timer, so nobody waits when there is no herd."""

    def __init__(
        self, query: Query[K, T], run: Callable[[Query[K, T], list[K]], Awaitable[dict[K, T]]]
    ) -> None:
        self._query, self._run = query, run
        self._asked: dict[K, asyncio.Future[T | None]] = {}  # that no read has taken yet
        self._reading = 0
        self._tasks: set[asyncio.Task[None]] = set()  # held until they are done

    async def ask(self, key: K) -> T | None:
        """Return what the query finds for a key; whoever asks for the same shares the answer.

        The read begins after this call. Raises what the query raises.
        """
        answer = self._asked.get(key)
        if answer is None:
            answer = self._asked[key] = asyncio.get_running_loop().create_future()
            if self._reading < AT_ONCE:
                self._reading += 1
                reader = asyncio.create_task(self._read())
                self._tasks.add(reader)
                reader.add_done_callback(self._tasks.discard)
        return await asyncio.shield(answer)

    def waits(self, key: K) -> bool:
        """Whether no read has taken a key yet."""
        return key in self._asked

    async def _read(self) -> None:
        """Answer until nobody asks. It begins a turn of the loop later: who came in that is in."""
        try:
            while self._asked:
                answers = dict(islice(self._asked.items(), GATHERED))
                for key in answers:
                    del self._asked[key]
                await self._answer(answers)
        finally:
            self._reading -= 1

    async def _answer(self, answers: dict[K, Any]) -> None:
        """Read once for all; a mistake that one of them brings is nobody else's."""
        try:
            found = await self._run(self._query, list(answers))
        except ChatError as refusal:
            for answer in answers.values():
                fail(answer, refusal)
        except Exception as error:
            if len(answers) > 1:
                for key, answer in answers.items():
                    await self._answer({key: answer})
            for answer in answers.values():
                fail(answer, error)
        else:
            for key, answer in answers.items():
                answer.set_result(found.get(key))


def fail(answer: "asyncio.Future[Any]", error: Exception) -> None:
    """Give up on an answer; nobody may be left to hear of it."""
    if not answer.done():
        answer.set_exception(error)
        answer.exception()
