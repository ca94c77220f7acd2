"""REST calls that are made once each while processes behind a balancer are restarted."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from tests.deploy.installation import Installation
from tests.server import wait_until

PAUSE_SECONDS = 0.01  # between one caller's calls, on a machine that others use too
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


def balancer_found(site: Installation, number: int) -> None:
    """Returns once the balancer sends requests to a process again."""
    balancer = site.balancer
    assert balancer is not None
    before = site.requests("GET /healthz")[number]

    def came_through() -> bool:
        balancer.answers()
        return site.requests("GET /healthz")[number] > before

    wait_until(came_through, "a request for the new process", RETURN_SECONDS)
