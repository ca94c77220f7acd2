"""Real servers for tests: PostgreSQL, Redis and the chat itself, each in a temporary folder.

Each is a context manager: it starts on a free loopback port, returns when it answers, can be
killed, paused and started again on the same port, and is stopped by its process id at the end::

    with PostgreSQL() as database, Redis() as redis:
        env = environment(folder, database_url=database.create("chat"), redis_url=redis.url)
        manage("migrate", env=env)
        with AppServer(env, workers=2) as chat:
            httpx.get(f"{chat.url}/api/v1/rooms", headers=...)
"""

import http.client
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import psycopg
from psycopg import sql

from tests.server import LOOPBACK, Server, ServerError, free_port, wait_until

__all__ = [
    "AppServer",
    "PostgreSQL",
    "Redis",
    "Server",
    "ServerError",
    "environment",
    "free_port",
    "manage",
    "wait_until",
]

ROOT = Path(__file__).resolve().parents[1]
COMMAND_SECONDS = 120.0  # a management command; migrating a new database takes the longest
PROBE_SECONDS = 2.0  # one question to a server that is starting; it is asked again
CONNECTIONS = 200  # of PostgreSQL: several pools of several chat servers and of the tests
# The variables that configure the chat: a test says all of them, none leaks in from the shell.
CONFIGURATION = ("CHAT_", "DATABASE_URL", "REDIS_URL", "DJANGO_", "FORWARDED_ALLOW_IPS", "WEB_")
# Without these a crash of the machine, which no test stages, could lose what was committed.
WITHOUT_FSYNC = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class PostgreSQL(Server):
    """A PostgreSQL cluster of its own. Its superuser `postgres` needs no password on loopback.

    With `fsync=False` commits do not wait for the disk: for tests that only want a database.
    """

    name = "postgresql"
    polite_signal = signal.SIGINT  # end sessions and shut down, instead of waiting for them to end

    def __init__(self, port: int | None = None, *, fsync: bool = True) -> None:
        super().__init__(port)
        self.fsync = fsync
        self.cluster = self.folder / "cluster"
        self.owner = pwd.getpwnam("postgres").pw_name if os.getuid() == 0 else None

    def url(self, database: str = "postgres") -> str:
        """The DATABASE_URL of a database."""
        return f"postgres://postgres@{LOOPBACK}:{self.port}/{database}"

    def create(self, database: str) -> str:
        """Makes an empty database and returns its DATABASE_URL."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        return self.url(database)

    def options(self) -> dict[str, Any]:
        """PostgreSQL refuses to run as root."""
        as_owner: dict[str, Any] = {"user": self.owner, "group": self.owner, "extra_groups": []}
        return {"cwd": self.folder} | (as_owner if self.owner else {})

    def command(self) -> Sequence[str]:
        """Everything about the cluster lies in the folder, the Unix socket too."""
        settings = [
            f"listen_addresses={LOOPBACK}",
            f"unix_socket_directories={self.folder}",
            f"max_connections={CONNECTIONS}",
            *(() if self.fsync else WITHOUT_FSYNC),
        ]
        chosen = [part for setting in settings for part in ("-c", setting)]
        return [binary("postgres"), "-D", str(self.cluster), "-p", str(self.port), *chosen]

    def launch(self) -> None:
        """Makes the cluster before the first start."""
        if not self.cluster.exists():
            self.make_cluster()
        super().launch()

    def make_cluster(self) -> None:
        """An empty cluster in UTF-8 that trusts loopback."""
        if self.owner:
            shutil.chown(self.folder, self.owner, self.owner)
        trust = ["--username", "postgres", "--auth", "trust"]
        words = ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
        command = [binary("initdb"), "--pgdata", str(self.cluster), *trust, *words]
        run(command, COMMAND_SECONDS, **self.options())

    def answers(self) -> bool:
        """A session can be opened."""
        with suppress(psycopg.OperationalError):
            psycopg.connect(self.url(), connect_timeout=int(PROBE_SECONDS)).close()
            return True
        return False


class Redis(Server):
    """A Redis that keeps nothing on disk: after a restart it has forgotten everything."""

    name = "redis"

    @property
    def url(self) -> str:
        """Its REDIS_URL."""
        return f"redis://{LOOPBACK}:{self.port}/0"

    def command(self) -> Sequence[str]:
        """Redis on loopback, in the foreground."""
        memory_only = ["--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        return ["redis-server", "--port", str(self.port), "--bind", LOOPBACK, *memory_only]

    def answers(self) -> bool:
        """It says PONG."""
        with suppress(OSError), socket.create_connection((LOOPBACK, self.port), 1) as connection:
            connection.settimeout(PROBE_SECONDS)
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        return False


class AppServer(Server):
    """The chat: `manage.py serve` (with `workers`) or `daphne`, ready when /readyz says so.

    `env` is what `environment` returns; several servers may share one. Each accepts its own
    address as an origin unless `env` names origins. The database must be migrated already.
    """

    name = "chat"

    def __init__(
        self,
        env: Mapping[str, str],
        *,
        server: Literal["serve", "daphne"] = "serve",
        workers: int = 1,
        port: int | None = None,
        command: Sequence[str] = (),
        root: Path = ROOT,
    ) -> None:
        super().__init__(port)
        self.root = root  # the tree it is started from; another version's, if that is tested
        self.env = {"CHAT_ORIGINS": self.url} | dict(env)
        serve = [sys.executable, "manage.py", "serve", "--host", LOOPBACK]
        serve += ["--port", str(self.port), "--workers", str(workers)]
        daphne = [sys.executable, "-m", "daphne", "-b", LOOPBACK, "-p", str(self.port)]
        daphne += ["chatsite.asgi:application"]
        self._command = list(command) or (daphne if server == "daphne" else serve)

    @property
    def url(self) -> str:
        """Where pages and REST are; also its origin."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def socket_url(self) -> str:
        """Where the WebSocket is."""
        return f"ws://{LOOPBACK}:{self.port}/ws"

    def command(self) -> Sequence[str]:
        """The chosen server, or the command given in its place."""
        return [part.format(port=self.port) for part in self._command]

    def options(self) -> dict[str, Any]:
        """It runs in the project's folder with the test's configuration alone."""
        return {"cwd": self.root, "env": self.env}

    def answers(self) -> bool:
        """GET /readyz is answered with 200."""
        with (
            suppress(OSError, http.client.HTTPException),
            urllib.request.urlopen(f"{self.url}/readyz", timeout=PROBE_SECONDS) as answer,
        ):
            return bool(answer.status == 200)
        return False


