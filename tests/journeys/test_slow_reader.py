"""Who stops reading is let go, and costs the others nothing."""

import asyncio
import socket
import time

import pytest
from websockets.asyncio.client import connect

from tests import checker
from tests.journeys.site import CROWD, Site
from tests.journeys.stream import online, streaming

DROP_SECONDS = 45.0  # a minute is promised; the socket's buffers are small here
RECEIVE_BYTES = 4_096  # of the slow reader's buffer, so that it is full at once
LATE_SECONDS = 3.0  # for the others, on a busy machine
LONG = "words" * 1_500  # a message of seven kilobytes fills buffers quickly


@pytest.mark.parametrize("installation", ["cluster-uvicorn"], indirect=True)
async def test_a_slow_reader_is_dropped_and_the_others_hear_everything(site: Site) -> None:
    name = site.take_spare()
    members = ("bob", *CROWD[:4])
    room = await site.room(name, *members)
    clients = [site.client(each, first=n) for n, each in enumerate(members)]
    async with online(*clients):
        slow = await stalled(site, name)
        try:
            began = time.monotonic()
            async with streaming(site, [room], clients[:2], clients) as stream:
                while not await dropped(site, slow):
                    assert time.monotonic() - began < DROP_SECONDS, "the slow reader stays"
                    await stream.writers[0].post(room, LONG)
            late = [checker.latenesses(stream.acks, client.shown) for client in clients]
            assert sum(map(len, late)) >= len(stream.acks) * len(clients) > 0
            assert max(map(max, late)) < LATE_SECONDS
            assert not any(client.closes for client in clients)
        finally:
            slow.transport.abort()


async def stalled(site: Site, name: str):  # noqa: ANN201  (websockets' own type)
    """A socket that says hello and then reads nothing."""
    raw = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", site.servers[0].port))
    headers = {"Authorization": f"Bearer {site.tokens[name]}"}
    reader = await connect(
        site.socket_urls[0],
        sock=raw,
        additional_headers=headers,
        compression=None,
        ping_interval=None,
        proxy=None,
        max_queue=1,
    )
    await reader.send('{"type":"hello","ref":"1"}')
    assert "welcome" in str(await reader.recv())
    reader.transport.pause_reading()
    return reader


async def dropped(site: Site, slow) -> bool:  # noqa: ANN001
    """Whether no process of the site holds the connection's other end any more."""
    from tests.journeys.site import inode_of, sockets_of

    await asyncio.sleep(0)
    try:
        inode = inode_of(site.servers[0].port, slow.local_address[1])
    except AssertionError:
        return True
    return not any(inode in sockets_of(pid) for pid in site.processes())
