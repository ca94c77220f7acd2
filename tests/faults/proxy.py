"""A TCP proxy that misbehaves as networks do, switched while its connections are open.

It stands before the chat, PostgreSQL or Redis::

    async with Proxy(redis.port) as proxy:
        proxy.mode = BLACK_HOLE          # accepts, swallows, answers nothing
        proxy.reset()                    # RST to both ends of every connection
        proxy.mode = Mode("delay", delay=0.2, jitter=0.1)
"""

import asyncio
import random
import socket
import struct
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, Self

LOOPBACK = "127.0.0.1"
PIECE_BYTES = (
    16_384  # read at once; nothing is read before it was passed on, so that is all it holds
)
CONNECTIONS = 5_000  # at once; more are reset, so that a leak in a test shows
CONNECT_SECONDS = 5.0  # to the target on loopback; a stopped target refuses at once
RETRY_SECONDS = 0.05  # between looks at the mode, for what is held back
BACKLOG = 4_096  # of connections not yet accepted: a whole herd comes at once
LINGER_NONE = struct.pack("ii", 1, 0)  # SO_LINGER of zero seconds: close() sends RST

Kind = Literal["pass", "delay", "throttle", "black_hole", "half_close", "cut_after", "refuse"]
Direction = Literal["both", "up", "down"]  # up: to the server, down: to the client


@dataclass(frozen=True, slots=True)
class Mode:
    """What happens to bytes. Half-close and cut_after act on what is open and what comes."""

    kind: Kind = "pass"
    delay: float = 0.0  # seconds that each piece is held back
    jitter: float = 0.0  # seconds more, at random; order is kept, as TCP keeps it
    rate: int = 0  # bytes a second, of each connection and direction
    after: int = 0  # bytes that pass before a connection is cut
    direction: Direction = "both"

    def touches(self, direction: Direction) -> bool:
        """Whether bytes of a direction are affected."""
        return self.kind != "pass" and self.direction in ("both", direction)


PASS = Mode()
BLACK_HOLE = Mode("black_hole")
REFUSE = Mode("refuse")


class Line:
    """One connection through the proxy: two streams and a pump for each direction."""

    def __init__(
        self, proxy: "Proxy", reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._proxy = proxy
        self._client = (reader, writer)
        self._server: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.passed = {"up": 0, "down": 0}  # bytes, since the mode was last changed
        self.port = 0  # of its connection onwards

    async def run(self) -> None:
        """Connects onwards and pumps both ways until either end is gone."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                self._server = await self._onwards()
        except (OSError, TimeoutError):
            self.reset()
            return
        unblock(self._server[1])
        up = self._pump(self._client[0], self._server[1], "up")
        down = self._pump(self._server[0], self._client[1], "down")
        try:
            await both(up, down)
        finally:
            self.close()

    async def _onwards(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connects to the target; a small buffer has to be asked for before that."""
        raw = socket.socket()
        raw.setblocking(False)
        if self._proxy.buffer:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._proxy.buffer)
        try:
            address = (LOOPBACK, self._proxy.target)
            await asyncio.get_running_loop().sock_connect(raw, address)
        except BaseException:
            raw.close()
            raise
        self.port = int(raw.getsockname()[1])
        limit = self._proxy.buffer or PIECE_BYTES
        return await asyncio.open_connection(sock=raw, limit=limit)

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: Direction
    ) -> None:
        """Passes pieces on in order, each under the mode of its moment."""
        while piece := await source.read(PIECE_BYTES):
            for part in self._parts(piece, way):
                passed = await self._delayed(part, way)
                if passed:
                    sink.write(passed)
                    await sink.drain()
        if sink.can_write_eof():
            sink.write_eof()

    def _parts(self, piece: bytes, way: Direction) -> list[bytes]:
        """Cuts what a slow line carries into what it carries in a tenth of a second."""
        mode = self._proxy.mode
        slow = mode.kind == "throttle" and mode.touches(way)
        size = max(1, mode.rate // 10) if slow else len(piece)
        return [piece[start : start + size] for start in range(0, len(piece), size)]

    async def _delayed(self, piece: bytes, way: Direction) -> bytes:
        """Returns what of a piece goes on, once it may; raises where the line is cut."""
        mode = self._proxy.mode
        if not mode.touches(way):
            return piece
        if mode.kind == "delay":
            await asyncio.sleep(mode.delay + self._proxy.dice.uniform(0, mode.jitter))
        elif mode.kind == "throttle":
            await asyncio.sleep(len(piece) / mode.rate)
        elif mode.kind == "black_hole":
            self._proxy.swallowed += len(piece)
            return b""
        elif mode.kind == "half_close":
            raise HalfClosed
        elif mode.kind == "cut_after":
            return self._cut(piece, way, mode.after)
        return piece

    def _cut(self, piece: bytes, way: Direction, after: int) -> bytes:
        self.passed[way] += len(piece)
        if self.passed[way] <= after:
            return piece
        sink = self._client[1] if way == "down" else self._server[1] if self._server else None
        if sink is not None:
            sink.write(piece[: max(0, after - self.passed[way] + len(piece))])
        self._proxy.cuts += 1
        raise ConnectionResetError

    def half_close(self) -> None:
        """Tells the client that no more will come; the server hears nothing of it."""
        with suppress(OSError, RuntimeError):
            self._client[1].write_eof()

    def reset(self) -> None:
        """Ends both connections as by a pulled plug that answers: with RST."""
        for writer in self._writers():
            raw = writer.get_extra_info("socket")
            with suppress(OSError):
                if raw is not None:
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NONE)
            writer.transport.abort()

    def close(self) -> None:
        """Ends both connections politely."""
        for writer in self._writers():
            writer.close()

    def _writers(self) -> list[asyncio.StreamWriter]:
        return [self._client[1], *([self._server[1]] if self._server else [])]


