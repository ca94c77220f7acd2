"""Runs every check that needs no test: two at a time, each reported, none stopping the others."""

import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.services import environment

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent
AT_ONCE = 2  # the processors of the smallest machine on which this is run
CHECK_SECONDS = 300  # a check that takes longer hangs


@dataclass(frozen=True)
class Check:
    """One command; it passes when it ends with 0."""

    name: str
    command: Sequence[str]


def tool(name: str, *arguments: str) -> list[str]:
    """A program of the virtual environment."""
    return [str(TOOLS / name), *arguments]


def module(name: str, *arguments: str) -> list[str]:
    """A module of the project."""
    return [sys.executable, "-m", name, *arguments]


def django(*arguments: str) -> list[str]:
    """A management command."""
    return [sys.executable, "manage.py", *arguments]


# The slowest first, so that it does not run alone at the end.
CHECKS = (
    Check("types", tool("mypy")),
    Check("templates: form", tool("djlint", "--check", "--quiet", "templates")),
    Check("templates: lint", tool("djlint", "--lint", "--quiet", "templates")),
    Check("lint", tool("ruff", "check", ".")),
    Check("format", tool("ruff", "format", "--check", ".")),
    Check("import law", tool("lint-imports")),
    Check("security", tool("bandit", "-q", "-c", "pyproject.toml", "-r", "chat", "chatsite")),
    Check("deployment", django("check", "--deploy", "--fail-level", "WARNING")),
    Check("migrations", django("makemigrations", "--check", "--dry-run")),
    Check("locks", module("tests.tooling.lock", "--check")),
    Check("vendored files", module("tests.tooling.vendor", "--check")),
    Check("sentences", module("tests.tooling.messages", "--check")),
    Check("names and lengths", module("tests.tooling.form")),
)


def production(folder: Path) -> dict[str, str]:
    """The environment of a deployment: its own secret key and a public https origin."""
    key = secrets.token_urlsafe(48)
    return environment(folder, chat_secret_key=key, chat_origins="https://chat.example.org")


def run(check: Check, env: Mapping[str, str]) -> tuple[Check, int, float, str]:
    """Runs one check and keeps what it says."""
    began = time.monotonic()
    try:
        ended = subprocess.run(
            check.command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=CHECK_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return check, 1, CHECK_SECONDS, f"did not end within {CHECK_SECONDS} s"
    return check, ended.returncode, time.monotonic() - began, ended.stdout.strip()


def main() -> int:
    """Runs all of them; 1 when one failed."""
    failed = []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        env = production(Path(folder)) | {"NO_COLOR": "1", "TERM": "dumb"}
        for check, code, seconds, said in pool.map(lambda check: run(check, env), CHECKS):
            print(f"{'FAILED' if code else 'passed'} {check.name} ({seconds:.1f} s)", flush=True)
            if code:
                failed.append(check.name)
                print("    " + said.replace("\n", "\n    "), flush=True)
    print(f"failed: {', '.join(failed)}" if failed else f"all {len(CHECKS)} checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
