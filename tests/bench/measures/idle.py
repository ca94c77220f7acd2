"""A single post on an idle server: what one person waits for an ack."""

from tests.bench.figures import Report
from tests.bench.posting import posted, require_all
from tests.bench.scale import Scale
from tests.bench.site import Database, site
from tests.bench.tree import Tree

RATE = 40.0  # posts a second: each ends long before the next is sent
DATABASES: tuple[Database, ...] = ("sqlite", "postgresql")


def measure(tree: Tree, scale: Scale, report: Report) -> None:
    """Two people in one room, one post after the other."""
    for database in DATABASES:
        with site(tree, database) as here:
            workspace = here.fill("idle", rooms=1, people=2, layout="shared")
            here.connect(workspace.sockets(2))
            posted(here, 20, 1)
            answer = here.load.ask("offer", rate=RATE, seconds=scale.idle_posts / RATE)
            require_all(answer, int(scale.idle_posts / RATE * RATE))
            note = f"p99 {answer['ack_p99']:.1f} ms"
            report.add(f"idle.{database}", answer["ack_p50"], note)
