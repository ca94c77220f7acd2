"""Answers a call that its database keeps waiting: in time, in words, with when to come back."""

import asyncio
import logging
from collections.abc import Mapping, MutableMapping
from typing import Any

from chat.pipeline.commit import unavailable
from chat.web.api.problems import refusal, tell
from chat.web.languages.choice import speaking

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 4.7  # from the end of the request to the first of its answer: nobody waits five


class Deadline:
    """An ASGI layer. Database threads cannot be called off; those who wait for them can.

    The time a client takes to send its request does not count, nor that of a long answer.
    """

    def __init__(self, application: Any, longer: Mapping[str, float] | None = None) -> None:
        """Answer in time; ``longer`` names the paths that have more of it, in seconds."""
        self._application = application
        self._longer = dict(longer or {})
        self._left: set[asyncio.Task[None]] = set()  # answered for already, still in their threads

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        """Pass everything on; answer 503 where nothing came. Source: the ASGI specification."""
        call = Call(receive, send, self._longer.get(scope.get("path", ""), ANSWER_SECONDS))
        work = asyncio.create_task(self._application(scope, call.receive, call.send))
        try:
            await asyncio.wait({work, call.overdue}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            work.cancel()
            raise
        finally:
            call.end()
        if work.done():
            work.result()
            return
        # Never cancelled: only at its proper end does it give its connection back to the pool.
        call.given_up = True
        self._left.add(work)
        work.add_done_callback(self._forget)
        logger.warning("a call was answered without its database")
        with speaking(scope):
            answer = refusal(unavailable())
        await tell(send, answer)

    def _forget(self, work: "asyncio.Task[None]") -> None:
        self._left.discard(work)
        if not work.cancelled():
            work.exception()  # its caller has been answered


class Call:
    """One request under way: when its time began, and whether its answer has."""

    def __init__(self, receive: Any, send: Any, seconds: float) -> None:
        self._receive, self._send, self._seconds = receive, send, seconds
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self.overdue: asyncio.Future[None] = self._loop.create_future()
        self.answered = self.given_up = False

    async def receive(self) -> Any:
        """Hand the request on; from its end on time counts. Source: the ASGI specification."""
        message = await self._receive()
        if self._timer is None and not message.get("more_body", False):
            self._timer = self._loop.call_later(self._seconds, self._expire)
        return message

    def _expire(self) -> None:
        if not self.answered and not self.overdue.done():
            self.overdue.set_result(None)

    def end(self) -> None:
        """Stop counting time."""
        self.overdue.cancel()
        if self._timer is not None:
            self._timer.cancel()

    async def send(self, message: Any) -> None:
        """Hand the answer on, unless another was given. Source: the ASGI specification."""
        if not self.given_up:
            self.answered = True
            await self._send(message)
