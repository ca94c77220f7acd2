"""A single post on an idle server: what one person waits for an ack."""

from tests.bench.figures import Report
from tests.bench.measures.floor import commit_ms, disk_ms
from tests.bench.posting import posted, require_all
from tests.bench.scale import Scale
from tests.bench.site import Database, Site, site
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
            if database == "postgresql":
                measure_floor(here, scale, report)


def measure_floor(here: Site, scale: Scale, report: Report) -> None:
    """What is in it that is not the chat's: pauses that cool caches, a commit, a flush."""
    answer, _ = posted(here, scale.idle_posts, 1)
    report.add("idle.warm", answer["ack_p50"], "the same path with warm caches")
    report.add("idle.commit", commit_ms(here, RATE, scale.idle_posts), "without the chat")
    report.add("idle.disk", disk_ms(RATE, scale.idle_posts), "without PostgreSQL")
