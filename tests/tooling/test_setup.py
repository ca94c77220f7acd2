"""The set-up scripts: quick when nothing is to do, clear about what is missing, honest in codes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tooling.lock import ROOT

SECONDS = 60
NO_ROOT = "#!/bin/bash\necho 1000\n"
WITHOUT_VENV = '#!/bin/bash\n[ "$1" = -c ] && exit 1\nexec false\n'
ENVIRONMENT, MACHINE, RUN_TESTS = (
    f"tests/setup/{name}.sh" for name in ("environment", "machine", "run_tests")
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A checkout with the scripts alone and a lock that names nothing, so no network is asked."""
    shutil.copytree(ROOT / "tests/setup", tmp_path / "tests/setup")
    for lock in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / lock).write_text("# nothing is needed\n")
    return tmp_path


def program(path: Path, script: str) -> Path:
    """Puts an executable script in a program's place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)
    return path


def bash(tree: Path, *words: str, path: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a script in a tree, with stand-ins before or instead of the real programs."""
    env = os.environ | {"PATH": path or os.environ["PATH"]}
    command = [shutil.which("bash") or "bash", *words]
    return subprocess.run(
        command,
        cwd=tree,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_an_environment_is_made_once_and_again_when_its_lock_changes(tree: Path) -> None:
    words = (ENVIRONMENT, sys.executable, "requirements.txt")
    first = bash(tree, *words)
    assert (first.returncode, "Installing" in first.stdout) == (0, True), first.stderr
    assert (tree / ".venv/bin/python").exists()
    assert bash(tree, *words).stdout == ""
    (tree / "requirements.txt").write_text("# still nothing\n")
    assert "Installing" in bash(tree, *words).stdout


def test_what_the_tests_installed_is_enough_to_run(tree: Path) -> None:
    assert bash(tree, ENVIRONMENT, sys.executable, "requirements-dev.txt").returncode == 0
    again = bash(tree, ENVIRONMENT, sys.executable, "requirements.txt")
    assert (again.returncode, again.stdout) == (0, "")


def test_a_lock_without_hashes_is_refused_and_not_taken_for_installed(tree: Path) -> None:
    (tree / "requirements.txt").write_text("redis==8.1.0\n")
    refused = bash(tree, ENVIRONMENT, sys.executable, "requirements.txt")
    assert refused.returncode == 1
    assert "could not be installed" in refused.stderr
    assert not list((tree / ".venv").glob("*.stamp"))


def test_an_ordinary_user_without_venv_is_told_the_one_command(tree: Path) -> None:
    program(tree / "bin/id", NO_ROOT)
    python = program(tree / "bin/python3", WITHOUT_VENV)
    path = f"{tree / 'bin'}:{os.environ['PATH']}"
    told = bash(tree, ENVIRONMENT, str(python), "requirements.txt", path=path)
    assert told.returncode == 1
    assert "sudo apt-get install python3 python3-venv" in told.stderr


def test_an_ordinary_user_is_told_exactly_which_packages_are_missing(tree: Path) -> None:
    program(tree / "bin/id", NO_ROOT)
    program(tree / "bin/redis-server", "")
    told = bash(tree, MACHINE, path=str(tree / "bin"))
    assert told.returncode == 1
    missing = told.stderr.splitlines()[0]
    assert {"chromium", "nodejs"} <= set(missing.split())
    assert "redis-server" not in missing


@pytest.mark.parametrize(
    ("failing", "code"), [("nothing", 0), ("tests/browser", 1), ("tests/faults", 1)]
)
def test_every_part_runs_and_one_failure_fails_the_whole(
    tree: Path, failing: str, code: int
) -> None:
    fails_on = f'#!/bin/bash\nfor word; do [ "$word" = {failing} ] && exit 1; done\nexit 0\n'
    program(tree / ".venv/bin/python", fails_on)
    program(tree / "bin/node", "#!/bin/bash\n")
    program(tree / "tests/js/store.test.js", "")
    ran = bash(tree, RUN_TESTS, path=f"{tree / 'bin'}:{os.environ['PATH']}")
    parts = [line for line in ran.stdout.splitlines() if "passed in" in line or "FAILED" in line]
    assert ran.returncode == code
    assert len(parts) == 6
    assert sum("FAILED" in part for part in parts) == code


def test_an_absent_part_is_a_failure(tree: Path) -> None:
    program(tree / ".venv/bin/python", "#!/bin/bash\n")
    ran = bash(tree, RUN_TESTS)
    assert ran.returncode == 1
    assert "tests/js holds no *.test.js" in ran.stdout
