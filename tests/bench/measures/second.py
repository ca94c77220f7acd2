"""A second process: more posts across different rooms, where the cores are there for it."""

from tests.bench.figures import Report
from tests.bench.machine import CORES, CORES_FOR_TWO
from tests.bench.posting import posted
from tests.bench.scale import Scale
from tests.bench.site import site
from tests.bench.tree import Tree

ROOMS, PEOPLE_PER_ROOM = 50, 2
IN_FLIGHT = 400


def measure(tree: Tree, scale: Scale, report: Report) -> None:
    """Acked posts a second by two workers against one; nothing is kept to a core here."""
    if len(CORES) < CORES_FOR_TWO:
        note = (
            f"two servers, the load and the databases need {CORES_FOR_TWO} cores to themselves;"
            f" this machine has {len(CORES)}"
        )
        report.add("second", None, note)
        return
    one, two = (rate(tree, scale, workers) for workers in (1, 2))
    report.add("second", two / one, f"{two:,.0f} against {one:,.0f} acked a second")


def rate(tree: Tree, scale: Scale, workers: int) -> float:
    """Acked posts a second."""
    with site(tree, workers=workers, pinned=False) as here:
        people = ROOMS * PEOPLE_PER_ROOM
        workspace = here.fill("two", rooms=ROOMS, people=people, layout="parted")
        here.connect([s for r in range(ROOMS) for s in workspace.sockets(PEOPLE_PER_ROOM, r)])
        posted(here, scale.posts // 10, IN_FLIGHT)
        answer, _ = posted(here, scale.posts, IN_FLIGHT)
        return float(answer["acked"] / answer["seconds"])
