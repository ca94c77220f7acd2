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
    traces: str = ""  # the folder with the logs of a run with findings

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

    def story(self, examples: int | None = 3) -> str:
        """Each kind of violation with its first examples, or all of them; where the logs are."""
        rows = [
            f"  {kind}: {len(found)}, such as {found[:examples]}"
            for kind, found in self.violations.items()
            if found
        ]
        return "\n".join([*rows, *([f"  logs: {self.traces}"] if self.traces else [])])

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
