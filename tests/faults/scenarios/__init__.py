"""What is no fault under a general load: each promise that needs a staging of its own."""

from tests.faults.scenarios.scenario import SCENARIOS, Scenario

__all__ = ["SCENARIOS", "Scenario"]
