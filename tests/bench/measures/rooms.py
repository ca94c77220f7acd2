"""The cost of a connect, by the number of rooms its person is in."""

from tests.bench.figures import Growth, Report
from tests.bench.scale import Scale
from tests.bench.site import SOCKETS_PER_USER, Site, Workspace, site
from tests.bench.tree import Tree


def measure(tree: Tree, scale: Scale, report: Report) -> None:
    """Persons with more and more rooms connect again and again."""
    with site(tree) as here:
        stairs = list(scale.rooms)
        workspace = here.fill(
            "stairs", rooms=max(stairs), people=len(stairs), layout="stairs", stairs=stairs
        )
        points = [
            (height, visits(here, workspace, person, scale.visits))
            for person, height in enumerate(stairs)
        ]
        report.growths.append(
            Growth("connects", "One connect", "rooms of the person", "ms of CPU", points)
        )


def visits(here: Site, workspace: Workspace, person: int, count: int) -> float:
    """Milliseconds of the server's CPU for one connect of a person, closing included."""
    session = workspace.people[person]["session"]
    sockets = [{"session": session, "room": workspace.rooms[0]["id"]}] * (SOCKETS_PER_USER // 2)
    here.connect(sockets[:1])
    here.load.ask("disconnect")
    here.settle()
    with here.cost() as cost:
        for _ in range(count // len(sockets)):
            here.connect(sockets)
            here.load.ask("disconnect")
    here.settle()
    return 1_000 * cost.server / count
