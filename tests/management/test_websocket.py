"""A socket's connection tells every text as it is, and keeps little for who does not read."""

import asyncio
import gc
import socket
import weakref
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.server import ServerProtocol

from chat.management import launcher
from chat.management.polite import Server
from chat.management.websocket import BUFFERED_BYTES, Http, WebSocket, framed
from tests.server import LOOPBACK

LENGTHS = (0, 1, 125, 126, 127, 65_535, 65_536, 200_000)
DEADLINE = 5.0
TINY_BUFFER = 4_096  # bytes of the kernel's, on both sides


@asynccontextmanager
async def served(application: Any) -> AsyncIterator[str]:
    """The address of a server that serves its sockets as the product's does."""
    listener = launcher.listening(LOOPBACK, 0)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, TINY_BUFFER)
    server = Server(
        uvicorn.Config(
            application,
            lifespan="off",
            http=Http,
            ws=WebSocket,
            ws_per_message_deflate=False,
            log_config=None,
        )
    )
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup([listener])
    try:
        yield f"ws://{LOOPBACK}:{listener.getsockname()[1]}"
    finally:
        await server.shutdown([listener])


@pytest.mark.parametrize("letter", ["a", "é", "語"])
async def test_every_length_arrives_as_it_was_sent(letter: str) -> None:
    texts = [letter * length for length in LENGTHS]

    async def telling(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        for text in texts:
            await send({"type": "websocket.send", "text": text})
        await send({"type": "websocket.close", "code": 4000})

    async with (
        asyncio.timeout(DEADLINE),
        served(telling) as url,
        connect(url, max_size=None, proxy=None) as client,
    ):
        assert [await client.recv() for _ in texts] == texts
        with pytest.raises(ConnectionClosed) as closed:
            await client.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4000


def test_a_text_for_many_is_framed_once() -> None:
    text = "".join(["for ", "everybody"])
    frame = framed(text)
    assert framed(text) is frame
    assert framed("another") != frame
    assert framed(text) == frame


async def test_who_does_not_read_is_waited_for_with_little_in_hand() -> None:
    text = "x" * 2 * BUFFERED_BYTES
    sizes: list[int] = []
    waiting = asyncio.Event()

    async def telling(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        connection: WebSocket = send.__self__
        while connection.writable.is_set():
            await send({"type": "websocket.send", "text": text})
            sizes.append(connection.transport.get_write_buffer_size())
        waiting.set()
        await send({"type": "websocket.send", "text": "and on it goes"})

    async with asyncio.timeout(DEADLINE), served(telling) as url:
        raw = socket.create_connection(tuple_of(url))
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, TINY_BUFFER)
        async with connect(url, sock=raw, max_queue=1, proxy=None) as client:
            client.transport.pause_reading()
            await waiting.wait()
            assert BUFFERED_BYTES < max(sizes) <= BUFFERED_BYTES + len(framed(text))
            client.transport.resume_reading()
            told = [await client.recv() for _ in range(len(sizes) + 1)]
    assert told == [text] * len(sizes) + ["and on it goes"]


def test_the_kernel_keeps_little_for_who_does_not_read() -> None:
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, TINY_BUFFER)
    with launcher.listening(LOOPBACK, 0) as listener, reader:
        reader.connect(listener.getsockname())
        told, _ = listener.accept()
        with told:
            told.setblocking(False)
            taken = 0
            with suppress(BlockingIOError):
                while taken <= 2 * launcher.UNSENT_BYTES:
                    taken += told.send(b"x" * BUFFERED_BYTES)
    assert BUFFERED_BYTES < taken <= 2 * launcher.UNSENT_BYTES


@pytest.fixture
def uncollected() -> Iterator[None]:
    """The collector looks for no circles: what is freed is freed because nobody holds it."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("ending", ["close", "reset"])
async def test_a_connection_that_ended_is_freed_without_the_collector(
    ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: weakref.WeakSet[object] = weakref.WeakSet()

    class Watched(Http):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            held.add(self)

    async def telling(scope: Any, receive: Any, send: Any) -> None:
        held.update((send.__self__, send.__self__.conn))
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": "welcome"})
        while (await receive())["type"] != "websocket.disconnect":
            pass

    monkeypatch.setitem(globals(), "Http", Watched)
    async with asyncio.timeout(DEADLINE), served(telling) as url:
        async with connect(url, proxy=None) as client:
            assert await client.recv() == "welcome"
            assert {type(one) for one in held} == {WebSocket, ServerProtocol}
            if ending == "reset":
                client.transport.abort()
        while held:
            await asyncio.sleep(0.005)


def tuple_of(url: str) -> tuple[str, int]:
    """The host and port of an address."""
    host, _, port = url.removeprefix("ws://").partition(":")
    return host, int(port)
