"""`audit` and `verify_audit`: what they print, which code they end with, and that it is noted."""

import json
from typing import Any

import pytest
from django.core.management.base import CommandError
from django.db import connection

from chat.models import AuditEntry
from chat.protocol.commands import ImposeSanction
from tests.cast import Cast
from tests.conftest import unguarded
from tests.management.conftest import Run


def newest() -> AuditEntry:
    """The entry that was added last."""
    return AuditEntry.objects.order_by("-number")[0]


def forge(statement: str) -> None:
    """Do something to the log that its guards refuse."""
    off, on = unguarded()
    with connection.cursor() as cursor:
        for line in (*off, statement, *on):
            cursor.execute(line)


def test_a_whole_log_is_told_with_its_head(run: Run, cast: Cast) -> None:
    end = newest()
    said = run("verify_audit")
    assert said == f"{end.number} rows are what was written. Head {end.number}:{end.seal}\n"
    assert newest().act == "audit.verified"
    assert run("verify_audit", "--head", f"{end.number}:{end.seal}")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE chat_auditentry SET act = 'x' WHERE number = 4", "Row 4 is not what was sealed"),
        ("DELETE FROM chat_auditentry WHERE number = 4", "Row 4 is missing"),
    ],
)
def test_the_first_broken_row_is_named(run: Run, cast: Cast, statement: str, said: str) -> None:
    forge(statement)
    with pytest.raises(CommandError, match=f"{said}. 3 rows before it are whole") as told:
        run("verify_audit")
    assert told.value.returncode == 3


def test_a_log_that_was_cut_off_is_told_with_a_head(run: Run, cast: Cast) -> None:
    end = newest()
    forge(f"DELETE FROM chat_auditentry WHERE number > {end.number - 2}")
    assert run("verify_audit")
    forge(f"DELETE FROM chat_auditentry WHERE number > {end.number - 2}")
    with pytest.raises(CommandError, match=f"before the head {end.number}") as told:
        run("verify_audit", "--head", f"{end.number}:{end.seal}")
    assert told.value.returncode == 3


@pytest.mark.parametrize("head", ["4", "x:y", "0:" + "0" * 64, "4:" + "0" * 63, "-1:" + "0" * 64])
def test_what_is_no_head_is_refused(run: Run, cast: Cast, head: str) -> None:
    with pytest.raises(CommandError, match="A head is a number") as told:
        run("verify_audit", f"--head={head}")
    assert told.value.returncode == 1


def lines(said: str) -> list[dict[str, Any]]:
    """What was printed, parsed."""
    return [json.loads(line) for line in said.splitlines()]


def test_the_log_is_written_oldest_first_and_its_writing_is_an_entry(run: Run, cast: Cast) -> None:
    before = AuditEntry.objects.count()
    found = lines(run("audit"))
    assert [entry["number"] for entry in found] == list(range(1, before + 2))
    assert (found[-1]["act"], found[-1]["by"], found[-1]["door"]) == (
        *("audit.exported", None),
        "command",
    )
    assert found[0]["act"] == "workspace.founded"


def test_a_choice_of_it_is_written(run: Run, cast: Cast) -> None:
    cast.do("ann", ImposeSanction, user="bob", room="lounge", kind="mute", reason="spam")
    (entry,) = lines(run("audit", "--act", "sanction.imposed"))
    assert (entry["reason"], entry["details"]["kind"]) == ("spam", "mute")
    assert newest().act == "audit.exported"
    assert json.loads(newest().details) == {"asked": {"act": ["sanction.imposed"]}}
    for words in (
        ("--by", "ann", "--room", "lounge", "--person", "bob", "--days", "1"),
        ("--by", "Ann", "--act", "sanction.imposed"),
    ):
        assert entry in lines(run("audit", *words))
    assert lines(run("audit", "--by", "eve")) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "zoe"), "no account 'zoe'"),
        (("--person", "zoe"), "no account 'zoe'"),
        (("--room", "attic"), "no room 'attic'"),
    ],
)
def test_who_is_not_there_is_named(run: Run, cast: Cast, words: tuple[str, ...], said: str) -> None:
    before = AuditEntry.objects.count()
    with pytest.raises(CommandError, match=said):
        run("audit", *words)
    assert AuditEntry.objects.count() == before


def test_what_leaves_and_comes_is_noted(run: Run, cast: Cast, tmp_path: Any) -> None:
    place = str(tmp_path / "export")
    run("export_history", "--output", place, "--direct", "--reason", "moving house")
    entry = newest()
    assert (entry.act, entry.reason) == ("history.exported", "moving house")
    assert json.loads(entry.details)["selection"]["direct"] is True
    run("import_history", place)
    assert newest().act == "history.imported"
    run("renew_epochs")
    assert newest().act == "epochs.renewed"
