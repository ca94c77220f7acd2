"""What each trick of the hot path gains: the same work with it and without it, in turn."""

from collections.abc import Callable
from statistics import median

from tests.bench.figures import Report, shown
from tests.bench.measures import connects, fanout, posts
from tests.bench.posting import posted
from tests.bench.scale import Scale
from tests.bench.site import SOCKETS_PER_USER, Database, Site, site
from tests.bench.tree import Tree

Work = Callable[[Site, Scale], float]


def to_many(in_flight: int) -> Work:
    """Deliveries for each second of CPU, to 200 sockets in one room."""

    def work(here: Site, scale: Scale) -> float:
        people = here.fill("fan", rooms=1, people=fanout.PEOPLE, layout="shared")
        here.connect(people.sockets(fanout.SOCKETS))
        posted(here, scale.posts // 10, in_flight)
        answer, cost = posted(here, scale.posts // 2, in_flight)
        return float(answer["delivered"] / cost.server)

    return work


def across_rooms(here: Site, scale: Scale) -> float:
    """Acked posts for each second of CPU, in 50 rooms of two."""
    people = posts.ROOMS * posts.PEOPLE_PER_ROOM
    made = here.fill("post", rooms=posts.ROOMS, people=people, layout="parted")
    pairs = (made.sockets(posts.PEOPLE_PER_ROOM, room) for room in range(posts.ROOMS))
    here.connect([socket for pair in pairs for socket in pair])
    posted(here, scale.posts // 10, posts.IN_FLIGHT)
    answer, cost = posted(here, scale.posts // 2, posts.IN_FLIGHT)
    return float(answer["acked"] / cost.server)


def coming(here: Site, scale: Scale) -> float:
    """Welcomed sockets for each second of CPU."""
    first = scale.connects // connects.WARM_SHARE
    count = scale.connects + first
    made = here.fill("come", rooms=1, people=-(-count // SOCKETS_PER_USER), layout="shared")
    cursor = {"epoch": made.rooms[0]["epoch"], "seq": 0}
    sockets = [socket | {"cursor": cursor} for socket in made.sockets(count)]
    here.connect(sockets[:first])
    here.settle()
    with here.cost() as cost:
        answer = here.connect(sockets[first:])
    return float(answer["opened"] / cost.server)


#: Which work shows a trick, and on which database.
SHOWN_BY: dict[str, tuple[Work, Database]] = {
    "framed_once": (to_many(fanout.QUIET), "postgresql"),
    "begun_by_hand": (to_many(fanout.QUIET), "postgresql"),
    "gathered": (to_many(fanout.BUSY), "postgresql"),
    "committed_together": (across_rooms, "postgresql"),
    "rows_as_arrays": (across_rooms, "postgresql"),
    "told_in_one_trip": (across_rooms, "postgresql"),
    "asked_together": (coming, "postgresql"),
}


def measure(tree: Tree, scale: Scale, report: Report) -> None:
    """Each trick in turn with the whole, so that drift hits both."""
    for trick, (work, database) in SHOWN_BY.items():
        found: dict[str, list[float]] = {"": [], trick: []}
        for _ in range(scale.turns):
            for without, values in found.items():
                with site(tree, database, without=without) as here:
                    values.append(work(here, scale))
        whole, plain = median(found[""]), median(found[trick])
        note = f"{shown(whole)} with it, {shown(plain)} without, per CPU-second"
        report.add(f"tricks.{trick}", whole / plain, note)
