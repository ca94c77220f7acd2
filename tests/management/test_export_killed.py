"""An export that was killed goes on, and one beside busy writers is of one state: real processes,
on both databases."""

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from chat.archive.layout import Records
from chat.archive.manifest import MANIFEST
from tests.faults.operator import Operator
from tests.management.exporting import PART
from tests.services import ROOT, PostgreSQL, environment

pytestmark = pytest.mark.timeout(240)  # several processes, each of which starts slowly

POSTS = 1_000  # in one room: ten parts
KILLED = -9


class Installation:
    """A migrated database with ann and bob, and a process that writes to it."""

    def __init__(self, env: dict[str, str], operator: Operator) -> None:
        self.env, self.operator = env, operator
        self.people = operator.act("people", names=["ann", "bob"])


class Busy:
    """A room of a test's own, in which ann has said much."""

    def __init__(self, installation: Installation, slug: str) -> None:
        self.env, self.operator = installation.env, installation.operator
        self.slug, self.ann = slug, installation.people["ann"]["id"]
        members = [installation.people["bob"]["id"]]
        self.room = self.operator.act("room", slug=slug, members=members, by=self.ann)
        self.talk(POSTS)

    def talk(self, count: int) -> None:
        """Let ann say so many things."""
        self.operator.act("talk", room=self.room, author=self.ann, count=count, text="word")

    def carry(self, command: str, seq: int, **fields: Any) -> None:
        """Let ann do something to a message."""
        fields |= {"room": self.room, "seq": seq}
        act = {"by": {"user": self.ann}, "command": command, "fields": fields}
        assert self.operator.act("carry", acts=[act]) == ["done"]

    def export(
        self, place: Path, *words: str, die_after: int = 0
    ) -> subprocess.CompletedProcess[str]:
        """Run the command in a process of its own."""
        command = [sys.executable, "-m", "tests.management.exporting", str(die_after)]
        command += ["export_history", "--output", str(place), "--room", self.slug, *words]
        return subprocess.run(
            command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False, timeout=60
        )


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """The same on each database."""
    with ExitStack() as stack:
        url = ""
        if request.param == "postgresql":
            url = stack.enter_context(PostgreSQL(fsync=False)).create("chat")
        more = {"django_settings_module": "chatsite.settings", "chat_message_rate": "0"}
        env = environment(tmp_path_factory.mktemp("data"), database_url=url, **more)
        yield Installation(env, stack.enter_context(Operator(env)))


@pytest.fixture
def busy(installation: Installation) -> Busy:
    """A room that no other test writes to."""
    return Busy(installation, f"busy-{secrets.token_hex(4)}")


def manifest(place: Path) -> dict[str, Any]:
    """The manifest of a whole export."""
    found: dict[str, Any] = json.loads((place / MANIFEST).read_text())
    return found


def test_a_killed_export_goes_on_without_doing_again_what_it_finished(
    busy: Busy, tmp_path: Path
) -> None:
    place, other = tmp_path / "export", tmp_path / "other"
    killed = busy.export(place, die_after=POSTS // 2 + PART // 2)
    assert killed.returncode == KILLED
    assert not place.exists(), "a half export must not look like a whole one"
    resumed = busy.export(place)
    assert resumed.returncode == 0, resumed.stderr
    done = POSTS // 2 // PART * PART
    assert int(resumed.stdout) <= POSTS - done + PART, "finished parts were written again"
    assert busy.export(other).returncode == 0
    assert manifest(place)["content"] == manifest(other)["content"]
    assert manifest(place)["files"] == manifest(other)["files"]
    assert not list(tmp_path.glob("*.unfinished"))


def test_what_changed_while_an_export_was_dead_is_written_again(busy: Busy, tmp_path: Path) -> None:
    place, other = tmp_path / "export", tmp_path / "other"
    assert busy.export(place, die_after=POSTS - PART).returncode == KILLED
    busy.carry("EditMessage", 150, text="better words")
    busy.carry("DeleteMessage", 350)
    busy.carry("AddReaction", 151, emoji="👍")
    busy.talk(50)
    resumed = busy.export(place)
    assert resumed.returncode == 0, resumed.stderr
    assert int(resumed.stdout) < POSTS, "parts that did not change were written again"
    assert busy.export(other).returncode == 0
    assert manifest(place)["content"] == manifest(other)["content"]
    texts = {m["seq"]: m["text"] for m in Records(place).messages(busy.room)}
    assert texts[150] == "better words"
    assert texts[350] == ""


def test_an_unfinished_export_of_something_else_is_left_alone(busy: Busy, tmp_path: Path) -> None:
    place = tmp_path / "export"
    assert busy.export(place, die_after=PART).returncode == KILLED
    before = sorted(p.name for p in (tmp_path / "export.unfinished").rglob("*"))
    refused = busy.export(place, "--user", "bob")
    assert refused.returncode != 0
    assert "unfinished export of something else" in refused.stderr
    assert sorted(p.name for p in (tmp_path / "export.unfinished").rglob("*")) == before


def test_an_export_beside_a_busy_writer_is_of_one_state(busy: Busy, tmp_path: Path) -> None:
    place, stop, said = tmp_path / "export", Event(), []

    def write() -> None:
        while not stop.is_set():
            busy.talk(20)
            said.append(20)

    writer = Thread(target=write)
    writer.start()
    try:
        ended = busy.export(place)
    finally:
        stop.set()
        writer.join(60)
    assert ended.returncode == 0, ended.stderr
    assert len(said) > 1, "somebody must have written meanwhile"
    head = manifest(place)["heads"][busy.slug]["seq"]
    rows = list(Records(place).messages(busy.room))
    assert [row["seq"] for row in rows] == list(range(rows[0]["seq"], head + 1))
    (room,) = (r for r in Records(place).table("room") if r["slug"] == busy.slug)
    assert room["seq"] == head
    assert all(row["changed_seq"] <= head for row in rows)
