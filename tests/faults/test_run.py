"""The long run: what breaks is a finding, and the summary says what was looked at."""

import asyncio
from dataclasses import replace

from chat.pipeline.threads import READ_THREADS
from tests.faults.__main__ import summary, whole
from tests.faults.report import Report
from tests.faults.sizes import CONNECTIONS, Held


def a_report(**fields: object) -> Report:
    """A report of a cut."""
    return Report("P3", "a cut", "embedded", 7, **fields)  # type: ignore[arg-type]


def test_a_case_that_breaks_is_a_violation() -> None:
    async def broken() -> Report:
        raise ValueError("no such thing")

    report = asyncio.run(whole(broken(), a_report()))
    assert report.violations == {"broken": ["ValueError: no such thing"]}


def test_the_summary_adds_up_and_names_what_failed_with_its_seed_and_logs() -> None:
    bad = a_report(acked=2_000, heard=9, faults=3, violations={"lost": ["one", "two"]})
    bad.traces = "var/faults/a-cut-embedded-7"
    reports = [bad, a_report(acked=5, heard=1), a_report(skipped="no strace")]
    lines = summary(reports, 22, 23, 12.3).splitlines()
    said = {" ".join(line.split()) for line in lines}
    assert "cases 2 run, 1 not run" in said
    assert "violations 2 in 1 cases" in said
    assert "changes acked 2,005" in said
    assert "events × observers 10 checked" in said
    assert "planted faults 22 caught of 23" in said
    assert "FAILED a cut, embedded, seed 7: var/faults/a-cut-embedded-7" in said


def test_a_run_that_planted_nothing_says_nothing_of_it() -> None:
    assert "planted" not in summary([a_report()], 0, 0, 1.0)


def test_connections_may_grow_until_each_thread_has_one_and_nothing_else_may() -> None:
    assert CONNECTIONS == READ_THREADS + 1
    begin = Held(sockets=0, descriptors=30, tasks=15, connections=8, subscriptions=23, keys=0)
    assert not replace(begin, connections=2 * CONNECTIONS).beyond(begin, 2)
    (found,) = replace(begin, connections=2 * CONNECTIONS + 1).beyond(begin, 2)
    assert found == "connections: 8 at the begin, 19 at the end"
    (found,) = replace(begin, descriptors=31).beyond(begin, 2)
    assert found == "descriptors: 30 at the begin, 31 at the end"
