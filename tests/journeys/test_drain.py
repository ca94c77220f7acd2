"""SIGTERM drains: what is under way is answered, people are told when to come back."""

import asyncio
import time
from contextlib import suppress

import httpx
import pytest

from tests.clients import Client
from tests.journeys.site import CROWD, Site, in_thread
from tests.journeys.stream import online, streaming
from tests.server import wait_until

EXIT_SECONDS = 25.0  # from SIGTERM to the end
POSTS = 30  # before and after

SERVED = pytest.mark.parametrize(
    "installation", ["embedded-uvicorn", "cluster-uvicorn"], indirect=True
)


@SERVED
async def test_a_restart_under_load_tells_everyone_and_loses_nothing(site: Site) -> None:
    room = await site.room("bob", *CROWD[:4])
    clients = [site.client(name) for name in ("bob", *CROWD[:4])]
    server = site.servers[0]
    async with online(*clients):
        async with streaming(site, [room], clients[:3], clients) as stream:
            await stream.reach(POSTS)
            began = time.monotonic()
            server.terminate()
            for client in clients:
                await client.until(lambda c=client: bool(c.closes), "the close")
            assert await in_thread(server.exit_code) == 0
            assert time.monotonic() - began < EXIT_SECONDS
            await in_thread(server.start)
            await stream.reach(POSTS)
        assert {client.closes[0] for client in clients} == {1012}
        for client in clients:
            told = [frame for frame in client.told if frame["type"] == "reconnect"]
            assert told
            assert 0 <= told[0]["after"] <= 30


@SERVED
async def test_a_post_under_way_is_acked_before_its_socket_closes(site: Site) -> None:
    room = await site.room("bob")
    server = site.servers[0]
    async with online(bob := site.client("bob")):
        with site.locked(room):
            asking = asyncio.create_task(
                bob.ask("message.post", room=room, client_id=CLIENT_ID, text="in time")
            )
            await bob.ask("ping")  # answered after the post was taken in
            server.terminate()
            await bob.until(lambda: told_to_reconnect(bob), "the reconnect frame")
            await in_thread(wait_until, lambda: readiness(site) == 503, "unreadiness", 3)
        answer = await asking
        assert answer["type"] == "ack"
        await bob.until(lambda: bool(bob.closes), "the close")
        assert bob.closes == [1012]
        assert await in_thread(server.exit_code) == 0
        assert [row.seq for row in site.rows([room])] == [answer["seq"]]


CLIENT_ID = "6b1e0a52-8f64-4c0e-9d2b-54b4f6f4a001"


def told_to_reconnect(client: Client) -> bool:
    """Whether the client was told when to come back."""
    return any(frame["type"] == "reconnect" for frame in client.told)


@SERVED
async def test_a_call_under_way_is_answered(site: Site) -> None:
    room = await site.room("bob")
    server = site.servers[0]
    async with site.caller("bob") as bob:
        await bob.get("/me")
        with site.locked(room):
            body = {"text": "in time"}
            calling = asyncio.create_task(bob.call("POST", f"/rooms/{room}/messages", json=body))
            await in_thread(wait_until, lambda: waiting(site), "the commit's wait for its lock")
            server.terminate()
            await in_thread(wait_until, lambda: not server.answers(), "the end of readiness")
        assert (await calling).status_code == 201
        assert await in_thread(server.exit_code) == 0
        assert [row.text for row in site.rows([room])] == ["in time"]


def waiting(site: Site) -> bool:
    """Whether somebody waits for a lock; of SQLite nobody can tell from outside."""
    waits = "wait_event_type = 'Lock' AND datname = current_database()"
    sql = f"SELECT 1 FROM pg_stat_activity WHERE {waits}"
    return not site.cluster or bool(site.query(sql))


def readiness(site: Site) -> int:
    """The status of GET /readyz; 0 where the connection met a process that was just ending."""
    with suppress(httpx.TransportError):
        return httpx.get(f"{site.urls[0]}/readyz", trust_env=False).status_code
    return 0
