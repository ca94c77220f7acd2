"""Where an upgrade begins: a revision of the history, or nowhere."""

from pathlib import Path

import pytest

from tests.faults.scenarios import upgrades
from tests.services import ROOT

needs_history = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a copy without history")


@needs_history
def test_a_revision_is_written_out_whole(tmp_path: Path) -> None:
    """Its program can be started from the folder."""
    assert upgrades.written_out("HEAD", tmp_path)
    assert (tmp_path / "manage.py").exists()
    assert (tmp_path / "chat" / "migrations" / "0001_initial.py").exists()


def test_an_unknown_revision_is_not_written_out(tmp_path: Path) -> None:
    """The case is not run then."""
    assert not upgrades.written_out("no-such-revision", tmp_path)
    assert not upgrades.written_out("", tmp_path)
    assert not (tmp_path / "manage.py").exists()


def test_without_history_there_is_no_version_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of the files alone says so, and breaks nothing."""
    monkeypatch.setattr(upgrades, "git", lambda *words: b"")
    assert upgrades.version_before() == ""


def test_without_tags_the_newest_migration_tells_the_version_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The commit before the one that added it."""
    answers = {"describe": b"", "log": b"abc\n", "rev-parse": b"parent\n"}
    monkeypatch.setattr(upgrades, "git", lambda *words: answers[words[0]])
    assert upgrades.version_before() == "parent"


def test_a_tag_goes_before_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was released is what people upgrade from."""
    monkeypatch.setattr(upgrades, "git", lambda *words: b"v1\n")
    assert upgrades.version_before() == "v1"
