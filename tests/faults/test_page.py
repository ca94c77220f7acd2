"""The figures of the fault suite as the page shows them."""

from tests.faults.page import figures
from tests.faults.report import Report

ORDER = [("a cut", "embedded"), ("a cut", "cluster"), ("a crash", "embedded")]
PLANTED = [
    "Caught 1 of 1 planted faults.",
    "",
    "| planted | named |",
    "|---|---|",
    "| drop | lost |",
]


def a_report(name: str, mode: str, acked: int, **fields: object) -> Report:
    """A report without findings."""
    return Report("P1", name, mode, 7, acked=acked, **fields)  # type: ignore[arg-type]


def test_the_page_adds_up_what_its_rows_say() -> None:
    reports = [
        a_report("a crash", "embedded", 1_000, heard=20_000, faults=3, seconds=9.6),
        a_report("a cut", "embedded", 500, heard=400, faults=1, violations={"lost": ["one"]}),
    ]
    text = figures("", ORDER, PLANTED, reports)
    assert (
        "In 2 cases, 1 violations: 1,500 changes acked, 20,400 events × observers checked,"
        " 4 faults, 10 s." in text
    )
    assert text.index("| a cut |") < text.index("| a crash |")  # in the order of the suite


def test_a_case_that_was_not_run_now_keeps_its_former_figures() -> None:
    waits = {"p50": 0.001, "p99": 0.02, "max": 0.3}
    before = [
        a_report("a cut", "embedded", 1, waits=waits, figures={"retries": 5}),
        a_report("a cut", "cluster", 2),
    ]
    first = figures("", ORDER, PLANTED, before)
    assert "- a cut, embedded, seed 7: retries 5" in first
    assert "| 1 | 20 | 300 |" in first
    assert figures(first, ORDER, [], []) == first
    second = figures(first, ORDER, [], [a_report("a cut", "cluster", 30, figures={"retries": 6})])
    assert "- a cut, embedded, seed 7: retries 5" in second
    assert "- a cut, cluster, seed 7: retries 6" in second
    assert "31 changes acked" in second
    assert second.startswith(PLANTED[0])


def test_a_case_that_is_no_more_is_shown_no_more_and_one_that_was_skipped_says_why() -> None:
    first = figures("", ORDER, PLANTED, [a_report("a cut", "embedded", 1)])
    assert "a cut" not in figures(first, ORDER[1:], [], [])
    skipped = figures(first, ORDER, [], [a_report("a crash", "embedded", 0, skipped="no strace")])
    assert "- a crash, embedded: not run: no strace" in skipped


def test_of_a_case_that_was_played_twice_the_page_shows_the_run_with_findings() -> None:
    bad = a_report("a cut", "embedded", 1, violations={"lost": ["one"]})
    text = figures("", ORDER, PLANTED, [bad, a_report("a cut", "embedded", 2)])
    assert "In 1 cases, 1 violations" in text
