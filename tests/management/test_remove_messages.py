"""`remove_messages`: removes a period, says how far it is, and goes on after kill -9."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.core.management.base import CommandError

from chat.models import Message, Removal
from tests.cast import Cast
from tests.faults.operator import Operator
from tests.management.conftest import Run
from tests.services import ROOT, PostgreSQL, environment, manage

LONG_AGO = "2020-01-01T00:00:00Z"
POSTS = 50  # two full commits and a part of a third
DIES_AT = 27  # in the second commit, with deletions that are not committed
BEFORE = 20  # what was committed until then
KILLED = -9


def left() -> list[str]:
    """The texts that were not removed."""
    rows = Message.objects.filter(deleted_at=None)
    return list(rows.order_by("pk").values_list("text", flat=True))


def test_it_removes_a_room_and_says_so(run: Run, cast: Cast) -> None:
    cast.post("bob", text="coins")
    cast.post("bob", "board", "the minutes")
    cast.post("ann", text="hello")
    out = run("remove_messages", "Bob", "--since", LONG_AGO, "--room", "lounge", "--reason", "spam")
    removal = Removal.objects.get()
    assert out == f"Removal {removal.pk} is done: 1 removed.\n"
    assert (removal.operator, removal.by, removal.reason) == (True, None, "spam")
    assert left() == ["the minutes", "hello"]
    assert f"{removal.pk} is done: 1" in run("remove_messages", "--resume", str(removal.pk))


def test_it_removes_everywhere_whoever_it_was(run: Run, cast: Cast) -> None:
    for room in ("lounge", "board", "direct"):
        cast.post("ann", room, "gone")
    assert "is done: 3" in run("remove_messages", "ann", "--since", LONG_AGO)
    assert left() == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("bob",), "--since"),
        (("--since", LONG_AGO), "--since"),
        (("nobody", "--since", LONG_AGO), "Nobody"),
        (("bob", "--since", "yesterday"), "since"),
        (("bob", "--since", "2099-01-01T00:00:00Z"), "period"),
        (("bob", "--since", LONG_AGO, "--room", "attic"), "no such room"),
        (("--resume", "999999"), "no such removal"),
    ],
)
def test_a_mistake_is_a_sentence(run: Run, cast: Cast, words: tuple[str, ...], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        run("remove_messages", *words)
    assert not Removal.objects.exists()


# --- Killed --------------------------------------------------------------------------------------


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def env(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """A migrated installation in which ann has said much, on each database."""
    with ExitStack() as stack:
        url = ""
        if request.param == "postgresql":
            url = stack.enter_context(PostgreSQL(fsync=False)).create("chat")
        more = {"django_settings_module": "chatsite.settings", "chat_message_rate": "0"}
        env = environment(tmp_path_factory.mktemp("data"), database_url=url, **more)
        operator = stack.enter_context(Operator(env))
        ann = operator.act("people", names=["ann"])["ann"]["id"]
        room = operator.act("room", slug="den", members=[], by=ann)
        operator.act("talk", room=room, author=ann, count=POSTS, text="word")
        yield env


def remove(env: dict[str, str], *words: str, die: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    command = [sys.executable, "-m", "tests.management.removing", str(die), *words]
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60
    )


def state(env: dict[str, str]) -> dict[str, Any]:
    """What the database holds of the removal and its room."""
    code = (
        "import json; from chat.models import *; r = Removal.objects.get();"
        " gone = Message.objects.exclude(deleted_at=None);"
        " print(json.dumps({'id': r.pk, 'state': r.state, 'removed': r.removed,"
        " 'gone': gone.count(), 'seqs': len(set(gone.values_list('changed_seq', flat=True))),"
        " 'head': Room.objects.get(slug='den').seq}))"
    )
    found: dict[str, Any] = json.loads(manage("shell", "-v", "0", "-c", code, env=env))
    return found


@pytest.mark.timeout(240)  # several processes, each of which starts slowly
def test_what_was_killed_in_a_commit_goes_on_and_removes_nothing_twice(
    env: dict[str, str],
) -> None:
    words = ("ann", "--since", LONG_AGO)
    assert remove(env, *words, die=DIES_AT).returncode == KILLED
    before = state(env)
    assert (before["state"], before["removed"], before["gone"]) == ("running", BEFORE, BEFORE)
    ended = remove(env, "--resume", str(before["id"]))
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == f"Removal {before['id']} is done: {POSTS} removed.\n"
    after = state(env)
    assert (after["removed"], after["gone"], after["seqs"]) == (POSTS, POSTS, POSTS)
    assert after["head"] - before["head"] == POSTS - BEFORE, "each took one step of the room"
