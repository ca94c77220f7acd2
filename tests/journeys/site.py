"""A whole installation in one of its four shapes: servers, stores, and the cast with its keys."""

import asyncio
import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg

from tests.checker import Row
from tests.clients import Caller, Client
from tests.journeys.management import Management
from tests.server import alive, free_port, wait_until
from tests.services import LOOPBACK, AppServer, PostgreSQL, Redis, environment

MODES = ("embedded-uvicorn", "embedded-daphne", "cluster-uvicorn", "cluster-daphne")
CROWD = tuple(f"member{n}" for n in range(1, 9))
SPARE = tuple(f"spare{n}" for n in range(1, 13))  # who may be barred for ever
EVERY_SCOPE = ["read", "write", "moderate", "admin"]
SETTLE_SECONDS = 10.0  # for servers whose database was away in the test before
SUPERVISOR_SECONDS = 20.0  # for a dead worker's successor to answer

_numbers = itertools.count(1)


@dataclass
class Site:
    """One running installation."""

    mode: str
    env: dict[str, str]
    servers: list[AppServer]
    management: Management
    database: str  # a PostgreSQL address, or the path of an SQLite file
    postgresql: PostgreSQL | None = None
    redis: Redis | None = None
    users: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    spare: list[str] = field(default_factory=lambda: list(SPARE))

    @property
    def cluster(self) -> bool:
        """Whether several processes share PostgreSQL and Redis."""
        return self.mode.startswith("cluster")

    @property
    def uvicorn(self) -> bool:
        """Whether `manage.py serve` runs it."""
        return self.mode.endswith("uvicorn")

    @property
    def urls(self) -> list[str]:
        """The address of each server."""
        return [server.url for server in self.servers]

    @property
    def socket_urls(self) -> list[str]:
        """The WebSocket address of each server."""
        return [server.socket_url for server in self.servers]

    # --- People and rooms --------------------------------------------------------------------

    def found(self) -> None:
        """Makes the cast: ann owner, mod moderator, robo bot, and members."""
        self.users["ann"] = self.management.act("found")
        self.hire("mod", role="moderator")
        self.hire("robo", kind="bot")
        for name in ("bob", "eve", *CROWD, *SPARE):
            self.hire(name)
        for name, number in self.users.items():
            scopes = EVERY_SCOPE if name in ("ann", "mod") else ["read", "write"]
            made = self.management.act("token", user=number, scopes=scopes)
            self.tokens[name] = made["secret"]

    def hire(self, name: str, **fields: str) -> int:
        """Makes an account."""
        self.users[name] = self.management.act("user", username=name, **fields)
        return self.users[name]

    def take_spare(self) -> str:
        """A member whom no other test of this installation uses."""
        return self.spare.pop()

    def client(self, name: str, first: int = 0, **fields: Any) -> Client:
        """A socket client of somebody, starting at the given server."""
        return Client(self.socket_urls, token=self.tokens[name], first=first, **fields)

    def caller(self, name: str, first: int = 0) -> Caller:
        """A REST caller of somebody."""
        return Caller(self.urls, self.tokens[name], first=first)

    async def room(self, *members: str, kind: str = "closed") -> int:
        """Makes a room of ann's with members."""
        async with self.caller("ann") as ann:
            slug = f"room-{next(_numbers)}"
            body = {"slug": slug, "name": slug.title(), "kind": kind}
            answer = await self.settled(ann, "POST", "/rooms", json=body)
            assert answer.status_code == 201, answer.text
            room = int(answer.json()["id"])
            for name in members:
                path = f"/rooms/{room}/members/{self.users[name]}"
                assert (await self.settled(ann, "PUT", path)).status_code == 200
        return room

    async def settled(self, caller: Caller, method: str, path: str, **body: Any) -> httpx.Response:
        """Calls until the servers have noticed that a test before brought their database back."""
        async with asyncio.timeout(SETTLE_SECONDS):
            while (answer := await caller.call(method, path, **body)).status_code == 503:
                await asyncio.sleep(0.1)
        return answer

    # --- The database ------------------------------------------------------------------------

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Runs a statement with ``?`` for values beside the servers; returns its rows."""
        if self.cluster:
            with psycopg.connect(self.database, autocommit=True) as connection:
                cursor = connection.execute(sql.replace("?", "%s"), values)  # type: ignore[arg-type]
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self.database, timeout=10)) as file, file:
            return file.execute(sql, values).fetchall()

    @contextmanager
    def locked(self, room: int) -> Iterator[None]:
        """Holds what a commit to the room needs, so that it waits."""
        if self.cluster:
            with psycopg.connect(self.database) as connection:
                connection.execute("SELECT 1 FROM chat_room WHERE id = %s FOR UPDATE", (room,))
                yield
                connection.rollback()
        else:
            with closing(sqlite3.connect(self.database, isolation_level=None)) as file:
                file.execute("BEGIN IMMEDIATE")
                yield
                file.execute("ROLLBACK")

    def rows(self, rooms: Sequence[int]) -> list[Row]:
        """Every message of some rooms."""
        marks = ",".join("?" for _ in rooms)
        found = self.query(
            "SELECT room_id, seq, client_id, author_id, text FROM chat_message"
            f" WHERE room_id IN ({marks}) ORDER BY room_id, seq",
            *rooms,
        )
        return [Row(r[0], r[1], dashed(r[2]), r[3], r[4]) for r in found]

    def heads(self, rooms: Sequence[int]) -> dict[int, int]:
        """The seq of some rooms."""
        marks = ",".join("?" for _ in rooms)
        return dict(self.query(f"SELECT id, seq FROM chat_room WHERE id IN ({marks})", *rooms))  # type: ignore[arg-type]

    # --- Its processes -----------------------------------------------------------------------

    def processes(self) -> list[int]:
        """The ids of the processes that answer requests."""
        if self.mode == "cluster-uvicorn":
            return [pid for pid in self.servers[0].workers if listens(pid)]
        return [server.pid for server in self.servers]

    def process_of(self, client: Client) -> int:
        """The process that holds a client's connection."""
        assert client.socket is not None
        server = int(client.socket.remote_address[1])
        inode = inode_of(server, client.port)
        holders = [pid for pid in self.processes() if inode in sockets_of(pid)]
        assert len(holders) == 1, f"{holders} hold the connection"
        return holders[0]

    def mend(self) -> None:
        """Brings back whatever a test took down."""
        for store in (self.postgresql, self.redis):
            if store is not None and not store.running:
                store.start()
        for server in self.servers:
            if server.running and not server.answers():
                server.kill()  # a test that failed left it half way to its end
            if not server.running:
                server.start()
            elif self.mode == "cluster-uvicorn":
                wait_until(lambda: len(self.processes()) == 2, "the second worker", 20)


