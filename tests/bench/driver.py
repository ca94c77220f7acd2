"""Starts the load in a process of its own and tells it what to do."""

import json
import select
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

from tests.bench.machine import LOAD_CORE, on_core
from tests.server import STOP_SECONDS, ServerError

ROOT = Path(__file__).resolve().parents[2]
ANSWER_SECONDS = 180.0  # for the longest order; the load itself gives up far earlier


class Load:
    """The process of ``tests.bench.load``, kept to a core of its own."""

    def __enter__(self) -> Self:
        command = on_core(LOAD_CORE, [sys.executable, "-m", "tests.bench.load"])
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *exception: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(STOP_SECONDS)

    def ask(self, do: str, **fields: Any) -> dict[str, Any]:
        """Give an order and return its answer; raises ServerError when none comes."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **fields}) + "\n")
        self._process.stdin.flush()
        if not select.select([self._process.stdout], [], [], ANSWER_SECONDS)[0]:
            raise ServerError(f"the load did not answer {do!r} within {ANSWER_SECONDS:g} s")
        line = self._process.stdout.readline()
        if not line:
            raise ServerError(f"the load ended while it was asked to {do}")
        answer: dict[str, Any] = json.loads(line)
        return answer
