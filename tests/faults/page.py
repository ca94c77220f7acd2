"""Writes what the fault suite found into the page of the documents, between two marks.

What was not run now keeps its former figures: the page always shows the last run of each case.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from tests.faults.report import Report

BEGIN, END = "<!-- figures: written by make faults -->", "<!-- end of figures -->"
COLUMNS = ("promise", "fault", "mode", "acked", "heard", "faults", "violations", "s", "p50", "p99", "max")  # fmt: skip
NUMBERS = (3, 4, 5, 6, 7)  # of the columns: they are added up
_NOTE = re.compile(r"^- (.+), (embedded|cluster)(?:, seed \d+)?: ")

Key = tuple[str, str]  # the name and the mode of a case


def row(report: Report) -> str:
    """A report as a row of the table."""
    r = report
    first = [r.promise, r.name, r.mode]
    if r.skipped:
        return cells([*first, *("–",) * (len(COLUMNS) - len(first))])
    numbers = [r.acked, r.heard, r.faults, r.found, round(r.seconds)]
    waits = [f"{r.waits[k] * 1000:.0f}" if k in r.waits else "–" for k in COLUMNS[-3:]]
    return cells([*first, *map(str, numbers), *waits])


def note(report: Report) -> str:
    """A report's other figures as an item of a list."""
    if report.skipped:
        return f"- {report.name}, {report.mode}: not run: {report.skipped}"
    figures = "; ".join(f"{name} {value}" for name, value in report.figures.items())
    return f"- {report.name}, {report.mode}, seed {report.seed}: {figures or 'nothing more'}"


def cells(values: Sequence[str]) -> str:
    """A row in Markdown."""
    return f"| {' | '.join(values)} |"


def parted(line: str) -> list[str]:
    """The cells of a row in Markdown."""
    return [cell.strip() for cell in line.strip("|").split("|")]


def total(rows: Sequence[str]) -> str:
    """What all rows come to, in one sentence."""
    read = [[int(c) if c.isdigit() else 0 for c in parted(line)] for line in rows]
    acked, heard, faults, found, seconds = (sum(r[n] for r in read) for n in NUMBERS)
    return (
        f"In {len(rows)} cases, {found} violations: {acked:,} changes acked, {heard:,} events ×"
        f" observers checked, {faults:,} faults, {seconds:,} s."
    )


def figures(
    between: str, order: Sequence[Key], planted: Sequence[str], new: Sequence[Report]
) -> str:
    """What stands between the marks, after a run of some cases; ``planted`` empty: as before."""
    lines = between.strip().splitlines()
    start = next((n for n, line in enumerate(lines) if line.startswith("| promise")), len(lines))
    kinds = [*planted] or lines[: max(0, start - 3)]
    rows = {tuple(parted(line)[1:3]): line for line in lines[start + 2 :] if line.startswith("|")}
    notes = {found.groups(): line for line in lines if (found := _NOTE.match(line))}
    worst = sorted(new, key=lambda report: report.found)  # of a case that was played twice
    rows |= {(r.name, r.mode): row(r) for r in worst}
    notes |= {(r.name, r.mode): note(r) for r in worst}
    shown = [key for key in order if key in rows]
    table = [cells(COLUMNS), "|" + "---|" * 3 + "---:|" * (len(COLUMNS) - 3)]
    table += [rows[key] for key in shown]
    more = [notes[key] for key in shown if key in notes]
    whole = total([rows[key] for key in shown])
    return "\n".join([*kinds, "", whole, "", *table, "", "Seeds and other figures:", "", *more])


def write(docs: Path, order: Sequence[Key], planted: Sequence[str], new: Sequence[Report]) -> None:
    """Puts figures between their marks."""
    head, _, rest = docs.read_text().partition(BEGIN)
    between, _, tail = rest.partition(END)
    docs.write_text(f"{head}{BEGIN}\n\n{figures(between, order, planted, new)}\n\n{END}{tail}")
