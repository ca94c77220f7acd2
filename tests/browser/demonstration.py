"""The workspace of `seed_demo`, running, with believable times: what the pictures show."""

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.browser.installation import EVERY_SCOPE, Installation
from tests.journeys.management import Management
from tests.services import AppServer, environment, manage

# Minutes between one message and the next, told from the newest backwards: talk comes in bursts.
GAPS = (1, 3, 0, 2, 41, 1, 0, 1300, 2, 1, 260, 0, 4, 17)
JUST_NOW = timedelta(minutes=3)  # since the newest message of a room
EDITED_AFTER = timedelta(minutes=2)


@contextmanager
def demonstration(folder: Path) -> Iterator[Installation]:
    """Runs the demonstration; `cookies` holds a session of everybody with a password."""
    env = environment(folder, chat_message_rate="0")
    with ExitStack() as stack:
        management = stack.enter_context(Management(env))
        management.act("user", username="zoe")  # who is in no room; and the database is there
        printed = manage("seed_demo", "--force", env=env).splitlines()
        logins = dict(line.split()[:2] for line in printed if line.endswith(")"))
        here = Installation(AppServer(env), management, str(folder / "chat.sqlite3"))
        spread_out(here.database)
        with closing(sqlite3.connect(here.database)) as file:
            here.users = dict(file.execute("SELECT username, id FROM chat_user"))
        here.give_token("ann", *EVERY_SCOPE)
        here.give_token("bob", "read", "write")
        stack.enter_context(here.server)
        here.cookies = {name: here.session(name, secret) for name, secret in logins.items()}
        here.cookies["zoe"] = here.session("zoe")
        yield here


def spread_out(database: str) -> None:
    """Gives the messages of each room times as people write; they were all made in one moment."""
    with closing(sqlite3.connect(database)) as file, file:
        for (room,) in file.execute("SELECT id FROM chat_room").fetchall():
            newest_first = file.execute(
                "SELECT id FROM chat_message WHERE room_id = ? ORDER BY seq DESC", (room,)
            ).fetchall()
            at = datetime.now(UTC) - JUST_NOW
            for (message,), gap in zip(newest_first, itertools.cycle(GAPS), strict=False):
                file.execute(
                    "UPDATE chat_message SET at = ?, edited_at = CASE WHEN edited_at IS NULL"
                    " THEN NULL ELSE ? END WHERE id = ?",
                    (stored(at), stored(at + EDITED_AFTER), message),
                )
                at -= timedelta(minutes=gap)
        file.execute(
            "UPDATE chat_message SET last_reply_at = (SELECT at FROM chat_message AS reply"
            " WHERE reply.room_id = chat_message.room_id"
            " AND reply.seq = chat_message.last_reply_seq)"
        )


def stored(at: datetime) -> str:
    """A time as Django keeps it in SQLite."""
    return at.replace(tzinfo=None).isoformat(" ")
