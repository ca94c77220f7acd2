"""Fan-out to 200 sockets in one room, busy and quiet, beside the peers of the same run."""

from tests.bench.figures import Report
from tests.bench.peers import Absent, peer
from tests.bench.posting import per_second, posted
from tests.bench.scale import Scale
from tests.bench.site import site
from tests.bench.tree import Tree

SOCKETS, PEOPLE = 200, 20
BUSY, QUIET = 64, 4  # posts in flight
ROUNDS = 3  # the middle one of the latencies counts: a pause of the machine spoils a round
PEERS = ("socketio", "ws")


def measure(tree: Tree, scale: Scale, report: Report) -> None:
    """The chat first, then whoever else is there."""
    with site(tree) as here:
        people = here.fill("fan", rooms=1, people=PEOPLE, layout="shared")
        here.connect(people.sockets(SOCKETS))
        posted(here, scale.posts // 10, BUSY)
        answer, cost = posted(here, scale.posts, BUSY)
        report.add("fanout64", per_second(answer["delivered"], cost.server))
        here.settle()
        rounds = [posted(here, scale.quiet_posts // ROUNDS, QUIET) for _ in range(ROUNDS)]
        heard = sum(answer["delivered"] for answer, _ in rounds)
        report.add("fanout4", per_second(heard, sum(cost.server for _, cost in rounds)))
        for rank in ("p50", "p99"):
            report.add(
                f"fanout4.{rank}", sorted(answer[f"whole_{rank}"] for answer, _ in rounds)[1]
            )
    for name in PEERS:
        measure_peer(name, scale, report)
    compare(report)


def measure_peer(name: str, scale: Scale, report: Report) -> None:
    """The same load on a server that stores nothing."""
    try:
        with peer(name) as there:
            there.connect(SOCKETS)
            there.posted(scale.posts // 10, BUSY)
            for figure, posts, in_flight in (
                ("fanout64", scale.posts, BUSY),
                ("fanout4", scale.quiet_posts, QUIET),
            ):
                answer, seconds = there.posted(posts, in_flight)
                note = f"stores nothing; p50 {answer['whole_p50']:.1f} ms"
                report.add(f"{figure}.{name}", per_second(answer["delivered"], seconds), note)
    except Absent as reason:
        report.add(f"fanout64.{name}", None, str(reason))
        report.add(f"fanout4.{name}", None, str(reason))


def compare(report: Report) -> None:
    """Our deliveries for each of Socket.IO's, at the same cost."""
    found = {result.key: result.value for result in report.results}
    for figure in ("fanout64", "fanout4"):
        ours, theirs = found.get(figure), found.get(f"{figure}.socketio")
        ratio = ours / theirs if ours and theirs else None
        report.add(f"{figure}.ratio", ratio, "" if ratio else "no peer in this run")
