"""Refuses request bodies that are too large before anything reads or keeps them."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from chat.protocol.errors import ChatError
from chat.web.api.problems import refusal, tell
from chat.web.languages.choice import speaking

Frame = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Frame]]
Send = Callable[[Frame], Awaitable[None]]
Application = Callable[[Frame, Receive, Send], Awaitable[None]]

DIGITS = 18  # of a Content-Length; longer numbers are beyond every limit


class BodyCap:
    """The outermost ASGI layer: answers 413 to a body beyond the limit of its path.

    A declared length is refused unread. A body without one is counted as it streams through:
    at the first byte too many the application is told that its client has gone, whatever it
    still says is dropped, and the client is answered 413. Nothing is kept here.
    """

    def __init__(
        self,
        application: Application,
        limit: int | None = None,
        limits: Mapping[str, int] | None = None,
    ) -> None:
        """Let ``limit`` bytes pass, or what ``limits`` says for the path or what is below it."""
        self.application = application
        self.limit = settings.CHAT_BODY_BYTES if limit is None else limit
        self.limits = dict(limits or {})

    async def __call__(self, scope: Frame, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        limit = self.limit_of(scope["path"])
        if declared_length(scope) > limit:
            await tell(send, too_long(scope, limit))
            return
        flow = _Flow(limit, receive, send)
        await self.application(scope, flow.receive, flow.send)
        if flow.over and not flow.answered:
            await tell(send, too_long(scope, limit))

    def limit_of(self, path: str) -> int:
        """Return how many bytes a body sent to that path may have."""
        for prefix, limit in self.limits.items():
            if path == prefix or path.startswith(f"{prefix}/"):
                return limit
        return self.limit


class _Flow:
    """One request on its way: counts what comes in, holds back what comes out too late."""

    def __init__(self, limit: int, receive: Receive, send: Send) -> None:
        self.left = limit
        self.over = False
        self.answered = False
        self._receive = receive
        self._send = send

    async def receive(self) -> Frame:
        """Pass the next piece on, or say that the client has gone."""
        if self.over:
            return {"type": "http.disconnect"}
        frame = await self._receive()
        self.left -= len(frame.get("body", b""))
        if self.left < 0:
            self.over = True
            return {"type": "http.disconnect"}
        return frame

    async def send(self, frame: Frame) -> None:
        """Pass an answer on unless the body has meanwhile been refused."""
        if self.over and not self.answered:
            return
        self.answered = True
        await self._send(frame)


def declared_length(scope: Frame) -> int:
    """Return the Content-Length of a request; 0 where it is absent or no number."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            digits = value.strip()
            return int(digits[: DIGITS + 1]) if digits.isdigit() else 0
    return 0


def too_long(scope: Frame, limit: int) -> HttpResponse:
    """Return the answer to a body of more bytes."""
    with speaking(scope):
        return refusal(ChatError("too_long", "The body is longer than {limit} bytes.", limit=limit))
