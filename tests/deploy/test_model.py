"""The capacity model: costs become sizes, and the page shows what the model prints."""

from dataclasses import replace

import pytest

from tests.bench import model
from tests.bench.model import Bounds, Costs, Workload
from tests.deploy.scaling_page import CHECKS, PAGE, parts

UNITS = model.units()
COSTS = model.costs_of(UNITS)
WRONG_BY = 0.5  # of what was measured; the model is for orders of size


def at(sockets: int, costs: Costs = COSTS, load: Workload | None = None) -> model.Size:
    """A size under the usual load."""
    return model.size(costs, load or Workload(), Bounds(), sockets)


def test_a_measured_run_is_foretold() -> None:
    assert UNITS["checked_sockets"] >= 2_000
    assert UNITS["checked_processes"] == 2
    foretold, measured = model.checked(UNITS, COSTS, CHECKS[0])
    assert foretold == pytest.approx(measured, rel=WRONG_BY)


def test_more_is_foretold_than_a_brisker_hour_needs() -> None:
    foretold, measured = model.checked(UNITS, COSTS, CHECKS[1])
    assert foretold >= measured > 0


def test_one_process_needs_no_redis_and_several_do() -> None:
    small, large = at(1_000), at(100_000)
    assert (small.processes, small.redis, small.shards) == (1, 0.0, 0)
    assert large.processes > 1
    assert large.redis > 0
    assert large.shards >= 1


def test_whatever_costs_more_never_needs_less() -> None:
    usual = at(100_000)
    for name in ("post_alone", "hearing", "delivery", "ping", "idle"):
        dear = at(100_000, replace(COSTS, **{name: 3 * getattr(COSTS, name)}))
        assert dear.processes >= usual.processes, name
        assert dear.cores > usual.cores, name


def test_no_process_is_fuller_than_its_bounds() -> None:
    for sockets in model.TIERS:
        full = at(sockets).full
        assert full["CPU of the processes"] <= 1
        assert full["sockets of a process"] <= 1


def test_the_first_limit_of_a_million_is_not_the_processes() -> None:
    assert at(1_000_000).first_limit == "heads in PostgreSQL"


def test_a_load_that_nothing_carries_is_said() -> None:
    deaf = replace(COSTS, hearing=10.0)
    with pytest.raises(ValueError, match="no number of processes"):
        at(10_000, deaf, Workload(posts_per_socket_hour=3_600.0))


def test_what_the_bench_measured_counts_more_than_the_units() -> None:
    own = {key: value for key, value in UNITS.items() if not key.startswith(model.BENCH)}
    costs = model.costs_of(own | {"bench.connect": 1_000.0, "bench.memory": 20.0})
    assert costs.connect == pytest.approx(0.001)
    assert costs.socket_bytes == 20 * 1_024
    assert costs.delivery == model.costs_of(own).delivery


def test_the_page_shows_what_the_model_says() -> None:
    page = PAGE.read_text()
    for name, part in parts(UNITS).items():
        assert part in page, name
