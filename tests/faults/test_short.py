"""The short profile: each short fault once under load, in both modes, with a fixed seed."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.faults import checker_trial
from tests.faults.report import Report
from tests.faults.stores import Stores
from tests.faults.trials import parade

SEED = 20_261_124
#: Planted faults that a few seconds show; the long profile plants them all.
PLANTED = ("drop", "ack_before_commit", "no_unique_index", "moves_over_nothing", "forgets_pins")


@pytest.fixture(scope="module")
def stores() -> Iterator[Stores]:
    """PostgreSQL, Redis and the prepared databases."""
    kept = Stores()
    yield kept
    kept.stop()


def shown(report: Report, stores: Stores) -> str:
    """What a failure says; its logs are kept."""
    stores.traces.keep(report, stores.servers)
    return f"{report.line()}\n{report.story()}"


@pytest.mark.timeout(240)
@pytest.mark.parametrize("mode", ["embedded", "cluster"])
async def test_faults_in_a_row_break_no_promise(mode: str, stores: Stores) -> None:
    stores.traces.clear()
    report = await parade(stores, mode, SEED)
    assert report.acked >= 100
    assert report.heard >= 1_000
    assert report.faults >= 5
    assert report.found == 0, shown(report, stores)


@pytest.mark.timeout(120)
async def test_the_judge_catches_what_is_planted_and_nothing_else(stores: Stores) -> None:
    stores.traces.clear()
    wanted = checker_trial.expectations()
    control, *reports = await asyncio.gather(
        *(checker_trial.trial(stores, fault, SEED) for fault in ("", *PLANTED))
    )
    assert control.found == 0, shown(control, stores)
    for fault, report in zip(PLANTED, reports, strict=True):
        named = {kind for kind, found in report.violations.items() if found}
        assert wanted[fault] & named, f"{fault} was not caught: {shown(report, stores)}"


def test_every_planted_fault_says_what_must_be_named() -> None:
    wanted = checker_trial.expectations()
    assert len(wanted) >= 20
    assert all(wanted.values())