def environment(
    folder: Path, *, database_url: str = "", redis_url: str = "", **more: str
) -> dict[str, str]:
    """The whole environment of a chat that keeps its files in `folder`.

    Without the two addresses it is the embedded one: SQLite, one process. Further variables are
    named in lower case: ``environment(folder, chat_message_rate="0")``.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(CONFIGURATION)}
    chosen = {"CHAT_DATA_DIR": str(folder), "DATABASE_URL": database_url, "REDIS_URL": redis_url}
    chosen |= {"CHAT_SECRET_KEY": "for-tests-only-" * 4, "PYTHONUNBUFFERED": "1"}
    chosen |= {"CHAT_LINK_PREVIEWS": "off"}  # no test calls the web
    chosen |= {"CHAT_STATIC_DIR": str(ROOT / "var" / "static")}  # made once for all of them
    chosen |= {name.upper(): value for name, value in more.items()}
    return kept | {name: value for name, value in chosen.items() if value}


def manage(*arguments: str, env: Mapping[str, str], seconds: float = COMMAND_SECONDS) -> str:
    """Runs a management command and returns what it printed; raises ServerError when it fails."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return run(command, seconds, cwd=ROOT, env=dict(env))


def run(command: Sequence[str], seconds: float, **options: Any) -> str:
    """Runs a command to its end and returns its standard output."""
    ended: subprocess.CompletedProcess[str] = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
        **options,
    )
    if ended.returncode:
        shown = f"{ended.stdout}\n{ended.stderr}".strip()
        raise ServerError(f"{' '.join(command)} ended with code {ended.returncode}\n{shown}")
    return ended.stdout


def binary(name: str) -> str:
    """The newest installed PostgreSQL's program; Debian keeps them out of the path."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = max(versions, key=lambda path: float(path.parts[-3]), default=None)
    found = str(newest) if newest else shutil.which(name)
    if found is None:
        raise ServerError(f"PostgreSQL's {name} is missing: apt-get install postgresql")
    return found
