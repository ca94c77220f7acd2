"""``make bench``: measures, prints one table, and writes docs/performance.md after a whole run.

The raw values are kept below `var/bench`: those of a whole run in `figures.json`, from which the
capacity model reads, those of any other in `part.json`. Both are one JSON object:

- ``about``: names of the machine and of the programs, as text
- ``figures``: a number, or null where it could not be had, for each key of ``figures.GOALS``
- ``growths``: for each plot a list of [size, cost]
"""

import argparse
import json
import os
import signal
import sys
import time
import traceback

from tests.bench import machine
from tests.bench.compare import Unlike, compare
from tests.bench.figures import GOALS, Report
from tests.bench.measures import MEASURES
from tests.bench.page import write
from tests.bench.scale import SCALES, Scale
from tests.bench.table import HEAD, growth_head, growth_rows, plain, rows
from tests.bench.tree import ROOT, present

KEPT = ROOT / "var" / "bench"


def say(words: str) -> None:
    """Print a line at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def asked() -> argparse.Namespace:
    """What to measure."""
    parser = argparse.ArgumentParser(
        prog="make bench", description=(__doc__ or "").partition("\n")[0]
    )
    names = ",".join(MEASURES)
    parser.add_argument("--only", default="", metavar="NAMES", help=f"some of {names}")
    parser.add_argument("--base", default="", metavar="REVISION", help="compare with a revision")
    parser.add_argument("--scale", default="usual", choices=sorted(SCALES), help="how much")
    arguments = parser.parse_args()
    arguments.chosen = [name for name in arguments.only.split(",") if name] or list(MEASURES)
    if unknown := [name for name in arguments.chosen if name not in MEASURES]:
        parser.error(f"there is no {unknown[0]!r}; there are {names}")
    return arguments


def measure(chosen: list[str], scale: Scale) -> tuple[Report, list[str]]:
    """Measure what was chosen; what fails is said and does not stop the others."""
    report, failed, tree = Report(), [], present()
    for name in chosen:
        began, found = time.monotonic(), Report()
        try:
            MEASURES[name](tree, scale, found)
        except Exception:  # noqa: BLE001  (each measurement is reported by itself)
            failed.append(name)
            traceback.print_exc()
        report.results += found.results
        report.growths += found.growths
        say(f"{name}: {time.monotonic() - began:.0f} s")
    return report, failed


def printed(report: Report) -> str:
    """Everything as plain tables."""
    parts = [plain(HEAD, rows(report.results))] if report.results else []
    for growth in report.growths:
        table = plain(growth_head(growth), growth_rows(growth))
        parts.append(f"{growth.title}, by {growth.size}\n{table}")
    return "\n\n".join(parts)


def keep(report: Report, whole: bool) -> None:
    """Keep the raw values beside what is not committed; a part never replaces the whole."""
    KEPT.mkdir(parents=True, exist_ok=True)
    values = {result.key: result.value for result in report.results}
    growths = {growth.key: list(growth.points) for growth in report.growths}
    about = machine.surroundings()
    place = KEPT / ("figures.json" if whole else "part.json")
    place.write_text(json.dumps({"about": about, "figures": values, "growths": growths}, indent=1))


def ended(number: int, _: object) -> None:
    """End as an exception does, so that every server started here is stopped on the way."""
    raise SystemExit(128 + number)


def main() -> int:
    """Measure and print; 0 when everything could be measured, whatever the figures are."""
    signal.signal(signal.SIGTERM, ended)
    arguments = asked()
    scale = SCALES[arguments.scale]
    machine.allow_many_sockets()
    load = os.getloadavg()[0]
    if load > 0.5:
        say(f"The machine is not idle (load {load:.1f}): the figures will suffer.")
    if arguments.base:
        try:
            say(compare(arguments.base, arguments.chosen, scale, say))
        except Unlike as refusal:
            say(str(refusal))
            return 2
        return 0
    report, failed = measure(arguments.chosen, scale)
    whole = arguments.chosen == list(MEASURES) and scale.name != "small" and not failed
    keep(report, whole)
    say(printed(report))
    reached = [GOALS[r.key].reached(r.value) for r in report.results]
    say(f"\n{reached.count(True)} goals reached, {reached.count(False)} not.")
    if whole:
        say("Written: " + ", ".join(str(p.relative_to(ROOT)) for p in write(report, scale)))
    if failed:
        say("Could not be measured: " + ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
