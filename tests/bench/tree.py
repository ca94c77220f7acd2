"""A tree under measurement: the present one, or a revision of it in a folder of its own."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.machine import SERVER_CORE, on_core
from tests.server import LOOPBACK
from tests.services import AppServer, environment, run

ROOT = Path(__file__).resolve().parents[2]
INSIDE = Path(__file__).resolve().parent / "inside"
SCRIPT_SECONDS = 1_800.0  # ten million messages take some minutes
GIT_SECONDS = 60.0


@dataclass(frozen=True)
class Tree:
    """A folder that holds the project."""

    root: Path
    name: str

    def manage(self, *arguments: str, env: Mapping[str, str]) -> str:
        """Run one of its management commands; returns what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        return run(command, SCRIPT_SECONDS, cwd=self.root, env=dict(env))

    def inside(self, script: str, *arguments: str, env: Mapping[str, str]) -> str:
        """Run a script of the bench with this tree's code; returns what it printed."""
        command = [sys.executable, "-P", str(INSIDE / f"{script}.py"), *arguments]
        here = dict(env) | {"PYTHONPATH": str(self.root)}
        return run(command, SCRIPT_SECONDS, cwd=self.root, env=here)

    def surroundings(self) -> dict[str, Any]:
        """Its settings that bear on cost, and its locked requirements."""
        folder = Path(tempfile.mkdtemp(prefix="chat-settings-"))
        try:
            env = environment(folder, **ALWAYS)
            found: dict[str, Any] = json.loads(self.inside("surroundings", env=env))
        finally:
            shutil.rmtree(folder)
        return found | {"requirements": (self.root / "requirements.txt").read_text()}


ALWAYS = {"chat_message_rate": "0", "chat_log_level": "WARNING"}  # of every server measured


class MeasuredServer(AppServer):
    """The server of a tree, kept to one core, or left to the system's scheduler."""

    def __init__(
        self,
        tree: Tree,
        env: Mapping[str, str],
        *,
        workers: int = 1,
        pinned: bool = True,
        without: str = "",
    ) -> None:
        super().__init__(env)
        self.tree, self.number, self.pinned, self.without = tree, workers, pinned, without
        self.ready_seconds = 0.0  # from its start to its first answer

    def command(self) -> list[str]:
        """`manage.py serve` of that tree, or the same without one of its tricks."""
        serve = [sys.executable, "manage.py", "serve", "--host", LOOPBACK]
        serve += ["--port", str(self.port), "--workers", str(self.number)]
        if self.without:
            serve = [sys.executable, "-P", str(INSIDE / "without.py"), self.without, str(self.port)]
        return on_core(SERVER_CORE, serve) if self.pinned else serve

    def options(self) -> dict[str, Any]:
        """It runs in that tree's folder."""
        return {"cwd": self.tree.root, "env": self.env | {"PYTHONPATH": str(self.tree.root)}}

    def start(self) -> None:
        """Start, and note how long that took."""
        began = time.monotonic()
        super().start()
        self.ready_seconds = time.monotonic() - began

    def stop(self) -> None:
        """End it at once: draining its sockets takes seconds and is measured nowhere."""
        self.kill()


def present() -> Tree:
    """The tree this file belongs to, with what is not committed yet."""
    return Tree(ROOT, "present")


@contextmanager
def revision(name: str) -> Iterator[Tree]:
    """A revision in a git worktree that goes away again."""
    folder = Path(tempfile.mkdtemp(prefix="chat-base-")) / "tree"
    git("worktree", "add", "--detach", "--quiet", str(folder), name)
    try:
        yield Tree(folder, name)
    finally:
        git("worktree", "remove", "--force", str(folder))
        shutil.rmtree(folder.parent, ignore_errors=True)


def git(*arguments: str) -> str:
    """What git answers about this project."""
    return run(["git", *arguments], GIT_SECONDS, cwd=ROOT).strip()


def described() -> str:
    """The present revision, and whether anything is uncommitted."""
    try:
        changed = subprocess.run(
            ["git", "diff", "--quiet", "HEAD", "--", "chat", "chatsite", "requirements.txt"],
            cwd=ROOT,
            check=False,
        ).returncode
        return git("rev-parse", "--short", "HEAD") + (" with changes" if changed else "")
    except (OSError, AssertionError):
        return "unknown"
