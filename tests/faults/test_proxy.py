"""The proxy does what each of its modes says, to new connections and to open ones."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from tests.faults.proxy import BLACK_HOLE, PASS, REFUSE, Mode, Proxy

SECONDS = 5.0  # for anything that must happen on loopback
SILENT_SECONDS = 0.2  # for what must not happen

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def echoing() -> AsyncIterator[Proxy]:
    """A proxy before a server that says everything back."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while piece := await reader.read(65_536):
                writer.write(piece)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with Proxy(server.sockets[0].getsockname()[1], seed=1) as proxy:
        yield proxy
    server.close()


async def connected(proxy: Proxy) -> Streams:
    """A connection that has carried something already."""
    streams = await asyncio.open_connection("127.0.0.1", proxy.port)
    assert await said_back(streams, b"hello") == b"hello"
    return streams


async def said_back(streams: Streams, text: bytes, seconds: float = SECONDS) -> bytes:
    """What comes back of a text."""
    streams[1].write(text)
    async with asyncio.timeout(seconds):
        return await streams[0].readexactly(len(text))


async def until(condition: Callable[[], bool]) -> None:
    """Waits until a condition holds."""
    async with asyncio.timeout(SECONDS):
        while not condition():
            await asyncio.sleep(0.01)


async def test_it_passes_everything_in_order_both_ways() -> None:
    async with echoing() as proxy:
        streams = await connected(proxy)
        text = bytes(range(256)) * 4_000
        assert await said_back(streams, text) == text
        assert (proxy.accepted, len(proxy.lines)) == (1, 1)


async def test_it_delays_and_keeps_the_order() -> None:
    async with echoing() as proxy:
        streams = await connected(proxy)
        proxy.mode = Mode("delay", delay=0.1, jitter=0.05)
        began = time.monotonic()
        for number in range(3):
            assert await said_back(streams, b"%d" % number) == b"%d" % number
        assert time.monotonic() - began >= 0.6  # three times there and back


async def test_it_throttles() -> None:
    async with echoing() as proxy:
        streams = await connected(proxy)
        proxy.mode = Mode("throttle", rate=20_000, direction="down")
        began = time.monotonic()
        await said_back(streams, bytes(10_000))
        assert time.monotonic() - began >= 0.4


async def test_a_reset_reaches_both_ends_and_new_connections_pass() -> None:
    async with echoing() as proxy:
        streams = await connected(proxy)
        assert proxy.reset() == 1
        with pytest.raises(ConnectionResetError):
            await said_back(streams, b"gone?")
        await connected(proxy)


async def test_a_black_hole_swallows_open_and_new_connections_and_heals() -> None:
    async with echoing() as proxy:
        streams = await connected(proxy)
        proxy.mode = BLACK_HOLE
        with pytest.raises(TimeoutError):
            await said_back(streams, b"into it", SILENT_SECONDS)
        new = await asyncio.open_connection("127.0.0.1", proxy.port)
        with pytest.raises(TimeoutError):
            await said_back(new, b"into it", SILENT_SECONDS)
        assert proxy.swallowed == 14
        proxy.mode = PASS
        assert await said_back(streams, b"back") == b"back"


async def test_one_direction_alone_can_be_a_black_hole() -> None:
    async with echoing() as proxy:
        streams = await connected(proxy)
        proxy.mode = Mode("black_hole", direction="down")
        streams[1].write(b"heard")
        await until(lambda: proxy.swallowed == 5)
        proxy.mode = PASS
        assert await said_back(streams, b"back") == b"back"


async def test_a_half_close_ends_one_direction_only() -> None:
    async with echoing() as proxy:
        streams = await connected(proxy)
        proxy.mode = Mode("half_close", direction="down")
        async with asyncio.timeout(SECONDS):
            assert await streams[0].read() == b""
        streams[1].write(b"still taken")
        await streams[1].drain()
        assert len(proxy.lines) == 1


async def test_it_cuts_after_so_many_bytes() -> None:
    async with echoing() as proxy:
        streams = await connected(proxy)
        proxy.mode = Mode("cut_after", after=10, direction="down")
        assert await said_back(streams, b"0123456") == b"0123456"
        streams[1].write(b"789abc")
        async with asyncio.timeout(SECONDS):
            with suppress(ConnectionResetError):
                assert await streams[0].read() == b"789"
        assert proxy.cuts == 1
        await until(lambda: not proxy.lines)


async def test_it_refuses_and_a_dead_target_is_a_reset() -> None:
    async with echoing() as proxy:
        proxy.mode = REFUSE
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await connected(proxy)
        proxy.mode = PASS
        await connected(proxy)
        proxy.target = 1
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await connected(proxy)


async def test_it_holds_no_more_than_a_piece_for_a_reader_that_reads_nothing() -> None:
    async with echoing() as proxy:
        _, writer = await connected(proxy)
        writer.write(bytes(64_000_000))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(SILENT_SECONDS * 5):
                await writer.drain()
        writer.transport.abort()
