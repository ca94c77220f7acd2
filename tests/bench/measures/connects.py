"""Connecting: session check, welcome, catch-up of nothing; and what an idle socket keeps."""

from tests.bench.figures import Report
from tests.bench.machine import resident_bytes
from tests.bench.posting import per_second
from tests.bench.scale import Scale
from tests.bench.site import SOCKETS_PER_USER, site
from tests.bench.tree import Tree

WARM_SHARE = 5  # that part of the sockets comes first, so that what is made once is made


def measure(tree: Tree, scale: Scale, report: Report) -> None:
    """A herd comes back, each socket with a cursor that has missed nothing."""
    first = scale.connects // WARM_SHARE
    count = scale.connects + first
    with site(tree) as here:
        people = -(-count // SOCKETS_PER_USER)
        workspace = here.fill("come", rooms=1, people=people, layout="shared")
        cursor = {"epoch": workspace.rooms[0]["epoch"], "seq": 0}
        sockets = [socket | {"cursor": cursor} for socket in workspace.sockets(count)]
        here.connect(sockets[:first])
        here.settle()
        before = resident_bytes(here.server.pid)
        with here.cost() as cost:
            answer = here.connect(sockets[first:])
        here.settle()
        note = f"{len(sockets) - first:,} at {answer['opened'] / answer['seconds']:.0f} a second"
        report.add("connect", per_second(answer["opened"], cost.server), note)
        kept = (resident_bytes(here.server.pid) - before) / answer["opened"] / 1_024
        report.add("memory", kept, "resident memory of the server")
