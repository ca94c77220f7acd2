"""Who stops reading is let go, and costs the others nothing."""

import asyncio
import re
import socket

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests import checker
from tests.journeys.site import CROWD, Site, in_thread
from tests.journeys.stream import online, streaming
from tests.server import LOOPBACK, wait_until

EXIT_SECONDS = 25.0  # from SIGTERM to the end, whoever is connected
CLOSE_SECONDS = 45.0  # a minute is promised; the reader's buffer is small here
RECEIVE_BYTES = 4_096  # of the slow reader's buffer, so that it is full at once
LATE_SECONDS = 3.0  # for the others, on a busy machine
LONG = "words" * 1_500  # a message of seven kilobytes fills buffers quickly


@pytest.mark.parametrize("installation", ["embedded-uvicorn", "cluster-uvicorn"], indirect=True)
async def test_a_slow_reader_is_closed_and_the_others_hear_everything(site: Site) -> None:
    name = site.take_spare()
    members = ("bob", *CROWD[:4])
    room = await site.room(name, *members)
    clients = [site.client(each, first=n) for n, each in enumerate(members)]
    async with online(*clients), httpx.AsyncClient(trust_env=False) as http:
        before = await closed_as_slow(http, site)
        slow = await stalled(site, name)
        try:
            async with streaming(site, [room], clients[:1], clients) as stream:
                async with asyncio.timeout(CLOSE_SECONDS):
                    while await closed_as_slow(http, site) == before:
                        await asyncio.gather(*(clients[1].post(room, LONG) for _ in range(4)))
                stream.writers = clients[:2]
            assert await closed_as_slow(http, site) == before + 1
            late = [checker.latenesses(stream.acks, client.shown) for client in clients]
            assert sum(map(len, late)) >= len(stream.acks) * len(clients) > 0
            assert max(map(max, late)) < LATE_SECONDS
            assert not any(client.closes for client in clients)
        finally:
            slow.transport.abort()


@pytest.mark.parametrize("installation", ["embedded-uvicorn"], indirect=True)
async def test_a_reader_that_never_reads_does_not_hold_up_the_exit(site: Site) -> None:
    name = site.take_spare()
    room = await site.room(name, "bob")
    server = site.servers[0]
    async with online(bob := site.client("bob")), httpx.AsyncClient(trust_env=False) as http:
        before = await closed_as_slow(http, site)
        slow = await stalled(site, name)
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                while await closed_as_slow(http, site) == before:
                    await asyncio.gather(*(bob.post(room, LONG) for _ in range(4)))
            server.terminate()
            await in_thread(wait_until, lambda: not server.running, "the exit", EXIT_SECONDS)
            assert server.exit_code() == 0
        finally:
            slow.transport.abort()


async def closed_as_slow(http: httpx.AsyncClient, site: Site) -> int:
    """How many sockets the servers say they have closed with 4408."""
    answer = await http.get(f"{site.urls[0]}/metrics")
    assert answer.status_code == 200
    found = re.search(r'^chat_socket_closes_total\{code="4408"\} (\d+)', answer.text, re.MULTILINE)
    return int(found[1]) if found else 0


async def stalled(site: Site, name: str) -> ClientConnection:
    """A socket that says hello and then reads nothing."""
    raw = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, (LOOPBACK, site.servers[0].port))
    reader = await connect(
        site.socket_urls[0],
        sock=raw,
        additional_headers={"Authorization": f"Bearer {site.tokens[name]}"},
        compression=None,
        ping_interval=None,
        proxy=None,
        max_queue=1,
    )
    await reader.send('{"type":"hello","ref":"1"}')
    assert "welcome" in str(await reader.recv())
    reader.transport.pause_reading()
    return reader
