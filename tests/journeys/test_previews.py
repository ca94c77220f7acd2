"""A running server looks at links by itself, also at those that a killed one had taken."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.browser.installation import Installation, embedded
from tests.server import wait_until

INSIDE = "http://127.0.0.1/"  # where no page is fetched from: nobody needs to answer
TAKEN = """
INSERT INTO chat_previewdue (room_id, seq, urls, at, due_at, tries)
VALUES (?, ?, '["http://127.0.0.2/"]', datetime('now'), datetime('now', '-1 second'), 1)
"""


def stored(here: Installation, sql: str) -> Any:
    """The one value that a query finds."""
    with closing(sqlite3.connect(here.database, timeout=20)) as file:
        return file.execute(sql).fetchone()[0]


def looked_at(here: Installation, pages: int) -> bool:
    """Whether so many pages were asked, and nothing waits."""
    waiting = stored(here, "SELECT count(*) FROM chat_previewdue")
    return bool(waiting == 0 and stored(here, "SELECT count(*) FROM chat_pagecard") == pages)


def test_a_server_looks_at_links_and_at_what_a_killed_one_left(tmp_path: Path) -> None:
    with embedded(tmp_path, chat_link_previews="on") as here:
        room = here.room("bob")
        seq = here.say("bob", room, f"Look: {INSIDE}")
        wait_until(lambda: looked_at(here, 1), "the link to be looked at")
        here.server.kill()
        here.execute(TAKEN, room.id, seq)
        here.server.start()
        wait_until(lambda: looked_at(here, 2), "the link that was left to be looked at")
        found = here.call("ann", "GET", f"/rooms/{room.id}/messages/{seq}")
        assert (found["previews"], found["changed_seq"]) == ([], seq)
