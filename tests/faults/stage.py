"""An installation behind proxies: one embedded process, or two with PostgreSQL and Redis."""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.checker import Row
from tests.clients import Caller
from tests.faults.operator import Operator
from tests.faults.proxy import PASS, Proxy
from tests.faults.stores import Stores
from tests.faults.traces import copy_log
from tests.journeys.site import Site, dashed
from tests.server import free_port
from tests.services import ROOT, AppServer, environment

PAGE = 200


@dataclass
class Stage(Site):
    """A running installation whose every connection goes through a proxy of ours."""

    rooms: list[int] = field(default_factory=list)
    doors: list[Proxy] = field(default_factory=list)  # before each chat server
    walls: list[Proxy] = field(default_factory=list)  # before PostgreSQL, one for each server
    wires: list[Proxy] = field(default_factory=list)  # before Redis, one for each server
    seed: int = 0
    faults: int = 0  # how many were played
    traces: Path = Path()  # for logs
    root: Path = ROOT  # the program it began with
    _acts: Operator | None = None

    @property
    def cluster(self) -> bool:
        """Whether several processes share PostgreSQL and Redis."""
        return self.mode == "cluster"

    @property
    def urls(self) -> list[str]:
        """The address of each server, as clients use it."""
        return [f"http://127.0.0.1:{door.port}" for door in self.doors]

    @property
    def socket_urls(self) -> list[str]:
        """The WebSocket address of each server, as clients use it."""
        return [f"ws://127.0.0.1:{door.port}/ws" for door in self.doors]

    @property
    def acts(self) -> Operator:
        """An operator beside the servers, who needs no proxy."""
        if self._acts is None:
            self._acts = self.operator()
        return self._acts

    def operator(self) -> Operator:
        """One more of them."""
        past = {"DATABASE_URL": self.database} if self.cluster else {}
        return Operator(self.env | past, self.root)

    def heal(self) -> None:
        """Lets every proxy pass again."""
        for proxy in (*self.doors, *self.walls, *self.wires):
            proxy.mode = PASS

    async def mended(self) -> None:
        """Heals the proxies and brings back what was killed."""
        self.heal()
        for store in (self.postgresql, self.redis):
            if store is not None:
                if store.running:
                    store.resume()
                else:
                    await asyncio.to_thread(store.start)
        for server in self.servers:
            if server.running:
                server.resume()
            else:
                await asyncio.to_thread(server.start)

    def evidence_rows(self) -> list[Row]:
        """Every message of the rooms, as the database holds it."""
        marks = ",".join("?" for _ in self.rooms)
        found = self.query(
            "SELECT room_id, seq, client_id, author_id, text, changed_seq, deleted_at"
            f" FROM chat_message WHERE room_id IN ({marks}) ORDER BY room_id, seq",
            *self.rooms,
        )
        return [Row(r[0], r[1], dashed(r[2]), r[3], r[4], r[5], r[6] is not None) for r in found]

    def members(self) -> dict[int, set[int]]:
        """Who belongs to each of the rooms."""
        found: dict[int, set[int]] = {room: set() for room in self.rooms}
        for room, user in self.query("SELECT room_id, user_id FROM chat_membership"):
            if room in found:
                found[room].add(user)
        return found

    async def stored(self) -> dict[int, dict[int, Any]]:
        """Every room's messages, as a newcomer reads them over REST."""
        found: dict[int, dict[int, Any]] = {}
        async with self.caller("ann") as reader:
            for room in self.rooms:
                found[room], after, more = {}, 0, True
                while more:
                    path = f"/rooms/{room}/messages?after={after}&limit={PAGE}"
                    page = await reader.get(path)
                    found[room] |= {m["seq"]: m for m in page["messages"]}
                    more = page["has_after"]
                    after = max(found[room], default=0)
        return found

    def caller(self, name: str, first: int = 0) -> Caller:
        """A REST caller of somebody."""
        return Caller(self.urls, self.tokens[name], first=first)

    async def metric(self, name: str, server: int = 0) -> float:
        """The sum of a metric of one server."""
        async with httpx.AsyncClient(trust_env=False) as http:
            text = (await http.get(f"{self.servers[server].url}/metrics")).text
        rows = [line for line in text.splitlines() if line.startswith((f"{name} ", f"{name}{{"))]
        return sum(float(row.rpartition(" ")[2]) for row in rows)


