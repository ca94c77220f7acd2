"""The cast, and callers who speak for its members over REST."""

from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from chat.models import User
from chat.pipeline import perform_sync
from chat.protocol.actors import SCOPES, Actor, operator
from chat.protocol.commands import (
    AddMember,
    CreateRoom,
    CreateToken,
    CreateUser,
    FoundWorkspace,
    OpenDirect,
)
from chat.queries.accounts import hash_key, new_secret

ABSENT = 999_999  # an id that nothing has


class Caller:
    """Somebody with a token (or a session, or nothing) who calls below `/api/v1`."""

    def __init__(self, secret: str | None = None, **extra: Any) -> None:
        headers = {"authorization": f"Bearer {secret}"} if secret else {}
        self.client = Client(SERVER_NAME="127.0.0.1", headers=headers, **extra)
        self.client.raise_request_exception = False

    def __call__(
        self, method: str, path: str, body: Any = None, raw: bytes | None = None, **headers: str
    ) -> HttpResponse:
        """Call; ``body`` is sent as JSON, ``raw`` as it is."""
        sent = raw if raw is not None else b"" if body is None else orjson.dumps(body)
        return self.client.generic(
            method,
            f"/api/v1{path}",
            sent,
            content_type="application/json",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    def get(self, path: str) -> HttpResponse:
        """Read."""
        return self("GET", path)

    def post(self, path: str, body: Any) -> HttpResponse:
        """Post a JSON body."""
        return self("POST", path, body)


@dataclass
class Cast:
    """ann owner, bob member, eve outsider, mod moderator, robo bot; three rooms."""

    people: dict[str, int] = field(default_factory=dict)
    lounge: int = 0  # open: ann, bob, mod and robo belong to it
    board: int = 0  # closed: ann, bob and mod
    direct: int = 0  # ann and bob

    def __getitem__(self, name: str) -> int:
        return self.people[name]

    def actor(self, name: str) -> Actor:
        """The person at the server's command line, as somebody of the cast."""
        return operator(self.people[name])

    def token(self, name: str, *scopes: str) -> str:
        """Make a token for somebody and return its secret."""
        secret = new_secret("chat_")
        command = CreateToken(
            by=self.actor(name),
            user=self[name],
            name="test",
            key_hash=hash_key(secret),
            hint=secret[:9],
            scopes=list(scopes or SCOPES),
        )
        perform_sync(command)
        return secret

    def caller(self, name: str, *scopes: str) -> Caller:
        """Return somebody with a fresh token; with every scope unless told otherwise."""
        return Caller(self.token(name, *scopes))

    def signed_in(self, name: str, **extra: Any) -> Caller:
        """Return somebody with a session."""
        caller = Caller(**extra)
        caller.client.force_login(User.objects.get(pk=self[name]))
        return caller


@pytest.fixture
def cast(db: None, settings: Settings) -> Cast:
    """The fixed cast of every test, made through the product's own rules."""
    settings.CHAT_MESSAGE_RATE = 0  # its ids return in each test, its writing speed must not
    found = FoundWorkspace(
        by=operator(), workspace="Test", username="ann", name="ann", password="!unusable"
    )
    cast = Cast({"ann": perform_sync(found).result["user"]["id"]})
    for name in ("bob", "eve", "mod", "robo"):
        command = CreateUser(
            by=operator(),
            username=name,
            name=name,
            role="moderator" if name == "mod" else "member",
            kind="bot" if name == "robo" else "person",
        )
        cast.people[name] = perform_sync(command).result["user"]["id"]
    cast.lounge = made_room(cast, "lounge", "open", "bob", "mod", "robo")
    cast.board = made_room(cast, "board", "closed", "bob", "mod")
    direct = perform_sync(OpenDirect(by=cast.actor("ann"), users=[cast["bob"]]))
    cast.direct = direct.result["room"]["id"]
    return cast


def made_room(cast: Cast, slug: str, kind: Any, *members: str) -> int:
    """Make a room of ann's and bring people in."""
    made = perform_sync(CreateRoom(by=cast.actor("ann"), slug=slug, name=slug.title(), kind=kind))
    room: int = made.result["room"]["id"]
    for name in members:
        perform_sync(AddMember(by=cast.actor("ann"), room=room, user=cast[name]))
    return room


@pytest.fixture
def ann(cast: Cast) -> Caller:
    """The owner."""
    return cast.caller("ann")


@pytest.fixture
def bob(cast: Cast) -> Caller:
    """A member."""
    return cast.caller("bob")


@pytest.fixture
def eve(cast: Cast) -> Caller:
    """An outsider: she has an account and belongs to no room of the cast."""
    return cast.caller("eve")


@pytest.fixture
def nobody(cast: Cast) -> Caller:
    """Somebody without any credential."""
    return Caller()


def problem_of(answer: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """Assert that an answer is a problem with that status and code, and return it."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    found: dict[str, Any] = orjson.loads(answer.content)
    assert found.keys() - {"retry_after"} == {"type", "title", "status", "detail", "code"}
    assert (found["status"], found["code"]) == (status, code)
    assert found["detail"].endswith(".")
    assert not answer.cookies
    return found
