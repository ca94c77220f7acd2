"""Two chat processes on ports of their own that share PostgreSQL and Redis, with the cast."""

import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.clients import ANSWER_SECONDS, Caller, Client
from tests.deploy.balancers import Balancer
from tests.journeys.browser import Browser
from tests.journeys.management import Management
from tests.journeys.site import Site
from tests.server import LOOPBACK, free_port
from tests.services import AppServer, PostgreSQL, environment

METRICS_SECONDS = 5.0  # for one look at a process's figures


@dataclass
class Installation(Site):
    """A site whose people reach it through a balancer; without one, at each process in turn."""

    balancer: Balancer | None = None

    @property
    def urls(self) -> list[str]:
        """The one address people know, or that of each process."""
        return [self.balancer.url] if self.balancer else super().urls

    @property
    def socket_urls(self) -> list[str]:
        """Where the WebSocket is."""
        return [f"ws{url.removeprefix('http')}/ws" for url in self.urls]

    def at(self, number: int, name: str, **fields: Any) -> Client:
        """A socket client of somebody at one process, round any balancer."""
        url = self.servers[number].socket_url
        return Client([url], token=self.tokens[name], **fields)

    def caller_at(self, number: int, name: str) -> Caller:
        """A REST caller of somebody at one process."""
        return Caller([self.servers[number].url], self.tokens[name])

    def http(self, address: str = LOOPBACK, **headers: str) -> httpx.AsyncClient:
        """A client of the balancer, on a loopback address of its own."""
        assert self.balancer is not None
        transport = httpx.AsyncHTTPTransport(verify=self.balancer.trust, local_address=address)
        return httpx.AsyncClient(transport=transport, timeout=ANSWER_SECONDS, headers=headers)

    def caller(self, name: str, first: int = 0) -> Caller:
        """A REST caller that trusts the balancer."""
        made = super().caller(name, first)
        if self.balancer is not None:
            made._http = self.http(Authorization=f"Bearer {self.tokens[name]}")
        return made

    def browser(self, address: str = LOOPBACK, **headers: str) -> Browser:
        """Somebody's browser, which sends some headers with everything."""
        made = Browser(self.urls)
        made._http = self.http(address, **headers)
        return made

    def sockets(self) -> list[int]:
        """How many sockets each process holds."""
        return [int(figure(server, "chat_sockets")) for server in self.servers]

    def requests(self, line: str) -> list[int]:
        """How often each process has answered a request, by its log."""
        return [server.log.read_text().count(f"request='{line}'") for server in self.servers]


def figure(server: AppServer, metric: str) -> float:
    """A metric of one process, added up over its labels."""
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=METRICS_SECONDS) as answer:
        lines = answer.read().decode().splitlines()
    found = [line for line in lines if line.partition("{")[0].partition(" ")[0] == metric]
    assert found, f"{metric} is not among the figures"
    return sum(float(line.rpartition(" ")[2]) for line in found)


@contextmanager
def installed(
    folder: Path, redis_url: str, front: type[Balancer] | None = None, **more: str
) -> Iterator[Installation]:
    """Sets up and runs two processes with everybody in the database."""
    with ExitStack() as stack:
        postgresql = stack.enter_context(PostgreSQL(fsync=False))
        database_url = postgresql.create("chat")
        ports = [free_port(), free_port()]
        balancer = front(ports) if front else None
        origins = [balancer.url] if balancer else [f"http://{LOOPBACK}:{port}" for port in ports]
        env = environment(
            folder,
            database_url=database_url,
            redis_url=redis_url,
            chat_message_rate="0",
            chat_origins=",".join(origins),
            chat_workers="2",
            **more,
        )
        servers = [AppServer(env, port=port) for port in ports]
        management = stack.enter_context(Management(env))
        site = Installation(
            "cluster-pair", env, servers, management, database_url, balancer=balancer
        )
        site.found()
        for server in servers:
            stack.enter_context(server)
        if balancer is not None:
            stack.enter_context(balancer)
        yield site
