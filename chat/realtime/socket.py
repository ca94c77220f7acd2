"""One browser's or program's live connection: who it is and what it hears."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
from django.utils.translation import gettext, override

from chat import metrics
from chat.protocol.actors import Actor
from chat.protocol.closes import SLOW_READER
from chat.protocol.errors import ChatError
from chat.protocol.languages import ENGLISH
from chat.realtime.outbox import Outbox, Send


class Socket:
    """The state of one socket. Lost with it, and rebuilt by the client's next hello."""

    def __init__(self, actor: Actor, send: Send, ends_at: datetime | None) -> None:
        self.actor = actor
        self.user = actor.user
        self.name = ""  # set by hello
        self.language = ENGLISH  # of the sentences it is sent; set by hello
        self.ends_at = ends_at  # when its session or token ends by itself
        self.outbox = Outbox(send, lambda: self.close(SLOW_READER))
        self.rooms: set[int] = set()  # whose feeds it is attached to
        self.allowed: set[int] = set()  # rooms its person was in, as it was last told
        self.viewer_seq = 0  # of the last viewer event or welcome it was told
        self.present = False  # counted among those who are here
        self.welcomed = False
        self.welcoming = asyncio.Lock()  # one hello is answered after the other
        self.paging = asyncio.Lock()  # a page is read for it when the one before has left
        self.held: list[dict[str, Any]] = []  # viewer events that came before the welcome
        self.unanswered = 0  # commands taken in whose result it was not told yet
        self.close_code: int | None = None
        self.on_close: Callable[[], object] = _nothing
        self._closing: asyncio.Task[None] | None = None

    def tell(self, frame: dict[str, Any]) -> None:
        """Send one frame of its own."""
        self.outbox.offer(orjson.dumps(frame).decode())

    def refuse(self, error: ChatError, ref: str | None) -> None:
        """Answer a frame with an error."""
        metrics.REFUSED_FRAMES.labels(error.code).inc()
        with override(self.language):
            said = error.told(gettext)
        frame: dict[str, Any] = {"type": "error", "ref": ref, "code": error.code, "message": said}
        if error.retry_after is not None:
            frame["retry_after"] = round(error.retry_after, 1)
        self.tell(frame)

    def close(self, code: int) -> None:
        """Close the socket for good; what waited for it is dropped. Does not wait."""
        if self.close_code is None:
            self.close_code = code
            metrics.CLOSES.labels(str(code)).inc()
            self._closing = asyncio.create_task(self._close(code))

    def end(self) -> None:
        """Let go of what would hold it in a circle: it is freed at once, without a collector."""
        self.outbox.end()
        self.on_close = _nothing

    async def _close(self, code: int) -> None:
        await self.outbox.close(code)
        self.on_close()


def _nothing() -> None:
    """Stand for what is to be done at its end where nothing is."""
