"""The check of the locks notices every way in which list, lock and machine can part."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tooling import lock

Edit = Callable[[str], str]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the lists and of both locks."""
    for name in ("pyproject.toml", lock.RUNTIME, lock.DEVELOPMENT):
        shutil.copy(lock.ROOT / name, tmp_path)
    return tmp_path


def edit(path: Path, change: Edit) -> None:
    """Changes a file and makes sure that it changed."""
    before = path.read_text()
    path.write_text(change(before))
    assert path.read_text() != before


def without_digest(text: str) -> str:
    """A lock without the line that names the lists it was made from."""
    return text.partition("\n")[2]


def test_the_locks_of_the_project_are_in_order(tree: Path) -> None:
    assert len(lock.pins((tree / lock.RUNTIME).read_text())) > 40
    assert lock.check(tree) == []


def test_a_requirement_added_to_a_list_alone_is_noticed(tree: Path) -> None:
    edit(
        tree / "pyproject.toml", lambda text: text.replace('"redis>', '"absent-package",\n"redis>')
    )
    faults = lock.check(tree)
    assert any("changed since" in fault for fault in faults)
    assert any("absent-package has no pin" in fault for fault in faults)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (without_digest, "changed since"),
        (lambda text: text.replace("redis==", "redis>=", 1), "not one version"),
        (lambda text: f"{text}nothing==1.0\n", "not one version"),
        (lambda text: f"--index-url https://example.org/simple\n{text}", "not portable"),
        (lambda text: f"{text}own @ file:///tmp/own.whl\n", "not portable"),
        (lambda text: f"{text}./own.whl\n", "not portable"),
    ],
)
def test_a_lock_that_was_edited_is_noticed(tree: Path, change: Edit, complaint: str) -> None:
    edit(tree / lock.RUNTIME, change)
    assert any(complaint in fault for fault in lock.check(tree))


def test_what_runs_must_be_what_is_tested(tree: Path) -> None:
    hashed = f"nothing==1.0 --hash=sha256:{'0' * 64}\n"
    edit(tree / lock.RUNTIME, lambda text: text + hashed)
    assert lock.check(tree) == [f"nothing==1.0 is in {lock.RUNTIME} only"]
