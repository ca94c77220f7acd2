"""The table of the scenarios, and the way into it."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.faults.report import Report
from tests.faults.stores import Stores

CASE_SECONDS = 900.0  # after which a case counts as broken
BOTH, CLUSTER, EMBEDDED = ("embedded", "cluster"), ("cluster",), ("embedded",)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a scenario: where, and with which seed."""

    stores: Stores
    mode: str
    seed: int


Play = Callable[[Run, Report], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A promise, how it is staged, and where."""

    promise: str
    name: str
    modes: tuple[str, ...]
    play: Play
    long: bool = False  # played only when it is asked for
    limit: float = CASE_SECONDS

    async def run(self, stores: Stores, mode: str, seed: int) -> Report:
        """Plays it; what a scenario finds it writes into its report."""
        report = Report(self.promise, self.name, mode, seed)
        began = time.monotonic()
        await self.play(Run(stores, mode, seed), report)
        report.seconds = time.monotonic() - began
        return report


SCENARIOS: list[Scenario] = []


def scenario(
    promise: str,
    name: str,
    modes: tuple[str, ...] = BOTH,
    *,
    long: bool = False,
    limit: float = CASE_SECONDS,
) -> Callable[[Play], Play]:
    """Puts a function into the table."""

    def put(play: Play) -> Play:
        SCENARIOS.append(Scenario(promise, name, modes, play, long, limit))
        return play

    return put


def adopt(report: Report, found: Report) -> None:
    """Takes over what the judge found under a scenario's load."""
    for name in ("acked", "heard", "faults"):
        setattr(report, name, getattr(report, name) + getattr(found, name))
    report.violations |= found.violations
    report.waits = found.waits or report.waits
    report.figures = found.figures | report.figures
