"""A thousand posts a second offered to one room: none refused, none lost."""

from tests.bench.figures import Report
from tests.bench.posting import posted
from tests.bench.scale import Scale
from tests.bench.site import site
from tests.bench.tree import Tree

SOCKETS, PEOPLE = 200, 20
RATE = 1_000.0  # posts a second
WARM_POSTS = 300


def measure(tree: Tree, scale: Scale, report: Report) -> None:
    """Offered whatever happens; latencies count from the moment a post was due."""
    with site(tree) as here:
        workspace = here.fill("steady", rooms=1, people=PEOPLE, layout="shared")
        here.connect(workspace.sockets(SOCKETS))
        posted(here, WARM_POSTS, 64)
        here.settle()
        with here.cost() as cost:
            answer = here.load.ask("offer", rate=RATE, seconds=scale.steady_seconds)
        note = f"{SOCKETS} sockets, {scale.steady_seconds:.0f} s"
        report.add("steady.refused", answer["refused"], "; ".join([note, *answer["errors"]]))
        lost = answer["posts"] - answer["refused"] - min(answer["acked"], answer["whole"])
        report.add("steady.lost", lost + answer["gaps"], f"{answer['delivered']:,} deliveries")
        whole = f"{answer['whole_p99']:.0f} ms" if answer["whole_p99"] else "—"
        report.add("steady.p99", answer["ack_p99"], f"everyone has it, p99 {whole}")
        report.add("steady.cpu", cost.server / cost.seconds)
