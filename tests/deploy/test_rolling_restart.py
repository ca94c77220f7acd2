"""One process after the other is restarted: no request fails and no message is lost."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.deploy.balancers import Balancer, Nginx
from tests.deploy.installation import Installation
from tests.journeys.site import CROWD, in_thread
from tests.journeys.stream import online, streaming
from tests.server import wait_until

pytestmark = pytest.mark.timeout(240)  # processes are restarted, also on a busy machine
POSTS = 40  # before, between and after the restarts
CALLERS = 4  # that each call again as soon as they are answered
PAUSE_SECONDS = 0.01  # between one caller's calls, on a machine that others use too
DRAIN_SECONDS = 10.0  # over which a drained process tells its sockets to come back
# nginx does not ask whether a process is ready. What it hands over in the moment in which
# the process stops listening is cut off, and nginx does not repeat it if it may not be repeated.
CUT_OFF = 1
RETURN_SECONDS = 20.0  # until the balancer uses a process again


class Calls:
    """REST calls that are made once each: whatever is not answered well has failed."""

    def __init__(self, site: Installation, room: int) -> None:
        self.site, self.room = site, room
        self.answers: Counter[str] = Counter()
        self.stopping = False

    async def go_on(self, name: str) -> None:
        """Reads and writes in turn; each call is made once, on a connection that is reused."""
        assert self.site.balancer is not None
        base = f"{self.site.balancer.url}/api/v1"
        async with self.site.http(Authorization=f"Bearer {self.site.tokens[name]}") as http:
            while not self.stopping:
                await self.call(http, "GET", f"{base}/me")
                path = f"{base}/rooms/{self.room}/messages"
                await self.call(http, "POST", path, json={"text": "once"})
                await asyncio.sleep(PAUSE_SECONDS)

    async def call(self, http: httpx.AsyncClient, method: str, url: str, **options: object) -> None:
        """One call; its outcome is counted."""
        try:
            answer = await http.request(method, url, **options)  # type: ignore[arg-type]
            self.answers[f"{method} {answer.status_code}"] += 1
        except httpx.TransportError as error:
            self.answers[f"{method} {type(error).__name__}"] += 1

    def failed(self) -> Counter[str]:
        """How many calls were not answered well, by method."""
        counted: Counter[str] = Counter()
        for outcome, times in self.answers.items():
            method, _, answer = outcome.partition(" ")
            counted[method] += 0 if answer in ("200", "201") else times
        return counted


@asynccontextmanager
async def calling(site: Installation, room: int, *names: str) -> AsyncIterator[Calls]:
    """People call during the block."""
    calls = Calls(site, room)
    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(calls.go_on(name))
        try:
            yield calls
        finally:
            calls.stopping = True


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


def balancer_found(site: Installation, number: int) -> None:
    """Returns once the balancer sends requests to a process again."""
    balancer = site.balancer
    assert balancer is not None
    before = site.requests("GET /healthz")[number]

    def came_through() -> bool:
        balancer.answers()
        return site.requests("GET /healthz")[number] > before

    wait_until(came_through, "a request for the new process", RETURN_SECONDS)
