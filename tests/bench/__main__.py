"""``make bench``: measures, prints one table, and writes docs/performance.md after a whole run.

What was measured is kept below `var/bench` (``tests.bench.findings``), so that a run that was
cut off, or one measurement of it that failed, can be gone on with.
"""

import argparse
import os
import signal
import sys
import time
import traceback

from tests.bench import findings, machine
from tests.bench.compare import Unlike, compare
from tests.bench.figures import GOALS, Report
from tests.bench.measures import MEASURES
from tests.bench.page import write
from tests.bench.quiet import QUIET
from tests.bench.scale import SCALES, Scale
from tests.bench.table import HEAD, growth_head, growth_rows, plain, rows
from tests.bench.tree import ROOT, present


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
    parser.add_argument(
        "--alone", default="", metavar="FILES", help="locked while it measures, not while it loads"
    )
    parser.add_argument(
        "--go-on", action="store_true", help="keep what this revision has measured at this scale"
    )
    parser.add_argument("--scale", default="usual", choices=sorted(SCALES), help="how much")
    arguments = parser.parse_args()
    arguments.chosen = [name for name in arguments.only.split(",") if name] or list(MEASURES)
    if unknown := [name for name in arguments.chosen if name not in MEASURES]:
        parser.error(f"there is no {unknown[0]!r}; there are {names}")
    return arguments


def measure(chosen: list[str], scale: Scale, go_on: bool) -> tuple[Report, list[str]]:
    """Measure what was chosen; what fails is said and does not stop the others."""
    report, failed, tree = Report(), [], present()
    for name in chosen:
        began, found = time.monotonic(), findings.kept(name, scale) if go_on else None
        if found is None:
            found = Report()
            try:
                with QUIET.measuring():
                    MEASURES[name](tree, scale, found)
                findings.keep(name, scale, found)
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
    QUIET.files = [name for name in arguments.alone.split(",") if name]
    report, failed = measure(arguments.chosen, scale, arguments.go_on)
    whole = arguments.chosen == list(MEASURES) and scale.name != "small" and not failed
    findings.keep_values(report, whole)
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
