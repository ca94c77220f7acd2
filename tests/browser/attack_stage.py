"""The stage of an attack: people, rooms, messages and files whose every text is replaced at once.

Messages pass the product's own door, for their markup is made there. Everything else is written
into the database past all checks: a page must not rely on what a rule would have refused.
"""

import itertools
import json
import sqlite3
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from chat.protocol.limits import PAGE_MESSAGES, REMINDER_CHARACTERS
from tests.browser.installation import ANSWER_SECONDS, Installation

PLACES = PAGE_MESSAGES  # of each kind: as many as a page draws without being asked for more
FILLING = 4 * PLACES  # texts at once, in as many threads
SPEAKERS = 8  # requests at once; they share commits
FEW = 10  # tokens, and sections of ann's sidebar
REFUSED = "This was refused."  # in place of a text that no message may have

# One of everything that a message may hold: what these become is all that a page may ever draw.
HARMLESS = (
    "# One\n\n## Two\n\n### Three\n\n#### Four\n\n##### Five\n\n###### Six\n\n---\n\n> said\n> before",
    "*a* **b** ~~c~~ `d` https://example.org/x <someone@example.org>\n\n1. one\n2. two\n\n- three",
    "5. five\n6. six\n\n- [ ] open\n- [x] done\n\n```python\nx = 1  # why\n```\n\n    code\n\n```\nno\n```",
    "| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |\n\n```js\nlet y = `z${1}`;\n```",
    "/me waves",
    "🎉",
    "![a picture](https://example.org/p.png) [a link](https://example.org 'with a title') #general",
    "nothing but words\nin two lines",
)

NAMES = (
    "UPDATE chat_user SET name = :text WHERE id = :person",
    "INSERT OR REPLACE INTO chat_profile (user_id, seq, title, pronouns, time_zone, status_emoji,"
    " status_text, quiet_hours) VALUES (:person, 0, :text, :text, :text, '💬', :text, '[]')",
    "UPDATE chat_room SET name = :text, topic = :text WHERE id = :room",
    "UPDATE chat_workspace SET name = :text",
    "UPDATE chat_session SET agent = :text",
)
FRESH = (  # what was kept of the filling before is kept no longer
    "UPDATE chat_message SET pinned_at = NULL, pinned_by_id = NULL WHERE room_id = :stage",
    "DELETE FROM chat_bookmark WHERE room_id = :stage",
    "DELETE FROM chat_upload WHERE room_id = :stage",
    "DELETE FROM chat_reminder WHERE user_id = :keeper",
    "DELETE FROM chat_report",
    "DELETE FROM chat_sanction",
    "UPDATE chat_room SET pins = :places WHERE id = :stage",
)
KEPT = (
    "UPDATE chat_message SET author_id = :person, pinned_at = datetime('now'),"
    " pinned_by_id = :keeper, edited_at = datetime('now'), attachments = :files"
    " WHERE room_id = :stage AND seq = :seq",
    "UPDATE chat_message SET author_id = :person WHERE room_id = :stage AND seq = :reply",
    "INSERT INTO chat_bookmark (user_id, message_id, room_id, seq, at) SELECT :keeper, id, room_id,"
    " seq, datetime('now') FROM chat_message WHERE room_id = :stage AND seq = :seq",
    "INSERT INTO chat_revision (message_id, text, html, replaced_at, replaced_seq) SELECT id, text,"
    " html, datetime('now'), seq FROM chat_message WHERE room_id = :stage AND seq = :seq",
    "INSERT INTO chat_upload (key, user_id, room_id, seq, name, kind, size, stored, digest, at)"
    " VALUES (:key, :person, :stage, :seq, :text, 'application/pdf', 9, 9, '', datetime('now'))",
    "INSERT INTO chat_reminder (user_id, key, due_at, told_at, text, at) VALUES (:keeper, :key,"
    " datetime('now', '-1 hour'), datetime('now'), :text, datetime('now'))",
    "INSERT INTO chat_report (reporter_id, user_id, room_id, seq, reason, comment, snapshot, at,"
    " status, decision, note) VALUES (:person, :person, :stage, :seq, 'spam', :text, :snapshot,"
    " datetime('now'), 'open', '', :text)",
    "INSERT INTO chat_sanction (user_id, kind, room_id, reason, at) VALUES (:person, 'mute', :room,"
    " :text, datetime('now'))",
)


