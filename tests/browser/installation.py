"""A running chat with its cast, for browsers to visit: servers, keys, rooms and their history."""

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.journeys.management import PASSWORD, Management
from tests.server import LOOPBACK, free_port
from tests.services import AppServer, PostgreSQL, Redis, environment

ANSWER_SECONDS = 15.0  # hashing a password beside a busy browser takes the longest
PEOPLE = (("mod", "moderator"), ("bob", "member"), ("eve", "member"))
AGENT = (  # what the list of devices makes of a browser's sessions
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 "
    "Safari/537.36"
)
EVERY_SCOPE = ("read", "write", "moderate", "admin")

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Room:
    """A room to go to."""

    id: int
    slug: str
    name: str

    @property
    def path(self) -> str:
        """Its address within the site."""
        return f"/rooms/{self.slug}"


@dataclass
class Installation:
    """One running chat: ann owner, bob and eve members, mod moderator."""

    server: AppServer
    management: Management
    database: str  # a PostgreSQL address, or the path of an SQLite file
    users: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    door: int = field(default_factory=free_port)  # a second way in, for a proxy before it

    @property
    def url(self) -> str:
        """Its origin."""
        return self.server.url

    def found(self) -> None:
        """Makes the cast."""
        self.users["ann"] = self.management.act("found")
        for name, role in PEOPLE:
            self.hire(name, role=role)
        self.give_token("ann", *EVERY_SCOPE)

    def hire(self, name: str, **fields: str) -> int:
        """Makes an account with a token."""
        self.users[name] = self.management.act("user", username=name, **fields)
        self.give_token(name, "read", "write")
        return self.users[name]

    def give_token(self, name: str, *scopes: str) -> None:
        """Lets somebody act through REST."""
        made = self.management.act("token", user=self.users[name], scopes=list(scopes))
        self.tokens[name] = made["secret"]

    # --- Acting beside the browser -----------------------------------------------------------

    def call(self, name: str, method: str, path: str, body: Any = None) -> Any:
        """Lets somebody call the API; returns the body of what must be a success."""
        answer = httpx.request(
            method,
            f"{self.url}/api/v1{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.tokens[name]}"},
            timeout=ANSWER_SECONDS,
            trust_env=False,
        )
        assert answer.is_success, f"{method} {path}: {answer.text}"
        return answer.json() if answer.content else None

    def room(self, *members: str, kind: str = "closed", name: str = "", topic: str = "") -> Room:
        """Makes a room of ann's with members."""
        slug = f"room-{next(_numbers)}"
        body = {"slug": slug, "name": name or slug.title(), "kind": kind}
        made = self.call("ann", "POST", "/rooms", body | ({"topic": topic} if topic else {}))
        for member in members:
            self.call("ann", "PUT", f"/rooms/{made['id']}/members/{self.users[member]}")
        return Room(made["id"], made["slug"], made["name"])

    def direct(self, name: str, other: str) -> Room:
        """Opens the conversation of two people."""
        made = self.call(name, "POST", "/rooms/direct", {"users": [self.users[other]]})
        return Room(made["id"], made["slug"], made["name"])

    def say(self, name: str, room: Room, text: str, **more: Any) -> int:
        """Lets somebody say something; returns its seq."""
        made = self.call(name, "POST", f"/rooms/{room.id}/messages", {"text": text} | more)
        return int(made["seq"])

    def texts(self, room: Room) -> list[str]:
        """What is stored of a room, in order; a page of the API is enough for a journey."""
        found = self.call("ann", "GET", f"/rooms/{room.id}/messages?limit=200")
        return [message["text"] for message in found["messages"]]

    def session(self, name: str, password: str = PASSWORD) -> dict[str, str]:
        """Signs somebody in by the real form and returns the cookies of that new session."""
        with httpx.Client(base_url=self.url, timeout=ANSWER_SECONDS, trust_env=False) as client:
            client.headers["User-Agent"] = AGENT
            client.get("/accounts/login/")
            form = {"csrfmiddlewaretoken": client.cookies["csrftoken"], "login": name}
            headers = {"Origin": self.url}
            answer = client.post(
                "/accounts/login/", data=form | {"password": password}, headers=headers
            )
            assert answer.status_code == 302, answer.text
            return dict(client.cookies)

    # --- The database ------------------------------------------------------------------------

    def execute(self, sql: str, *values: Any) -> None:
        """Runs a statement of SQLite beside the server."""
        with closing(sqlite3.connect(self.database, timeout=20)) as file, file:
            file.execute(sql, values)

    def fill(self, room: Room, count: int, authors: tuple[str, ...] = ("ann", "bob")) -> int:
        """Gives a room that many further messages, one a minute; returns the room's head.

        They are written into the database at once: a test of a long history does not wait for it.
        """
        head = int(self.call("ann", "GET", f"/rooms/{room.id}")["seq"])
        ids = ",".join(str(self.users[name]) for name in authors)
        self.execute(FILLING.format(ids=ids), count, room.id, head, head, head, count)
        head += count
        self.execute("UPDATE chat_room SET seq = ? WHERE id = ?", head, room.id)
        self.execute("UPDATE chat_membership SET read_seq = ? WHERE room_id = ?", head, room.id)
        return head


# Message i of the filling is said i minutes after the first, the last one just now.
FILLING = """
WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < ?),
     author(id, place) AS (SELECT id, row_number() OVER (ORDER BY id) - 1 FROM chat_user
                           WHERE id IN ({ids}))
INSERT INTO chat_message
    (room_id, seq, changed_seq, author_id, client_id, at, text, html, replies)
SELECT ?, i + ?, i + ?, author.id, lower(hex(randomblob(16))),
       strftime('%Y-%m-%d %H:%M:%f', 'now', (i - total) || ' minutes'),
       'Message ' || (i + first), '<p>Message ' || (i + first) || '</p>', 0
FROM number, (SELECT ? AS first, ? AS total),
     author ON author.place = (i / 3) % (SELECT count(*) FROM author)
ORDER BY i
"""


@contextmanager
def embedded(folder: Path, **more: str) -> Iterator[Installation]:
    """Runs the chat as it comes: SQLite, one process."""
    env = environment(folder, chat_message_rate="0", **more)
    with ExitStack() as stack:
        management = stack.enter_context(Management(env))
        here = Installation(AppServer(env), management, str(folder / "chat.sqlite3"))
        here.server.env["CHAT_ORIGINS"] += f",http://{LOOPBACK}:{here.door}"
        here.found()
        stack.enter_context(here.server)
        yield here


@contextmanager
def cluster(folder: Path) -> Iterator[Installation]:
    """Runs the chat with PostgreSQL, Redis and two processes."""
    with ExitStack() as stack:
        postgresql = stack.enter_context(PostgreSQL(fsync=False))
        redis = stack.enter_context(Redis())
        database = postgresql.create("chat")
        env = environment(folder, database_url=database, redis_url=redis.url, chat_message_rate="0")
        management = stack.enter_context(Management(env))
        here = Installation(AppServer(env, workers=2), management, database)
        here.found()
        stack.enter_context(here.server)
        yield here
