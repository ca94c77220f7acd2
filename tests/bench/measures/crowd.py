"""Thousands of sockets in one room: the cost of a delivery, and of a right that ends."""

import time

from tests.bench.figures import Growth, Report
from tests.bench.posting import posted
from tests.bench.scale import Scale
from tests.bench.site import SOCKETS_PER_USER, Site, Workspace, site
from tests.bench.tree import Tree

IN_FLIGHT = 64
WARM_POSTS = 64
RIGHTS_SECONDS = 10.0  # within which a suspension must have closed every socket of its person
SETTLE_SECONDS = 3.0  # after it, in which nothing else may close


def measure(tree: Tree, scale: Scale, report: Report) -> None:
    """Let the audience grow step by step, measuring at each."""
    largest = scale.audiences[-1]
    with site(tree) as here:
        people = -(-largest // SOCKETS_PER_USER)
        workspace = here.fill("crowd", rooms=1, people=people, layout="shared")
        sockets = workspace.sockets(largest)
        points: list[tuple[float, float]] = []
        before = 0
        for size in scale.audiences:
            here.connect(sockets[before:size])
            before = size
            here.settle()
            posted(here, WARM_POSTS, IN_FLIGHT)
            posts = scale.crowd_posts * max(1, 1_000 // size)  # long enough to be read
            answer, cost = posted(here, posts, IN_FLIGHT)
            points.append((size, 1e6 * cost.server / answer["delivered"]))
        report.growths.append(
            Growth("deliveries", "One delivery", "sockets in the room", "µs of CPU", points)
        )
        note = "" if largest >= 5_000 else f"with {largest:,} sockets only"
        first, last = points[0][1], points[-1][1]
        report.add("crowd", last / first if first else None, note)
        report.add("crowd.us", last, note)
        measure_rights(here, workspace, largest, report)


def measure_rights(here: Site, workspace: Workspace, sockets: int, report: Report) -> None:
    """Change one role of many, then suspend the account: its sockets close, all others stay."""
    here.settle()
    person = workspace.people[-1]
    with here.cost() as cost:
        here.tree.inside("end_right", "role", str(person["id"]), env=here.env)
        time.sleep(SETTLE_SECONDS)
    report.add("role.closed", here.load.ask("closed")["closed"], f"{sockets:,} open before")
    report.add("role.cpu", cost.server, f"over {cost.seconds:.0f} s, the idle sockets' included")
    doomed = sum(s["session"] == person["session"] for s in workspace.sockets(sockets))
    with here.cost() as cost:
        here.tree.inside("end_right", "account", str(person["id"]), env=here.env)
        deadline = time.monotonic() + RIGHTS_SECONDS
        while here.load.ask("closed")["closed"] < doomed and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(SETTLE_SECONDS)
    closed = here.load.ask("closed")["closed"]
    if closed < doomed:
        raise AssertionError(f"{closed} of the {doomed} sockets of a suspended account closed")
    note = f"{doomed} of its own closed, {sockets:,} open before"
    report.add("rights.closed", closed - doomed, note)
    report.add("rights.cpu", cost.server, f"over {cost.seconds:.0f} s, the idle sockets' included")