class HalfClosed(ConnectionError):  # noqa: N818  (an end, not an accident)
    """One direction ended; the other goes on."""


async def both(up: Awaitable[None], down: Awaitable[None]) -> None:
    """Runs both pumps; an error of either ends both, a half-close only its own."""
    pumps = [asyncio.ensure_future(up), asyncio.ensure_future(down)]
    try:
        await asyncio.gather(*(halved(pump) for pump in pumps))
    except (OSError, RuntimeError):
        pass
    finally:
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)


async def halved(pump: Awaitable[None]) -> None:
    """A pump that ends by a half-close is no error."""
    with suppress(HalfClosed):
        await pump


def unblock(writer: asyncio.StreamWriter) -> None:
    """Lets pieces leave at once, and holds back whoever writes more than one of them."""
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    writer.transport.set_write_buffer_limits(high=PIECE_BYTES)


class Proxy:
    """Listens on a port of loopback and passes on to another."""

    def __init__(self, target: int, port: int = 0, *, seed: int = 0, buffer: int = 0) -> None:
        self.target = target
        self.buffer = buffer  # bytes that each connection onwards holds; 0: as many as it likes
        self.port = port
        self.dice = random.Random(seed)
        self.lines: dict[Line, asyncio.Task[None]] = {}
        self.accepted = 0
        self.peak = 0  # lines at once
        self.cuts = 0
        self.swallowed = 0  # bytes
        self._mode = PASS
        self._server: asyncio.Server | None = None

    @property
    def mode(self) -> Mode:
        """What happens to bytes now."""
        return self._mode

    @mode.setter
    def mode(self, mode: Mode) -> None:
        """Changes what happens, also to the connections that are open."""
        self._mode = mode
        for line in self.lines:
            line.passed = {"up": 0, "down": 0}
            if mode.kind == "half_close":
                line.half_close()

    def reset(self) -> int:
        """Cuts every connection with RST; returns how many."""
        lines = list(self.lines)
        for line in lines:
            line.reset()
        self.cuts += len(lines)
        return len(lines)

    async def start(self) -> None:
        """Begins to listen."""
        self._server = await asyncio.start_server(
            self._accept, LOOPBACK, self.port, limit=PIECE_BYTES, backlog=BACKLOG
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stops listening and cuts what is open."""
        if self._server is not None:
            self._server.close()
        tasks = list(self.lines.values())
        self.reset()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.stop()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        line = Line(self, reader, writer)
        if self._mode.kind == "refuse" or len(self.lines) >= CONNECTIONS:
            line.reset()
            return
        unblock(writer)
        task = asyncio.create_task(line.run())
        self.lines[line] = task
        self.peak = max(self.peak, len(self.lines))
        task.add_done_callback(lambda _: self.lines.pop(line, None))
