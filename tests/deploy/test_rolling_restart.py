"""One process after the other is restarted: no request fails and no message is lost."""

import asyncio

import pytest

from tests.deploy.balancers import Balancer, Nginx
from tests.deploy.calls import PAUSE_SECONDS, balancer_found, calling
from tests.deploy.installation import Installation
from tests.journeys.site import CROWD, in_thread
from tests.journeys.stream import online, streaming

pytestmark = pytest.mark.timeout(240)  # processes are restarted, also on a busy machine
POSTS = 40  # before, between and after the restarts
CALLERS = 4  # that each call again as soon as they are answered
DRAIN_SECONDS = 10.0  # over which a drained process tells its sockets to come back
# nginx does not ask whether a process is ready. What it hands over in the moment in which
# the process stops listening is cut off, and nginx does not repeat it if it may not be repeated.
CUT_OFF = 1


async def test_a_rolling_restart_fails_no_request_and_loses_no_message(
    site: Installation, balancer: Balancer
) -> None:
    members = ("bob", *CROWD[:5])
    room, other = await site.room(*members), await site.room(*members)
    clients = [site.client(name) for name in members]
    async with (
        online(*clients),
        calling(site, other, *CROWD[:CALLERS]) as calls,
        streaming(site, [room], clients[:3], clients) as stream,
    ):
        for number, server in enumerate(site.servers):
            await stream.reach(POSTS)
            server.terminate()
            assert await in_thread(server.exit_code) == 0
            await in_thread(server.start)
            await in_thread(balancer_found, site, number)
        await stream.reach(POSTS)
        assert all(client.closes for client in clients)
        assert all(set(client.closes) == {1012} for client in clients)
        told = [frame["after"] for c in clients for frame in c.told if frame["type"] == "reconnect"]
        assert len(told) >= len(clients)  # each socket was on one of the two
        assert len(set(told)) > len(clients) // 2  # each at a time of its own
        assert all(0 <= after <= DRAIN_SECONDS for after in told)
    failed = calls.failed()
    assert failed["GET"] == 0, calls.answers
    assert failed["POST"] <= (CUT_OFF if isinstance(balancer, Nginx) else 0), calls.answers
    assert calls.answers["POST 201"] > 0
    assert len(site.rows([other])) >= calls.answers["POST 201"]


async def test_a_killed_process_fails_no_reading_request(site: Installation) -> None:
    room = await site.room(*CROWD)
    server = site.servers[0]
    async with calling(site, room, *CROWD[:CALLERS]) as calls:
        while calls.answers["GET 200"] < CALLERS:
            await asyncio.sleep(PAUSE_SECONDS)
        await in_thread(server.kill)
        goal = calls.answers["GET 200"] + POSTS
        while calls.answers["GET 200"] < goal:
            await asyncio.sleep(PAUSE_SECONDS)
        await in_thread(server.start)
    failed = calls.failed()
    assert failed["GET"] == 0, calls.answers
    assert failed["POST"] <= CALLERS  # only those under way: their outcome is unknown
