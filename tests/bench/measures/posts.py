"""Durable posts across rooms: every ack stands for a row on disk."""

from tests.bench.figures import Report
from tests.bench.posting import per_second, posted
from tests.bench.scale import Scale
from tests.bench.site import Database, site
from tests.bench.tree import Tree

ROOMS, PEOPLE_PER_ROOM = 50, 2
IN_FLIGHT = 200
DATABASES: tuple[Database, ...] = ("postgresql", "sqlite")


def measure(tree: Tree, scale: Scale, report: Report) -> None:
    """On each database, with one socket for each member."""
    for database in DATABASES:
        with site(tree, database) as here:
            people = ROOMS * PEOPLE_PER_ROOM
            workspace = here.fill("post", rooms=ROOMS, people=people, layout="parted")
            here.connect(
                [s for room in range(ROOMS) for s in workspace.sockets(PEOPLE_PER_ROOM, room)]
            )
            posted(here, scale.posts // 10, IN_FLIGHT)
            answer, cost = posted(here, scale.posts, IN_FLIGHT)
            report.add(f"posts.{database}", per_second(answer["acked"], cost.server))
            note = f"ack p50 {answer['ack_p50']:.0f} ms, p99 {answer['ack_p99']:.0f} ms"
            rate = per_second(answer["acked"], answer["seconds"])
            report.add(f"posts.{database}.rate", rate, note)
