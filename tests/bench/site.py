"""An installation under measurement: databases, a filled workspace, the server, the load."""

import http.client
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tests.bench.driver import Load
from tests.bench.machine import cpu_seconds
from tests.bench.quiet import QUIET
from tests.bench.tree import ALWAYS, MeasuredServer, Tree
from tests.server import LOOPBACK, Server
from tests.services import PostgreSQL, Redis, environment

SOCKETS_PER_USER = 20  # the server's bound on one person
REST_SECONDS = 30.0

Database = Literal["postgresql", "sqlite"]


@dataclass
class Workspace:
    """Who and what there is, as the tree's own models made it."""

    rooms: list[dict[str, Any]]
    people: list[dict[str, Any]]
    places: list[list[int]]

    def sockets(self, count: int, room: int = 0) -> list[dict[str, Any]]:
        """That many sockets in a room, spread over its members."""
        members = [person for r, person in self.places if r == room]
        if count > len(members) * SOCKETS_PER_USER:
            raise ValueError(f"{count} sockets need more than {len(members)} people")
        chosen = (self.people[members[i % len(members)]] for i in range(count))
        return [{"session": p["session"], "room": self.rooms[room]["id"]} for p in chosen]


@dataclass
class Cost:
    """What a stretch of work took of the server's CPU, and of the databases'."""

    server: float = 0.0
    database: float = 0.0
    seconds: float = 0.0


@dataclass
class Site:
    """A running installation."""

    tree: Tree
    env: dict[str, str]
    server: MeasuredServer
    load: Load
    databases: list[Server] = field(default_factory=list)

    def fill(self, prefix: str, rooms: int, people: int, layout: str, **more: Any) -> Workspace:
        """Make people, rooms and memberships."""
        wanted = {"prefix": prefix, "rooms": rooms, "people": people, "layout": layout, **more}
        made = json.loads(self.tree.inside("workspace", json.dumps(wanted), env=self.env))
        return Workspace(**made)

    def write_history(self, room: dict[str, Any], messages: int, *, searched: bool = True) -> None:
        """Write messages into an empty room, and index them for the search if it is measured."""
        words = [str(room["id"]), str(messages), "searched" if searched else "plain"]
        with QUIET.loading():
            self.tree.inside("history", *words, env=self.env)

    def connect(self, sockets: list[dict[str, Any]], **options: Any) -> dict[str, Any]:
        """Open sockets with the load; all of them, or it is an error."""
        where = {"url": self.server.socket_url, "origin": self.server.url}
        answer = self.load.ask("connect", sockets=sockets, **where, **options)
        if answer["opened"] != len(sockets):
            raise AssertionError(f"{answer['opened']} of {len(sockets)} opened: {answer['failed']}")
        return answer

    @contextmanager
    def cost(self) -> Iterator[Cost]:
        """Measure what the work inside costs."""
        spent, began = Cost(), time.monotonic()
        server, database = cpu_seconds(self.server.pid), self._databases()
        yield spent
        spent.server = cpu_seconds(self.server.pid) - server
        spent.database = self._databases() - database
        spent.seconds = time.monotonic() - began

    def _databases(self) -> float:
        return sum(cpu_seconds(each.pid) for each in self.databases)

    def rest(self, token: str) -> "Rest":
        """A caller of the API."""
        return Rest(self.server.port, token)

    def settle(self, most: float = 5.0, *, of: Server | None = None) -> None:
        """Wait until the server has nothing left to do but its look each second."""
        deadline, pid = time.monotonic() + most, (of or self.server).pid
        while time.monotonic() < deadline:
            before = cpu_seconds(pid)
            time.sleep(0.3)
            if cpu_seconds(pid) - before <= 0.02:
                return


class Rest:
    """Calls the API over one connection that is kept."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection(LOOPBACK, port, timeout=REST_SECONDS)
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> tuple[int, float]:
        """Ask; returns the status and the seconds until the whole answer was there."""
        began = time.perf_counter()
        self._connection.request("GET", f"/api/v1{path}", headers=self._headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status, time.perf_counter() - began

    def expect(self, path: str) -> float:
        """Ask for what must be there; returns the seconds it took."""
        status, seconds = self.get(path)
        if status != 200:
            raise AssertionError(f"GET {path} was answered with {status}")
        return seconds


@contextmanager
def site(
    tree: Tree,
    database: Database = "postgresql",
    *,
    workers: int = 1,
    pinned: bool = True,
    without: str = "",
) -> Iterator[Site]:
    """Start everything: PostgreSQL with Redis, or SQLite alone as after installation."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chat-bench-")))
        services: list[Server] = []
        addresses: dict[str, str] = {}
        if database == "postgresql":
            postgres = stack.enter_context(PostgreSQL())
            redis = stack.enter_context(Redis())
            services = [postgres, redis]
            addresses = {"database_url": postgres.create("chat"), "redis_url": redis.url}
        env = environment(folder, **addresses, **ALWAYS)
        tree.manage("migrate", "--verbosity", "0", env=env)
        served = MeasuredServer(tree, env, workers=workers, pinned=pinned, without=without)
        server = stack.enter_context(served)
        load = stack.enter_context(Load())
        yield Site(tree, env, server, load, services)


@contextmanager
def beside(here: Site, name: str) -> Iterator[Site]:
    """A second installation on the same PostgreSQL and Redis; its server is not started yet."""
    postgres = here.databases[0]
    assert isinstance(postgres, PostgreSQL)
    with tempfile.TemporaryDirectory(prefix="chat-bench-") as folder:
        env = here.env | {"CHAT_DATA_DIR": folder, "DATABASE_URL": postgres.create(name)}
        here.tree.manage("migrate", "--verbosity", "0", env=env)
        server = MeasuredServer(here.tree, env)
        try:
            yield Site(here.tree, env, server, here.load, here.databases)
        finally:
            server.kill()
            shutil.rmtree(server.folder, ignore_errors=True)