def dashed(client_id: Any) -> str:
    """A UUID as the wire writes it; SQLite keeps it without dashes."""
    text = str(client_id)
    return (
        text
        if "-" in text
        else "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
    )


def inode_of(server: int, client: int) -> str:
    """The inode of the server's end of a loopback connection between two ports."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        parts = line.split()
        ports = [int(end.split(":")[1], 16) for end in parts[1:3]]
        if ports == [server, client]:
            return parts[9]
    raise AssertionError("there is no such connection")


def sockets_of(pid: int) -> set[str]:
    """The inodes of the sockets a process holds."""
    found = set()
    for path in Path(f"/proc/{pid}/fd").glob("*"):
        try:
            target = str(path.readlink())
        except OSError:
            continue
        if target.startswith("socket:["):
            found.add(target[8:-1])
    return found


def listens(pid: int) -> bool:
    """Whether a process is one that answers requests, not a helper of multiprocessing."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return alive(pid) and b"resource_tracker" not in command


@contextmanager
def running(mode: str, stores: "Stores", folder: Path) -> Iterator[Site]:
    """Sets up and runs an installation of one shape."""
    cluster, daphne = mode.startswith("cluster"), mode.endswith("daphne")
    database_url = stores.postgresql.create(f"chat_{next(_numbers)}") if cluster else ""
    ports = [free_port() for _ in range(2 if mode == "cluster-daphne" else 1)]
    env = environment(
        folder,
        database_url=database_url,
        redis_url=stores.redis.url if cluster else "",
        chat_message_rate="0",
        chat_origins=",".join(f"http://{LOOPBACK}:{port}" for port in ports),
        chat_redis_prefix=mode,
    )
    workers = 2 if mode == "cluster-uvicorn" else 1
    servers = [
        AppServer(env, server="daphne" if daphne else "serve", workers=workers, port=port)
        for port in ports
    ]
    with ExitStack() as stack:
        management = stack.enter_context(Management(env))
        site = Site(
            mode,
            env,
            servers,
            management,
            database_url or str(folder / "chat.sqlite3"),
            stores.postgresql if cluster else None,
            stores.redis if cluster else None,
        )
        site.found()
        for server in servers:
            stack.enter_context(server)
        yield site


class Stores:
    """PostgreSQL and Redis, started when the first cluster needs them."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._postgresql: PostgreSQL | None = None
        self._redis: Redis | None = None

    @property
    def postgresql(self) -> PostgreSQL:
        """PostgreSQL that writes through to the disk."""
        if self._postgresql is None:
            self._postgresql = self._stack.enter_context(PostgreSQL())
        if not self._postgresql.running:  # a test that failed left it down
            self._postgresql.start()
        return self._postgresql

    @property
    def redis(self) -> Redis:
        """Redis."""
        if self._redis is None:
            self._redis = self._stack.enter_context(Redis())
        if not self._redis.running:
            self._redis.start()
        return self._redis


async def in_thread(work: Any, *arguments: Any) -> Any:
    """Runs what blocks, such as a restart, beside the clients."""
    return await asyncio.to_thread(work, *arguments)
