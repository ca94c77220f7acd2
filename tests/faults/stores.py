"""What the installations of one run share: PostgreSQL, Redis, and databases to begin with."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tests.faults.operator import Operator
from tests.faults.traces import Traces
from tests.services import ROOT, PostgreSQL, Redis, environment

ROOMS = 5
OBSERVERS = 20
SPEAKERS = 10


@dataclass
class Blueprint:
    """A database with people, tokens and rooms, copied for each installation."""

    mode: str
    database: str  # the name of a PostgreSQL database, or the path of an SQLite file
    users: dict[str, int]
    tokens: dict[str, str]
    rooms: list[int]


class Stores:
    """PostgreSQL and Redis of one run, started when the first cluster needs them."""

    def __init__(self) -> None:
        self.postgresql: PostgreSQL | None = None
        self.redis: Redis | None = None
        self.folder = Path(tempfile.mkdtemp(prefix="chat-faults-"))
        self.traces = Traces(self.folder / "traces")
        self.blueprints: dict[str, Blueprint] = {}
        self.base = ""  # the older revision of upgrades; empty: the version before this one
        self._copies = 0

    def start(self) -> tuple[PostgreSQL, Redis]:
        """Both, running."""
        if self.postgresql is None or self.redis is None:
            self.postgresql, self.redis = PostgreSQL(), Redis()
            self.postgresql.start()
            self.redis.start()
        return self.postgresql, self.redis

    @property
    def servers(self) -> list[PostgreSQL | Redis]:
        """Those that were started."""
        return [store for store in (self.postgresql, self.redis) if store is not None]

    def stop(self) -> None:
        """Stops both and throws everything away."""
        for store in self.servers:
            store.stop()
            shutil.rmtree(store.folder, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def blueprint(self, mode: str, root: Path = ROOT) -> Blueprint:
        """The prepared database of a mode, made at the first call by the program in ``root``."""
        key = mode if root == ROOT else f"{mode}-{len(self.blueprints)}"
        if key not in self.blueprints:
            self.blueprints[key] = self._prepare(mode, key, root)
        return self.blueprints[key]

    def _prepare(self, mode: str, key: str, root: Path) -> Blueprint:
        folder = self.folder / f"blueprint-{key}"
        folder.mkdir()
        database = str(folder / "chat.sqlite3")
        url = ""
        if mode == "cluster":
            database = f"blueprint-{key}"
            url = self.start()[0].create(database)
        with Operator(environment(folder, database_url=url), root) as operator:
            ann = operator.act("found")
            scopes = ["read", "write", "moderate", "admin"]
            secret = operator.act("token", user=ann, scopes=scopes)["secret"]
            names = [f"observer{n}" for n in range(OBSERVERS)]
            names += [f"speaker{n}" for n in range(SPEAKERS)]
            made = operator.act("people", names=[*names, "eve"])
            users = {"ann": ann} | {name: one["id"] for name, one in made.items()}
            tokens = {"ann": secret} | {name: one["secret"] for name, one in made.items()}
            members = [users[name] for name in names]
            rooms = [
                operator.act("room", slug=f"room{n}", members=members, by=ann) for n in range(ROOMS)
            ]
        return Blueprint(mode, database, users, tokens, rooms)

    def copy(self, blueprint: Blueprint, folder: Path) -> str:
        """A fresh copy of a database; returns its name or path."""
        self._copies += 1
        if blueprint.mode == "cluster":
            assert self.postgresql is not None
            name = f"chat{self._copies}"
            with psycopg.connect(self.postgresql.url(), autocommit=True) as connection:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                        sql.Identifier(name), sql.Identifier(blueprint.database)
                    )
                )
            return name
        source, target = Path(blueprint.database), folder / "chat.sqlite3"
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
        return str(target)
