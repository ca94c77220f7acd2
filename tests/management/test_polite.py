"""A server that stops cuts off nobody who was let in before, and refuses everybody after."""

import asyncio
import socket
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

import pytest
import uvicorn
from uvicorn.supervisors.multiprocess import Process

from chat.management import launcher
from chat.management.polite import LAST_TURNS, TURN_SECONDS, Server, Supervisor, silent
from tests.server import LOOPBACK

CALLS = 20
READ_SECONDS = 5.0
HELD_SECONDS = 30  # that a worker is silent; one that is missed at once takes far less
REQUEST = b"POST / HTTP/1.1\r\nHost: chat\r\nContent-Length: 2\r\n\r\nhi"


async def answering(scope: Any, receive: Any, send: Any) -> None:
    """Answers what was posted."""
    body = (await receive())["body"]
    length = str(len(body)).encode()
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]}
    )
    await send({"type": "http.response.body", "body": body})


def call(listener: socket.socket, request: bytes) -> socket.socket:
    """A connection that the kernel has taken, and nobody else has seen yet."""
    caller = socket.create_connection((LOOPBACK, listener.getsockname()[1]), READ_SECONDS)
    caller.sendall(request)
    caller.setblocking(False)
    return caller


async def answer(caller: socket.socket) -> bytes:
    """All that a caller is told until its connection ends."""
    told, loop = b"", asyncio.get_running_loop()
    async with asyncio.timeout(READ_SECONDS):
        while piece := await loop.sock_recv(caller, 4096):
            told += piece
    caller.close()
    return told


@pytest.fixture
def listener() -> socket.socket:
    return launcher.listening(LOOPBACK, 0)


async def serving(listener: socket.socket) -> Server:
    """A server that listens; its own loop of ticks is not needed."""
    server = Server(uvicorn.Config(answering, lifespan="off", http="httptools", log_config=None))
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup([listener])
    return server


async def test_who_waits_to_be_accepted_is_answered(listener: socket.socket) -> None:
    server = await serving(listener)
    callers = [call(listener, REQUEST) for _ in range(CALLS)]  # the loop did not turn meanwhile
    stopping = asyncio.create_task(server.shutdown([listener]))
    answers = await asyncio.gather(*map(answer, callers))
    assert all(told.startswith(b"HTTP/1.1 200") and told.endswith(b"hi") for told in answers)
    await stopping


@pytest.mark.parametrize("turns", [1, LAST_TURNS + 2])
async def test_who_was_accepted_and_speaks_a_moment_later_is_answered(
    listener: socket.socket, turns: int
) -> None:
    server = await serving(listener)
    caller = call(listener, b"")
    while not server.server_state.connections:
        await asyncio.sleep(0)
    stopping = asyncio.create_task(server.shutdown([listener]))
    await asyncio.sleep(turns * TURN_SECONDS)
    await asyncio.get_running_loop().sock_sendall(caller, REQUEST)
    assert (await answer(caller)).endswith(b"hi")
    await stopping


async def test_who_never_speaks_is_not_waited_for_without_end(listener: socket.socket) -> None:
    server = await serving(listener)
    caller = call(listener, b"")
    while not server.server_state.connections:
        await asyncio.sleep(0)
    stopping = asyncio.create_task(server.shutdown([listener]))
    assert await answer(caller) == b""
    await stopping


async def test_who_was_heard_before_is_not_waited_for(listener: socket.socket) -> None:
    server = await serving(listener)
    caller = call(listener, REQUEST)
    assert (await asyncio.get_running_loop().sock_recv(caller, 4096)).startswith(b"HTTP/1.1 200")
    (connection,) = server.server_state.connections
    assert not silent(connection)
    await server.shutdown([listener])
    caller.close()


async def test_whoever_comes_after_is_refused_at_once(listener: socket.socket) -> None:
    server = await serving(listener)
    port = listener.getsockname()[1]
    stopping = asyncio.create_task(server.shutdown([listener]))
    await asyncio.sleep(0)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((LOOPBACK, port), READ_SECONDS)
    await stopping


def hold(_end: Connection) -> None:
    """A worker that answers nothing, with its end of the pipe in hand."""
    time.sleep(HELD_SECONDS)


async def test_a_worker_killed_while_it_is_asked_how_it_is_is_missed_at_once() -> None:
    config = uvicorn.Config(answering, workers=2, log_config=None)
    config.timeout_worker_healthcheck = HELD_SECONDS
    supervisor, worker = Supervisor(config, sockets=[]), Process(config, [])
    worker.process = get_context("spawn").Process(target=hold, args=(worker.child_conn,))
    worker.start()
    supervisor.processes = [worker]
    asking = asyncio.create_task(asyncio.to_thread(supervisor.keep_subprocess_alive))
    await asyncio.to_thread(asked, worker)
    supervisor.should_exit.set()  # so that no other is started
    worker.kill()
    async with asyncio.timeout(READ_SECONDS):
        await asking
    assert not worker.process.is_alive()


def asked(worker: Process) -> None:
    """Waits until the parent has let go of the worker's end, which it does before it asks."""
    while not worker.child_conn.closed:
        time.sleep(0.01)
