"""The cast, with passwords, and browsers to sign them in with."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import Settings

from chat.models import User
from chat.pipeline import perform_sync
from chat.protocol.actors import Actor, operator
from chat.protocol.commands import CreateRoom, CreateUser, FoundWorkspace, OpenDirect

PASSWORD = "correct horse battery"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

SignIn = Callable[..., Client]
Cast = dict[str, User]


@pytest.fixture(autouse=True)
def _quick_and_alone(settings: Settings) -> None:
    """Hash quickly, and let no test use up another's tries."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def cast(db: None) -> Cast:
    """Ann owns the workspace; bob, eve, mod and the bot robo are in it."""
    hashed = make_password(PASSWORD)
    perform_sync(
        FoundWorkspace(
            by=operator(),
            workspace="The House",
            username="ann",
            name="Ann",
            email="ann@example.org",
            password=hashed,
        )
    )
    for name, role, kind in (
        ("bob", "member", "person"),
        ("eve", "member", "person"),
        ("mod", "moderator", "person"),
        ("robo", "member", "bot"),
    ):
        perform_sync(
            CreateUser(
                by=operator(),
                username=name,
                name=name.title(),
                email=f"{name}@example.org",
                password=hashed,
                role=role,
                kind=kind,
            )
        )
    return {user.username: user for user in User.objects.all()}


@pytest.fixture
def rooms(cast: Cast) -> dict[str, str]:
    """Lounge is open, board closed; ann and bob have a direct room. Returns their slugs."""
    ann = Actor(cast["ann"].pk)
    perform_sync(CreateRoom(by=ann, slug="lounge", name="Lounge", kind="open"))
    perform_sync(CreateRoom(by=ann, slug="board", name="Board", kind="closed"))
    direct = perform_sync(OpenDirect(by=ann, users=[cast["bob"].pk])).result["room"]
    return {"lounge": "lounge", "board": "board", "direct": direct["slug"]}


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    """Signs somebody in as a browser would, in a browser of their own."""

    def signed_in(who: str, password: str = PASSWORD, **extra: str) -> Client:
        client = Client(HTTP_USER_AGENT=f"{who}'s Firefox/140 (X11; Linux)")
        answer = client.post("/accounts/login/", {"login": who, "password": password, **extra})
        assert answer.status_code == 302, answer.content.decode()
        return client

    return signed_in


def session_cookie(client: Client) -> str:
    """The secret in a browser's session cookie."""
    return client.cookies["session"].value


def signed_in(client: Client) -> bool:
    """Whether a page for the signed-in opens."""
    return client.get("/accounts/profile/").status_code == 200


def reset_link() -> str:
    """The path of the link in the one letter that was sent."""
    assert len(mail.outbox) == 1
    found = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[0].body)
    assert found
    return found[1]


def text_of(answer: Any) -> str:
    """What an answer says."""
    return answer.content.decode()


def dump_of_database() -> bytes:
    """Everything the database holds, as an intruder would copy it."""
    found = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names()):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += sorted(f"{table} {row!r}" for row in cursor.fetchall())
    return "\n".join(found).encode()
