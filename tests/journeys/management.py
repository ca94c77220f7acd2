"""A management process: it carries out commands beside the servers, one JSON line each.

Started as a program it migrates the database, then answers each line it reads. It never joins a
server's group commit and, like `manage.py`, has no other way to reach a server than the database.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Self

from tests.services import ROOT

SILENCE = "management process ended"
END_SECONDS = 60.0  # for an interpreter to leave, on a machine that does other things


class Management:
    """Talks to the process; every method is one operator's act."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.management"],
            cwd=ROOT,
            env=dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        with suppress(BrokenPipeError):
            assert self._process.stdin is not None
            self._process.stdin.close()
        self._process.wait(END_SECONDS)

    def act(self, name: str, **fields: Any) -> Any:
        """Does one act and returns what it answers."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"act": name, **fields}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, SILENCE
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["result"]


# --- In the process ------------------------------------------------------------------------------

PASSWORD = "correct horse battery"
HASHED: list[str] = []  # hashing is slow on purpose: once is enough


def hashed() -> str:
    """The stored form of the password of everyone in the tests."""
    from django.contrib.auth.hashers import make_password

    if not HASHED:
        HASHED.append(make_password(PASSWORD))
    return HASHED[0]


def found() -> int:
    """Makes the workspace and its owner ann."""
    from chat.pipeline import perform_sync
    from chat.protocol.actors import operator
    from chat.protocol.commands import FoundWorkspace

    command = FoundWorkspace(
        by=operator(), workspace="The House", username="ann", name="Ann", password=hashed()
    )
    return int(perform_sync(command).result["user"]["id"])


def user(username: str, role: str = "member", kind: str = "person") -> int:
    """Makes an account."""
    from chat.pipeline import perform_sync
    from chat.protocol.actors import operator
    from chat.protocol.commands import CreateUser

    command = CreateUser(
        by=operator(),
        username=username,
        name=username.title(),
        password=hashed(),
        role=role,  # type: ignore[arg-type]
        kind=kind,  # type: ignore[arg-type]
    )
    return int(perform_sync(command).result["user"]["id"])


def token(user: int, scopes: list[str], days: int | None = None) -> dict[str, Any]:
    """Makes a token; returns its id and secret."""
    from chat.pipeline import perform_sync
    from chat.protocol.actors import operator
    from chat.protocol.commands import CreateToken
    from chat.queries.secrets import hash_key, new_secret

    secret = new_secret("chat_")
    command = CreateToken(
        by=operator(user),
        user=user,
        name="for a test",
        key_hash=hash_key(secret),
        hint=secret[:9],
        scopes=scopes,  # type: ignore[arg-type]
        days=days,
    )
    return {"id": perform_sync(command).result["token"], "secret": secret}


def revoke_token(token: int) -> None:
    """Takes a token back."""
    from chat.pipeline import perform_sync
    from chat.protocol.actors import operator
    from chat.protocol.commands import RevokeToken

    perform_sync(RevokeToken(by=operator(), token=token))


def suspend(user: int) -> None:
    """Bars somebody."""
    from chat.pipeline import perform_sync
    from chat.protocol.actors import operator
    from chat.protocol.commands import SuspendUser

    perform_sync(SuspendUser(by=operator(), user=user))


def end_sessions(user: int) -> None:
    """Signs somebody out everywhere."""
    from chat.pipeline import perform_sync
    from chat.protocol.actors import operator
    from chat.protocol.commands import EndOtherSessions

    perform_sync(EndOtherSessions(by=operator(user), user=user))


def end_membership(room: int, user: int) -> None:
    """Removes somebody from a room."""
    from chat.pipeline import perform_sync
    from chat.protocol.actors import operator
    from chat.protocol.commands import EndMembership

    perform_sync(EndMembership(by=operator(), room=room, user=user))


def show_previews(room: int, seq: int, previews: list[dict[str, str]]) -> None:
    """Shows what the links of a message lead to, as if the pages had been read."""
    from chat.pipeline import perform_sync
    from chat.protocol.actors import operator
    from chat.protocol.commands import ShowPreviews
    from chat.protocol.commands.previews import Preview

    shown = [Preview(**preview) for preview in previews]
    urls = [preview.url for preview in shown]
    perform_sync(ShowPreviews(by=operator(), room=room, seq=seq, looked_at=urls, previews=shown))


ACTS = {
    act.__name__: act
    for act in (
        *(found, user, token, revoke_token, suspend, end_sessions, end_membership),
        show_previews,
    )
}


def main() -> None:
    """Migrates, then answers line by line."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    for line in sys.stdin:
        fields = json.loads(line)
        try:
            answer = {"result": ACTS[fields.pop("act")](**fields)}
        except Exception as error:  # noqa: BLE001  (told to the test)
            answer = {"error": f"{type(error).__name__}: {error}"}
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()  # each act is like a process of its own
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
