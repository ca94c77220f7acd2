"""What one scenario found: its figures, for the terminal and for the table of the documents."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Report:
    """The figures of one run of one scenario."""

    promise: str
    name: str
    mode: str
    seed: int
    acked: int = 0
    heard: int = 0  # events and messages that reached observers
    faults: int = 0
    seconds: float = 0.0
    violations: dict[str, list[str]] = field(default_factory=dict)
    waits: dict[str, float] = field(default_factory=dict)  # p50, p99, max from ack to delivery
    figures: dict[str, Any] = field(default_factory=dict)
    skipped: str = ""  # why it was not run

    @property
    def found(self) -> int:
        """How many violations."""
        return sum(map(len, self.violations.values()))

    def line(self) -> str:
        """The report in one line."""
        if self.skipped:
            return f"{self.promise:4} {self.name:34} {self.mode:9} not run: {self.skipped}"
        waits = " ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in self.waits.items())
        shown = ", ".join(f"{name}: {value}" for name, value in self.figures.items())
        return (
            f"{self.promise:4} {self.name:34} {self.mode:9} violations {self.found}"
            f" of {self.acked} acked, {self.heard} heard; faults {self.faults},"
            f" seed {self.seed}, {self.seconds:.0f} s; {waits}; {shown}"
        )

    def story(self) -> str:
        """Each kind of violation with its first examples."""
        rows = [
            f"  {kind}: {len(found)}, such as {found[:3]}"
            for kind, found in self.violations.items()
            if found
        ]
        return "\n".join(rows)

    def as_json(self) -> str:
        """The report for a file."""
        return json.dumps(asdict(self), ensure_ascii=False)


def quantiles(values: Sequence[float]) -> dict[str, float]:
    """p50, p99 and the most of some seconds."""
    ordered = sorted(values)
    if not ordered:
        return {}
    last = len(ordered) - 1
    return {"p50": ordered[last // 2], "p99": ordered[round(last * 0.99)], "max": ordered[-1]}


COLUMNS = ("promise", "fault", "mode", "acked", "heard", "faults", "seed", "s", "violations")


def table(reports: Sequence[Report]) -> str:
    """All reports as a table in Markdown."""
    rows = [f"| {' | '.join((*COLUMNS, 'ack to delivery p50 / p99 / max, ms', 'figures'))} |"]
    rows.append("|" + "---|" * (len(COLUMNS) + 2))
    for r in reports:
        if r.skipped:
            cells = [r.promise, r.name, r.mode, *("–",) * 6, "–", f"not run: {r.skipped}"]
        else:
            waits = " / ".join(f"{r.waits[k] * 1000:.0f}" for k in r.waits) or "–"
            figures = "; ".join(f"{name}: {value}" for name, value in r.figures.items())
            numbers = (r.acked, r.heard, r.faults, r.seed, round(r.seconds), r.found)
            cells = [r.promise, r.name, r.mode, *map(str, numbers), waits, figures]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"
