"""What is no fault under a general load: each promise that needs a staging of its own."""

from tests.faults.scenarios import (
    absence,
    blocking,
    churn,
    clocks,
    crowds,
    deletions,
    deploys,
    disk,
    exhaustion,
    ghosts,
    herd,
    pages,
    rights,
    scripts,
    sending,
    slow,
    steps,
    syncs,
    upgrades,
)
from tests.faults.scenarios.scenario import SCENARIOS, Scenario

STAGED_IN = (
    absence,
    crowds,
    slow,
    ghosts,
    churn,
    herd,
    disk,
    syncs,
    clocks,
    steps,
    deploys,
    upgrades,
    blocking,
    exhaustion,
    rights,
    pages,
    scripts,
    deletions,
    sending,
)  # importing them fills the table

__all__ = ["SCENARIOS", "STAGED_IN", "Scenario"]
