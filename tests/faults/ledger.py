"""A ledger of what was committed, in the order of the commits, kept by the database itself.

Every process that commits writes a line for each command into the transaction that carries it
out. On PostgreSQL the lines are written under a lock that is held until the commit, so their
numbers are the order of the commits; SQLite has one writer at a time. No clock is asked.

Served as ``tests.faults.ledger:application``: the chat, keeping a ledger.
"""

import json
from weakref import WeakKeyDictionary

from chatsite.asgi import application as application  # loads the apps, which the imports need

from django.db import connection  # isort: skip
from chat.actions.batch import Batch, News  # isort: skip
from chat.actions.outcome import Outcome  # isort: skip
from chat.pipeline import commit  # isort: skip
from chat.protocol.commands import Command  # isort: skip

LEDGER_LOCK = 0x6C656467  # "ledg": held from a transaction's last act until it has committed
COLUMNS = "id {id}, command text, actor bigint, fields text"
IDENTITY = {
    "postgresql": "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    "sqlite": "integer PRIMARY KEY AUTOINCREMENT",
}

carry_out = commit.carry_out
close = Batch.close
#: What each batch has carried out so far; one that is rolled back takes its list with it.
_done: WeakKeyDictionary[Batch, list[Command]] = WeakKeyDictionary()


def noted(command: Command, batch: Batch) -> Outcome:
    """Carries a command out, and remembers it where it changed something."""
    outcome = carry_out(command, batch)
    if not outcome.repeated:
        _done.setdefault(batch, []).append(command)
    return outcome


def closed(batch: Batch) -> News:
    """Writes the lines of a batch as the last act of its transaction."""
    news = close(batch)
    done = _done.pop(batch, [])
    if done:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
            for command in done:
                fields = json.dumps(command.model_dump(mode="json", exclude={"by"}))
                cursor.execute(
                    "INSERT INTO race_ledger (command, actor, fields) VALUES (%s, %s, %s)",
                    [type(command).__name__, command.by.user, fields],
                )
    return news


def keep() -> None:
    """Makes this process write its lines."""
    commit.carry_out = noted
    Batch.close = closed  # type: ignore[method-assign]


def make() -> None:
    """Makes the ledger, once for an installation."""
    columns = COLUMNS.format(id=IDENTITY[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE race_ledger ({columns})")


keep()
