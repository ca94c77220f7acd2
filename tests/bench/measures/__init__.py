"""The measurements, by name: each starts what it needs and brings home a report."""

from collections.abc import Callable

from tests.bench.figures import Report
from tests.bench.measures import (
    connects,
    crowd,
    export,
    fanout,
    history,
    idle,
    imports,
    posts,
    rooms,
    second,
    steady,
    tricks,
)
from tests.bench.scale import Scale
from tests.bench.tree import Tree

Measure = Callable[[Tree, Scale, Report], None]

MEASURES: dict[str, Measure] = {
    "fanout": fanout.measure,
    "crowd": crowd.measure,
    "posts": posts.measure,
    "steady": steady.measure,
    "idle": idle.measure,
    "connects": connects.measure,
    "rooms": rooms.measure,
    "history": history.measure,
    "export": export.measure,
    "import": imports.measure,
    "second": second.measure,
    "tricks": tricks.measure,
}
