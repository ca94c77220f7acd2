"""The cost of a connect, by the number of rooms its person is in."""

from tests.bench.figures import Growth, Report
from tests.bench.posting import ROUNDS, in_turn
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
        turns = in_turn(
            range(len(stairs)), lambda person: visits(here, workspace, person, scale.visits)
        )
        points = [(height, turns[person]) for person, height in enumerate(stairs)]
        report.growths.append(
            Growth("connects", "One connect", "rooms of the person", "ms of CPU", points)
        )


def visits(here: Site, workspace: Workspace, person: int, count: int) -> float:
    """Milliseconds of the server's CPU for one connect of a person, closing included."""
    session = workspace.people[person]["session"]
    sockets = [{"session": session, "room": workspace.rooms[0]["id"]}] * (SOCKETS_PER_USER // 2)
    rounds = max(1, count // ROUNDS // len(sockets))
    here.connect(sockets[:1])
    here.load.ask("disconnect")
    here.settle()
    with here.cost() as cost:
        for _ in range(rounds):
            here.connect(sockets)
            here.load.ask("disconnect")
    here.settle()
    return 1_000 * cost.server / (rounds * len(sockets))
