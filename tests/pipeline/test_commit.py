"""One transaction for many commands: neighbours do not sink each other, the price stays bounded."""

import logging

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.test.utils import CaptureQueriesContext

from chat.actions import HANDLERS
from chat.actions.batch import Batch
from chat.actions.outcome import Outcome
from chat.actions.prepare import prepare
from chat.models import Message, Room
from chat.pipeline import commit_batch, perform_sync
from chat.pipeline.commit import Committed, commit
from chat.protocol.commands import Command, CreateRoom, EditMessage, PostMessage, SetLevel
from chat.protocol.errors import ChatError
from tests.cast import Cast, contents

POST_QUERIES = 10  # for a commit of posts, however many they are
REPLY_QUERIES = 3  # more with replies among them: read the roots, store them, store who follows


def codes(committed: Committed) -> list[str]:
    """What became of each command."""
    return [r.code if isinstance(r, ChatError) else "done" for r in committed.results]


def posts(cast: Cast, count: int, text: str = "hi") -> list[Command]:
    """So many posts of two people in three rooms."""
    rooms = ("lounge", "board", "direct")
    return [
        cast.command(("ann", "bob")[n % 2], PostMessage, room=rooms[n % 3], text=text)
        for n in range(count)
    ]


def breaks(command: SetLevel, batch: Batch) -> Outcome:
    """A rule with a bug that shows after it has written."""
    Room.objects.create(slug="half-done")
    raise RuntimeError("a bug")


@pytest.fixture
def bug(monkeypatch: pytest.MonkeyPatch) -> type[SetLevel]:
    """A command whose rule has a bug."""
    monkeypatch.setitem(HANDLERS, SetLevel, breaks)
    return SetLevel


def test_one_bug_does_not_sink_its_neighbours(
    cast: Cast, bug: type[SetLevel], caplog: pytest.LogCaptureFixture
) -> None:
    before = cast.room("lounge").seq
    commands = [
        cast.command("ann", PostMessage, room="lounge", text="one"),
        cast.command("bob", bug, room="lounge", level="nothing"),
        cast.command("ann", PostMessage, room="lounge", text="two"),
    ]
    with caplog.at_level(logging.ERROR):
        committed = commit(commands, {})
    assert codes(committed) == ["done", "unavailable", "done"]
    assert [committed.results[n].seq for n in (0, 2)] == [before + 1, before + 2]
    assert not Room.objects.filter(slug="half-done").exists()
    assert "SetLevel failed" in caplog.text
    told = [p for p in committed.publications if p.room == cast["lounge"]]
    assert [(p.first, p.last) for p in told] == [(before + 1,) * 2, (before + 2,) * 2]


def test_a_refusal_costs_its_neighbours_nothing(cast: Cast) -> None:
    commands = [*posts(cast, 2), cast.command("eve", PostMessage, room="board", text="x")]
    commands += [cast.command("bob", CreateRoom, slug="lounge", name="x"), *posts(cast, 2)]
    committed = commit(commands, {})
    assert codes(committed) == ["done", "done", "not_found", "conflict", "done", "done"]
    assert Message.objects.count() == 4


def test_a_text_refused_in_a_commit_costs_its_neighbours_nothing(cast: Cast) -> None:
    commands = [*posts(cast, 1), cast.command("bob", PostMessage, room="lounge", text=" ")]
    assert codes(commit(commands, {})) == ["done", "bad_frame"]
    assert codes(Committed(commit_batch(commands))) == ["done", "bad_frame"]


def test_a_database_that_is_away_answers_unavailable_and_stores_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, commands = contents(), posts(cast, 3)
    monkeypatch.setattr("chat.pipeline.commit.connection.close", lambda: None)

    def away(batch: Batch) -> None:
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as broken:
        broken.setattr(Batch, "close", away)
        committed = commit(commands, {})
    assert codes(committed) == ["unavailable"] * 3
    assert all(result.retry_after for result in committed.results)
    assert not committed.publications
    assert contents() == before
    assert codes(commit(commands, {})) == ["done"] * 3


def test_a_deadlock_is_repeated_one_by_one(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.pipeline.commit.connection.close", lambda: None)
    close = Batch.close

    def contended(batch: Batch) -> object:
        if len(batch.commands) > 1:
            cause = Exception()
            cause.sqlstate = "40P01"  # type: ignore[attr-defined]
            raise OperationalError("deadlock detected") from cause
        return close(batch)

    monkeypatch.setattr(Batch, "close", contended)
    assert codes(commit(posts(cast, 3), {})) == ["done"] * 3


def test_a_key_that_another_process_took_meanwhile_is_tried_once_more(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []
    close = Batch.close

    def clashing(batch: Batch) -> object:
        tries.append(len(batch.commands))
        if len(tries) < 3:
            raise IntegrityError("duplicate key")
        return close(batch)

    monkeypatch.setattr(Batch, "close", clashing)
    assert codes(commit(posts(cast, 1), {})) == ["done"]
    assert tries == [1, 1, 1]


def test_synchronous_code_is_told_what_it_was_refused_with(cast: Cast) -> None:
    with pytest.raises(ChatError, match="no such room"):
        perform_sync(cast.command("eve", PostMessage, room="board", text="hi"))


# --- What it costs -------------------------------------------------------------------------------


def queries(commands: list[Command]) -> int:
    """How many statements a commit sends to the database."""
    ready = {id(c): text for c in commands if (text := prepare(c)) is not None}
    with CaptureQueriesContext(
        connection,
    ) as sent:
        committed = commit(commands, ready)
    assert codes(committed) == ["done"] * len(commands)
    statements = [q["sql"] for q in sent if "SAVEPOINT" not in q["sql"]]
    return len(statements)


@pytest.mark.parametrize("text", ["hi", "@ann and @bob, see #lounge"])
def test_a_commit_of_posts_costs_the_same_however_many_there_are(cast: Cast, text: str) -> None:
    counts = {size: queries(posts(cast, size, text)) for size in (3, 20, 60)}
    quiet = 0 if text == "hi" else 7  # names are read, mentions stored and two people numbered
    assert max(counts.values()) <= POST_QUERIES + quiet, counts
    assert len(set(counts.values())) == 1, counts


def replies(cast: Cast, roots: list[int], count: int) -> list[Command]:
    """So many replies of two people in the threads of three rooms."""
    commands = posts(cast, count)
    return [c.model_copy(update={"thread": roots[n % 3]}) for n, c in enumerate(commands)]


def test_replies_cost_a_few_statements_more_however_many_there_are(cast: Cast) -> None:
    roots = [cast.post("ann", room) for room in ("lounge", "board", "direct")]
    queries(replies(cast, roots, 6))  # from now on both follow
    counts = {size: queries(replies(cast, roots, size)) for size in (3, 20, 60)}
    assert max(counts.values()) <= POST_QUERIES + REPLY_QUERIES, counts
    assert len(set(counts.values())) == 1, counts


def test_an_edit_costs_the_same_in_a_long_room(cast: Cast) -> None:
    counts = []
    for size in (1, 200):
        seq = [cast.post("bob", text=str(n)) for n in range(size)][-1]
        command = cast.command("bob", EditMessage, room="lounge", seq=seq, text="edited")
        counts.append(queries([command]))
    assert counts[0] == counts[1]
    assert counts[0] <= 16, counts
