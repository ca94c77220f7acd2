"""The long profile: every planted fault, nemesis and scenario, in both modes, with printed seeds.

``python -m tests.faults [--seed N] [--only WORD] [--mode MODE] [--long] [--docs FILE]``. Without a
seed each run takes one at random and prints it. Cases that failed once are played first; a case that
fails now is added to them. Writes the figures of what it ran into the table in FILE.
"""

import argparse
import asyncio
import json
import random
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.docs import promised
from tests.faults import checker_trial
from tests.faults.nemeses import NEMESES
from tests.faults.page import write
from tests.faults.report import Report
from tests.faults.scenarios import SCENARIOS
from tests.faults.scenarios.scenario import CASE_SECONDS
from tests.faults.stores import Stores
from tests.faults.trials import trial

REGRESSIONS = Path(__file__).with_name("regressions.jsonl")

Play = Callable[[Stores, str, int], Awaitable[Report]]


@dataclass(frozen=True, slots=True)
class Case:
    """Something to run in one mode."""

    promise: str
    name: str
    mode: str
    play: Play
    limit: float = CASE_SECONDS


def cases(only: str, mode: str, long: bool = True) -> Iterator[Case]:
    """Every nemesis and scenario whose name or promise has the word, in its modes."""
    for nemesis in NEMESES:
        for place in nemesis.modes:

            async def play(stores: Stores, at: str, seed: int, it: object = nemesis) -> Report:
                return await trial(stores, it, at, seed)  # type: ignore[arg-type]

            if only in f"{nemesis.promise} {nemesis.name}" and mode in ("", place):
                yield Case(nemesis.promise, nemesis.name, place, play)
    for scenario in (s for s in SCENARIOS if long or not s.long):
        for place in scenario.modes:
            if only in f"{scenario.promise} {scenario.name}" and mode in ("", place):
                yield Case(scenario.promise, scenario.name, place, scenario.run, scenario.limit)


def remembered() -> list[dict[str, object]]:
    """The cases that failed once."""
    if not REGRESSIONS.exists():
        return []
    return [json.loads(line) for line in REGRESSIONS.read_text().splitlines() if line.strip()]


def remember(report: Report) -> None:
    """Makes a failed run a case of its own."""
    row = {"name": report.name, "mode": report.mode, "seed": report.seed}
    if row not in remembered():
        with REGRESSIONS.open("a") as file:
            file.write(json.dumps(row) + "\n")


async def whole(work: Awaitable[Report], spare: Report, limit: float = CASE_SECONDS) -> Report:
    """The report of some work; whatever breaks it is a violation in the spare one."""
    try:
        async with asyncio.timeout(limit):
            return await work
    except Exception as error:  # noqa: BLE001  (the other cases go on, and this one is reported)
        traceback.print_exc()
        spare.violations = {"broken": [f"{type(error).__name__}: {error}"]}
        return spare


async def played(stores: Stores, case: Case, seed: int) -> Report:
    """Runs a case, and keeps what it left if it failed."""
    stores.traces.clear()
    spare = Report(case.promise, case.name, case.mode, seed)
    report = await whole(case.play(stores, case.mode, seed), spare, case.limit)
    report.name = case.name
    stores.traces.keep(report, stores.servers)
    say(report.line())
    if report.found:
        say(report.story())
        remember(report)
    return report


async def planted(stores: Stores, seed: int) -> tuple[int, int, list[str]]:
    """Lets the judge judge planted servers; returns caught, planted, and a line for each."""
    lines, caught = [], 0
    spare = Report("", "none planted", "embedded", seed)
    control = await whole(checker_trial.trial(stores, "", seed), spare)
    sound = control.found == 0
    stores.traces.keep(control)
    lines.append(f"| none | {'nothing named' if sound else control.story()} |")
    wanted = checker_trial.expectations()
    for fault, kinds in wanted.items():
        spare = Report("", fault, "embedded", seed)
        report = await whole(checker_trial.trial(stores, fault, seed), spare)
        named = {kind: len(found) for kind, found in report.violations.items() if found}
        hit = bool(kinds & set(named)) and sound
        caught += hit
        if not hit:
            stores.traces.keep(report)
        stores.traces.clear()
        shown = ", ".join(f"{kind} {count}" for kind, count in named.items())
        lines.append(f"| {fault} | {'caught' if hit else 'MISSED'}: {shown} |")
        say(lines[-1])
    say(f"caught {caught} of {len(wanted)} planted, seed {seed}")
    return caught, len(wanted), lines


def summary(reports: Sequence[Report], caught: int, planted: int, seconds: float) -> str:
    """What a run came to."""
    ran = [report for report in reports if not report.skipped]
    broken = [report for report in ran if report.found]
    lines = [
        "",
        f"cases                     {len(ran)} run, {len(reports) - len(ran)} not run",
        f"violations                {sum(r.found for r in ran)} in {len(broken)} cases",
        f"changes acked             {sum(r.acked for r in ran):,}",
        f"events × observers        {sum(r.heard for r in ran):,} checked",
        f"faults                    {sum(r.faults for r in ran):,}",
        f"planted faults            {caught} caught of {planted}" if planted else "",
        f"seconds                   {seconds:,.0f}",
        f"seeds played first        {len(remembered())} in {REGRESSIONS.name}",
        *(f"FAILED {r.name}, {r.mode}, seed {r.seed}: {r.traces}" for r in broken),
    ]
    return "\n".join(line for n, line in enumerate(lines) if line or not n)


def say(text: str) -> None:
    """Prints at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


async def run(chosen: argparse.Namespace) -> int:
    """Runs everything chosen; returns the number of failed cases."""
    dice = random.Random(chosen.seed) if chosen.seed is not None else random.SystemRandom()
    stores, began = Stores(), time.monotonic()
    stores.base = chosen.base
    reports: list[Report] = []
    caught = total = 0
    lines: list[str] = []
    try:
        if not chosen.only or chosen.only == "planted":
            caught, total, lines = await planted(stores, chosen.seed or dice.getrandbits(31))
        known = list(cases("", chosen.mode))
        if not chosen.only and chosen.seed is None:
            for old in remembered():
                for case in known:
                    if (case.name, case.mode) == (old["name"], old["mode"]):
                        await asyncio.sleep(0)
                        reports.append(await played(stores, case, int(str(old["seed"]))))
        for case in cases(chosen.only, chosen.mode, chosen.long):
            seed = chosen.seed if chosen.seed is not None else dice.getrandbits(31)
            reports.append(await played(stores, case, seed))
    finally:
        stores.stop()
    failed = sum(bool(r.found) for r in reports) + (total - caught)
    say(summary(reports, caught, total, time.monotonic() - began))
    if chosen.docs:
        caught_of = f"Caught {caught} of {total} planted faults."
        kinds = [caught_of, "", "| planted | named |", "|---|---|", *lines] if lines else []
        order = [(case.name, case.mode) for case in cases("", "")]
        write(Path(chosen.docs), order, kinds, reports)
        promised.write(Path(chosen.docs))
    return failed


def main() -> int:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--seed", type=int, help="repeat with this seed")
    parser.add_argument("--only", default="", help="a word of the promise or the name")
    parser.add_argument("--mode", default="", help="embedded or cluster")
    parser.add_argument("--base", default="", help="the revision that upgrades begin with")
    parser.add_argument("--long", action="store_true", help="also what takes an hour")
    parser.add_argument("--docs", default="", help="a page to write the figures into")
    return min(asyncio.run(run(parser.parse_args())), 1)


if __name__ == "__main__":
    sys.exit(main())
