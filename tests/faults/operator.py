"""The operator's process of the fault suite: the journeys' acts, and acts on many at once."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.journeys import management
from tests.services import ROOT


class Operator(management.Management):
    """Talks to the process; it speaks to the database alone, as `manage.py` does."""

    def __init__(self, env: Mapping[str, str], root: Path = ROOT) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.operator"],
            cwd=root,
            env=dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


# --- In the process ------------------------------------------------------------------------------


def people(names: list[str]) -> dict[str, dict[str, Any]]:
    """Makes accounts; returns each one's id and a token's secret."""
    made = {}
    for name in names:
        number = management.user(name)
        made[name] = {
            "id": number,
            "secret": management.token(number, ["read", "write"])["secret"],
        }
    return made


def room(slug: str, members: list[int], by: int) -> int:
    """Makes a closed room with members."""
    from chat.pipeline import commit_batch, perform_sync
    from chat.protocol.actors import Actor
    from chat.protocol.commands import AddMember, CreateRoom
    from chat.protocol.errors import ChatError

    owner = Actor(by)
    made = perform_sync(CreateRoom(by=owner, slug=slug, name=slug.title(), kind="closed"))
    number = int(made.result["room"]["id"])
    added = commit_batch([AddMember(by=owner, room=number, user=user) for user in members])
    for outcome in added:
        if isinstance(outcome, ChatError):
            raise outcome
    return number


def talk(room: int, author: int, count: int, text: str) -> None:
    """Posts many messages, a thousand in a commit."""
    from chat.pipeline import commit_batch
    from chat.protocol.actors import Actor
    from chat.protocol.commands import PostMessage

    actor = Actor(author)
    for start in range(0, count, 1_000):
        commit_batch(
            [
                PostMessage(by=actor, room=room, client_id=uuid4(), text=f"{text} {n}")
                for n in range(start, min(count, start + 1_000))
            ]
        )


def unindex() -> None:
    """Takes away what keeps a client_id unique, for a planted fault."""
    from django.db import connection

    from chat.models import Message

    once = next(c for c in Message._meta.constraints if c.name == "message_once")
    # SQLite makes the table anew from what the model says.
    Message._meta.constraints = [c for c in Message._meta.constraints if c is not once]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Message, once)


def renew_epochs() -> None:
    """Gives every room another epoch, as a restored backup gets."""
    from django.core.management import call_command

    call_command("renew_epochs", verbosity=0, stdout=sys.stderr)


def keep_ledger(new: bool) -> None:
    """Writes down from now on what this process commits, in a new ledger or in the one there is."""
    from tests.faults import ledger

    if new:
        ledger.make()


def lanes(rights: list[str], ann: int, only: list[str]) -> list[dict[str, Any]]:
    """Makes people whose rights are going to end, and names what each tries meanwhile."""
    from tests.faults.races.lanes import build

    return build(rights, ann, only)


def carry(acts: list[dict[str, Any]]) -> list[str]:
    """Carries commands out one by one, each by its own actor; returns their codes."""
    from chat.pipeline import perform_sync
    from chat.protocol import commands
    from chat.protocol.actors import Actor, operator
    from chat.protocol.errors import ChatError

    codes = []
    for act in acts:
        by = Actor(**act["by"]) if act["by"] else operator()
        kind = getattr(commands, act["command"])
        try:
            perform_sync(kind.model_validate({"by": by, **act["fields"]}, strict=False))
            codes.append("done")
        except ChatError as refusal:
            codes.append(refusal.code)
    return codes


def sign_in(user: int) -> str:
    """Begins a session of somebody's; returns what its cookie holds."""
    from django.test import Client

    from chat.models import User

    browser = Client()
    browser.force_login(User.objects.get(pk=user))
    return browser.cookies["session"].value


def export() -> str:
    """The history of all rooms, as `manage.py export_history` writes it."""
    from chat.queries.archive import export_lines

    return b"".join(export_lines()).decode()


ACTS = (people, room, talk, unindex, renew_epochs, keep_ledger, lanes, carry, sign_in, export)
management.ACTS.update({act.__name__: act for act in ACTS})

if __name__ == "__main__":
    management.main()
