"""What waits to be written to one socket: bounded, in order, and never in anybody's way."""

import asyncio
import types
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from functools import partial
from typing import Any

Send = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]

OUTBOX_FRAMES = 256  # about ten seconds of a busy room; a slower reader syncs from its cursor
OUTBOX_BYTES = 262_144  # characters: what a slow line carries in some seconds; one may be longer
PROGRESS_SECONDS = 10.0  # for one frame; who takes longer does not read
CLOSE_SECONDS = 2.0  # for the closing handshake to leave


def _nobody() -> None:
    """Stand for the socket that has ended."""


@types.coroutine
def _rest(step: Coroutine[Any, Any, None], waiting: Any) -> Generator[Any, Any, None]:
    """Go on with a coroutine that was begun by hand and has yielded ``waiting``."""
    while True:
        try:
            value = yield waiting
        except BaseException as error:
            go_on: Callable[[], Any] = partial(step.throw, error)
        else:
            go_on = partial(step.send, value)
        try:
            waiting = go_on()
        except StopIteration:
            return


class Outbox:
    """Frames on their way to one socket.

    A frame is written at once while the socket takes it: the send is begun by hand and, for
    a socket with room in its buffer, ends without yielding, so a fan-out to thousands costs
    no task and no turn of the event loop each. Only when it yields does a task take over.
    """

    __slots__ = ("_bytes", "_closed", "_overflow", "_send", "_task", "_waiting", "sent")

    def __init__(self, send: Send, overflow: Callable[[], None]) -> None:
        self._send = send
        self._overflow = overflow  # called once when the reader is too slow
        self._waiting: deque[str] = deque()
        self._bytes = 0
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self.sent = 0  # frames handed over so far, to compare with a client's `received`

    def __len__(self) -> int:
        return len(self._waiting)

    def offer(self, text: str) -> None:
        """Send a frame, or queue it behind those that wait. Never waits."""
        if self._closed:
            return
        self.sent += 1
        if self._task is not None:
            self._queue(text)
            return
        step = self._send({"type": "websocket.send", "text": text})
        try:
            waiting = step.send(None)
        except StopIteration:
            return
        except Exception:  # the client is gone; its consumer will hear of it
            self._closed = True
            return
        self._task = asyncio.create_task(self._drain(step, waiting))

    def _queue(self, text: str) -> None:
        self._waiting.append(text)
        self._bytes += len(text)
        if len(self._waiting) > OUTBOX_FRAMES or self._too_many_bytes():
            self._closed = True
            self._overflow()

    def _too_many_bytes(self) -> bool:
        """Whether what waits is too much; one frame alone may be as long as it is."""
        return self._bytes > OUTBOX_BYTES and len(self._waiting) > 1

    async def _drain(self, step: Coroutine[Any, Any, None], waiting: Any) -> None:
        """Write what waits, in order, for as long as the reader makes progress."""
        try:
            async with asyncio.timeout(PROGRESS_SECONDS):
                await _rest(step, waiting)
            while self._waiting:
                text = self._waiting.popleft()
                self._bytes -= len(text)
                async with asyncio.timeout(PROGRESS_SECONDS):
                    await self._send({"type": "websocket.send", "text": text})
        except TimeoutError:
            self._closed = True
            self._overflow()
        except Exception:
            self._closed = True
        finally:
            self._task = None

    async def drained(self) -> None:
        """Wait until nothing waits: what is long goes at its reader's pace."""
        while self._task is not None and not self._closed:
            await asyncio.wait({self._task})

    def end(self) -> None:
        """Take nothing more, keep nothing and nobody: the socket is gone."""
        self._closed = True
        self._waiting.clear()
        self._overflow = _nobody
        if self._task is not None:
            self._task.cancel()

    async def close(self, code: int) -> None:
        """Drop what waits and close the socket with a code. Idempotent."""
        self._closed = True
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._send({"type": "websocket.close", "code": code})
        except Exception:  # gone already, or not reading: the transport is dropped with it
            return
