"""Uvicorn's WebSocket, which frames a text that goes to many once, and buffers little."""

import struct
from asyncio.transports import BaseTransport
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

BUFFERED_BYTES = 8_192  # of one socket, beyond what the kernel takes; then its outbox waits
TEXT_FRAME = 0x81  # the whole of a text, in one frame: RFC 6455, section 5.2
MEDIUM, LONG = 126, 127  # in place of a length: it follows in two, or in eight bytes


class WebSocket(WebSocketsSansIOProtocol):
    """A socket's connection.

    A fan-out offers the same text to every socket of a room in turn: it is encoded and framed for
    the first of them, and written as it is to the others.
    """

    def connection_made(self, transport: BaseTransport) -> None:
        """Bound what waits here for a reader that does not read."""
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=BUFFERED_BYTES)

    def connection_lost(self, exc: Exception | None) -> None:
        """End the parser, which holds the connection that holds it. Source: asyncio."""
        super().connection_lost(exc)
        self.conn.parser.close()

    async def send(self, message: Any) -> None:
        """Write a text at once where nothing is in its way; all else goes as in uvicorn."""
        text = message.get("text")
        if text is None or not self._open():
            await super().send(message)
        else:
            self.transport.write(framed(text))

    def _open(self) -> bool:
        return (
            self.conn.state is State.OPEN
            and self.writable.is_set()
            and not self.close_sent
            and not self.disconnected
        )


class Http(HttpToolsProtocol):
    """A connection until it is a socket's, or for as long as it asks for pages."""

    def handle_websocket_upgrade(self) -> None:
        """Hand over to a socket, and end the parser, which holds what holds it. Source: uvicorn."""
        super().handle_websocket_upgrade()
        self.parser = None  # type: ignore[assignment]  # as uvicorn does at its end


_last: tuple[str, bytes] = ("", b"")


def framed(text: str) -> bytes:
    """Return a text as a frame of a server: not masked, not compressed.

    The last one is kept: the next socket of a room is told the same.
    """
    global _last  # noqa: PLW0603  (one event loop a process writes; a tuple is changed as one)
    kept, frame = _last
    if kept is text and frame:
        return frame
    data = text.encode()
    frame = _head(len(data)) + data
    _last = text, frame
    return frame


def _head(size: int) -> bytes:
    if size < MEDIUM:
        return struct.pack("!BB", TEXT_FRAME, size)
    if size < 1 << 16:
        return struct.pack("!BBH", TEXT_FRAME, MEDIUM, size)
    return struct.pack("!BBQ", TEXT_FRAME, LONG, size)
