"""``make scaling``: measures what docs/scaling.md says, prints it, and writes it there.

The values are kept in `tests/bench/units.json`, so that the page can be written and tested again
without measuring. ``--only`` takes some of units, sealing, restarts; what is not measured stays.
"""

import argparse
import json
import sys
from collections.abc import Callable

from tests.bench import machine
from tests.bench.findings import KEPT
from tests.bench.model import BENCH, UNITS, units
from tests.deploy import restarts, sealing, unit_costs
from tests.deploy.scaling_page import BENCH_ROWS, write

TIMES = 4  # rolling restarts behind each balancer


def bench() -> dict[str, float]:
    """What the last whole run of the bench measured more closely; nothing without one."""
    kept = KEPT / "figures.json"
    figures = json.loads(kept.read_text())["figures"] if kept.exists() else {}
    return {BENCH + key: figures[key] for key, *_ in BENCH_ROWS if figures.get(key)}


def main() -> None:
    """Measure what is asked for, keep it, write the page."""
    measures: dict[str, Callable[[], dict[str, float]]] = {
        "units": unit_costs.measured,
        "sealing": sealing.measured,
        "restarts": lambda: restarts.measured(arguments.times),
        "bench": bench,
        "page": dict,
    }
    parser = argparse.ArgumentParser(prog="make scaling")
    parser.add_argument("--only", default="units,sealing,restarts,bench", help=",".join(measures))
    parser.add_argument("--times", type=int, default=TIMES, help="rolling restarts")
    arguments = parser.parse_args()
    machine.allow_many_sockets()
    found = units()
    for name in arguments.only.split(","):
        found |= {key: round(value, 2) for key, value in measures[name]().items()}
        UNITS.write_text(json.dumps(found, indent=2) + "\n")
    for name, part in write(found).items():
        sys.stdout.write(f"{name}\n{part}\n\n")


if __name__ == "__main__":
    main()
