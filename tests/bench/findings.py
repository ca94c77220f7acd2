"""Keeps below `var/bench` what was measured, for going on with a run and for the capacity model.

Each is a JSON object. `figures.json` has the last whole run, `part.json` the last of any other:

- ``about``: names of the machine and of the programs, as text
- ``figures``: a number, or null where it could not be had, for each key of ``figures.GOALS``
- ``growths``: for each plot a list of [size, cost]

`long/fanout.json` has what one measurement last found at one scale, by which revision.
"""

import json
from dataclasses import asdict
from pathlib import Path

from tests.bench.figures import Growth, Report, Result
from tests.bench.machine import surroundings
from tests.bench.scale import Scale
from tests.bench.tree import ROOT, described

KEPT = ROOT / "var" / "bench"


def keep_values(report: Report, whole: bool) -> None:
    """Keep the raw values of a run; a part never replaces the whole."""
    values = {result.key: result.value for result in report.results}
    growths = {growth.key: list(growth.points) for growth in report.growths}
    written = {"about": surroundings(), "figures": values, "growths": growths}
    write(KEPT / ("figures.json" if whole else "part.json"), written)


def keep(name: str, scale: Scale, report: Report) -> None:
    """Keep what one measurement found."""
    write(place(name, scale), {"revision": described()} | asdict(report))


def kept(name: str, scale: Scale) -> Report | None:
    """What this very revision has found before; None if it has not, or is not committed."""
    if not place(name, scale).exists():
        return None
    found = json.loads(place(name, scale).read_text())
    if found["revision"] != described() or not found["revision"].isalnum():
        return None
    return Report(
        [Result(**result) for result in found["results"]],
        [Growth(**growth) for growth in found["growths"]],
    )


def place(name: str, scale: Scale) -> Path:
    """Where the findings of a measurement lie."""
    return KEPT / scale.name / f"{name}.json"


def write(file: Path, content: object) -> None:
    """Write JSON."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=1))