def serving(application: str) -> tuple[str, ...]:
    """What to start instead of `manage.py serve`; ``{port}`` stands for its port."""
    return (
        *(sys.executable, "-m", "uvicorn", application),
        *("--host", "127.0.0.1", "--port", "{port}", "--ws", "websockets-sansio"),
        *("--loop", "uvloop", "--log-level", "warning"),
    )


PLANTED = serving("tests.faults.planted:application")


@asynccontextmanager
async def staged(
    stores: Stores,
    mode: str,
    seed: int,
    *,
    processes: int = 2,
    command: Sequence[str] = (),
    prefixes: Sequence[Sequence[str]] = ((), ()),
    start: bool = True,
    root: Path = ROOT,
    **variables: str,
) -> AsyncIterator[Stage]:
    """Sets up and runs an installation; ``prefixes`` go before each server's command.

    ``root`` holds another version of the program to begin with.
    """
    blueprint = await asyncio.to_thread(stores.blueprint, mode, root)
    count = processes if mode == "cluster" else 1
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(scratch()))
        database = await asyncio.to_thread(stores.copy, blueprint, folder)
        doors, walls, wires, servers = [], [], [], []
        env: dict[str, str] = {}
        for number in range(count):
            urls = {}
            if mode == "cluster":
                postgresql, redis = stores.start()
                wall = await stack.enter_async_context(Proxy(postgresql.port, seed=seed))
                wire = await stack.enter_async_context(Proxy(redis.port, seed=seed))
                walls.append(wall)
                wires.append(wire)
                urls = {
                    "database_url": f"postgres://postgres@127.0.0.1:{wall.port}/{database}",
                    "redis_url": f"redis://127.0.0.1:{wire.port}/0",
                }
            settings = {"chat_message_rate": "0", "chat_redis_prefix": database[-40:].strip("/")}
            env = environment(folder, **urls, **(settings | variables))
            server = AppServer(env, port=free_port(), command=command, root=root)
            server._command = [*prefixes[number % len(prefixes)], *server._command]
            doors.append(await stack.enter_async_context(Proxy(server.port, seed=seed)))
            servers.append(server)
        stage = Stage(
            mode, env, servers, None, database, stores.postgresql, stores.redis,  # type: ignore[arg-type]
            dict(blueprint.users), dict(blueprint.tokens),
            rooms=list(blueprint.rooms), doors=doors, walls=walls, wires=wires, seed=seed,
            traces=stores.traces.stage(), root=root,
        )  # fmt: skip
        if mode == "cluster" and stores.postgresql is not None:
            stage.database = stores.postgresql.url(database)
        stack.push_async_callback(closed, stage)
        if start:
            await asyncio.gather(*(asyncio.to_thread(server.start) for server in servers))
        yield stage


async def closed(stage: Stage) -> None:
    """Ends an installation, whatever state it is in; its drain is another test's matter."""
    stage.heal()
    for store in (stage.postgresql, stage.redis):
        if store is not None and stage.cluster:
            if store.running:
                store.resume()
            else:
                await asyncio.to_thread(store.start)
    for server in stage.servers:
        await asyncio.to_thread(server.kill)
        copy_log(server, stage.traces)
        shutil.rmtree(server.folder, ignore_errors=True)
    if stage._acts is not None:
        stage._acts.__exit__()


@contextmanager
def scratch() -> Iterator[str]:
    """A folder on a disk, so that a commit's fsync is a real one."""
    with tempfile.TemporaryDirectory(prefix="chat-stage-", ignore_cleanup_errors=True) as folder:
        yield folder


async def until(
    condition: Callable[[], bool], what: str, seconds: float = 30.0, poll: float = 0.05
) -> float:
    """Waits for a condition; returns the seconds it took. Raises AssertionError, naming it."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    while not condition():
        assert loop.time() - began < seconds, f"{what} did not happen within {seconds:g} s"
        await asyncio.sleep(poll)
    return loop.time() - began