class Stage:
    """A room in which everybody has said something, and as many rooms beside it."""

    def __init__(self, here: Installation) -> None:
        self.here = here
        here.hire("mallory")
        self.people = [here.management.act("user", username=f"m{n}") for n in range(PLACES)]
        self.room = here.room("mallory", name="Stage")
        with ThreadPoolExecutor(SPEAKERS) as speakers:
            self.rooms = list(speakers.map(lambda _: here.room(kind="open"), range(PLACES)))
            places = [f"/rooms/{self.room.id}/members/{person}" for person in self.people]
            list(speakers.map(lambda place: here.call("ann", "PUT", place), places))
        here.call("ann", "PUT", f"/rooms/{self.room.id}/members/{here.users['bob']}")
        self.seqs: list[int] = []
        self.threads: dict[int, int] = {}  # the last reply of each root of this filling
        self.reports: list[int] = []
        self.refused: set[str] = set()
        self.client = httpx.Client(
            base_url=here.url,
            headers={"Authorization": f"Bearer {here.tokens['mallory']}"},
            timeout=ANSWER_SECONDS,
            trust_env=False,
        )
        for number in range(FEW):
            here.call("ann", "POST", "/sections", {"name": f"Section {number}"})
            here.management.act("token", user=here.users["ann"], scopes=["read"])

    def fill(self, texts: Sequence[str]) -> list[str]:
        """Puts these texts into every place, and returns what then stands there.

        Each is a reply by itself, as Markdown sees it; elsewhere a place holds some of them.
        """
        groups = [texts[place::PLACES] for place in range(min(PLACES, len(texts)))]
        whole = repeated(["\n\n".join(group) for group in groups])
        self.threads.clear()
        self.seqs = self.say_all([f"{text}\n\n@ann" for text in whole])
        replies: list[int] = []
        for root, start in zip(self.seqs, range(0, len(texts), PLACES), strict=False):
            replies += self._answered(root, texts[start : start + PLACES])
        places = zip(whole, self.people, self.rooms, self.seqs, repeated(replies), strict=True)
        given = [
            {"text": text, "person": person, "room": room.id, "seq": seq, "reply": reply}
            | {"stage": self.room.id, "places": PLACES, "keeper": self.here.users["ann"]}
            | carried(text)
            for text, person, room, seq, reply in places
        ]
        with closing(sqlite3.connect(self.here.database, timeout=20)) as file, file:
            for statement in FRESH:
                file.execute(statement, given[0])
            for statement in (*NAMES, *KEPT):
                file.executemany(statement, given)
            for table in ("chat_token", "chat_section"):
                rows = file.execute(f"SELECT id FROM {table} LIMIT ?", (FEW,)).fetchall()
                named = [(text, row[0]) for text, row in zip(whole, rows, strict=False)]
                file.executemany(f"UPDATE {table} SET name = ? WHERE id = ?", named)
            self.reports = [row[0] for row in file.execute("SELECT id FROM chat_report")]
        return whole

    def _answered(self, root: int, texts: Sequence[str]) -> list[int]:
        """Says something in a thread, and the first thing to ann, who follows it from then on."""
        self.say("@ann", thread=root)
        seqs = self.say_all(texts, thread=root)
        self.threads[root] = seqs[-1]
        return seqs

    def say_all(self, texts: Sequence[str], **more: Any) -> list[int]:
        """Says many things at once; returns their seqs in the same order."""
        with ThreadPoolExecutor(SPEAKERS) as speakers:
            return list(speakers.map(lambda text: self.say(text, **more), texts))

    def say(self, text: str, **more: Any) -> int:
        """Says a text as mallory; returns its seq. What is refused is said in other words."""
        answer = self.client.post(
            f"/api/v1/rooms/{self.room.id}/messages", json={"text": text, **more}
        )
        if answer.is_client_error:
            self.refused.add(text)
            return self.say(REFUSED, **more)
        assert answer.is_success, f"{text!r}: {answer.text}"
        return int(answer.json()["seq"])

    def impose(self, kind: str, reason: str) -> int:
        """Lets ann warn or mute bob for this reason, or for another; returns the sanction's id."""
        body = {"kind": kind, "user": self.here.users["bob"], "reason": reason}
        place = {"room": self.room.id} if kind == "mute" else {}
        try:
            return int(self.here.call("ann", "POST", "/sanctions", body | place)["id"])
        except AssertionError:
            self.refused.add(reason)
            return self.impose(kind, REFUSED)

    def remind(self, text: str) -> None:
        """Lets ann be reminded as soon as a time to come allows."""
        due = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
        words = " ".join(text.split())[:REMINDER_CHARACTERS]
        self.here.call("ann", "PUT", f"/reminders/{uuid4()}", {"due_at": due, "text": words})


def repeated(values: Sequence[Any]) -> list[Any]:
    """As many as there are places, again from the first where they are too few."""
    return list(itertools.islice(itertools.cycle(values), PLACES))


def carried(name: str) -> dict[str, str]:
    """A file and a picture, as a message carries them and as the table of files knows the one.

    Every picture has the same address, where nothing is: a page is judged by its addresses.
    """
    key = uuid4()
    file = {"id": str(key), "name": name, "type": "application/pdf", "size": 9}
    picture = file | PICTURE | {"description": name}
    return {
        "key": key.hex,
        "files": json.dumps([file | dict.fromkeys(NO_PICTURE), picture]),
        "snapshot": json.dumps(seen(name)),
    }


def seen(text: str) -> dict[str, Any]:
    """A message as a report keeps it, of which every word is this text."""
    at = "2026-01-01T00:00:00.000000Z"
    around = [{"at": at, "author": {"name": text}, "text": text}]
    file = {"name": text, "kind": "application/pdf", "size": 9, "sha256": ""}
    revisions = [{"replaced_at": at, "text": text}]
    return {"text": text, "files": [file], "revisions": revisions, "before": around, "after": []}


NO_PICTURE = ("width", "height", "thumbnail")
PICTURE = {
    "id": str(UUID(int=1)),
    "type": "image/png",
    "width": 40,
    "height": 30,
    "thumbnail": None,
}


def fillings(texts: Iterable[str]) -> Iterable[Sequence[str]]:
    """As many texts at once as the stage takes, until there are no more."""
    rest = iter(texts)
    while filling := list(itertools.islice(rest, FILLING)):
        yield filling
