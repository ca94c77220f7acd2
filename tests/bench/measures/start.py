"""Starting on a long history and on a short one, in turn: how soon ready, how much memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from tests.bench.figures import Report
from tests.bench.machine import resident_bytes
from tests.bench.posting import ROUNDS, in_turn
from tests.bench.scale import Scale
from tests.bench.site import Site, beside
from tests.bench.tree import MeasuredServer

PEOPLE = 10


def measure_start(here: Site, scale: Scale, report: Report, messages: int) -> None:
    """The databases are warm, as after an upgrade; the long history's server goes on at the end."""
    memory: dict[str, list[int]] = {"short": [], "long": []}
    with short_history(here, scale.histories[0]) as short:
        servers = {"short": short, "long": here.server}

        def start(which: str) -> float:
            server = servers[which]
            server.start()
            here.settle(of=server)
            memory[which].append(resident_bytes(server.pid))
            server.kill()
            return server.ready_seconds

        here.server.kill()
        for which in servers:
            start(which)  # reads from the disk what the later ones find in memory
        for sizes in memory.values():
            sizes.clear()
        ready = in_turn(servers, start)
    here.server.start()
    note = f"{messages:,} messages"
    report.add("start.ready", ready["long"], note)
    report.add("start.ratio", ready["long"] / ready["short"], f"middle of {ROUNDS}, in turn")
    kept, before = median(memory["long"]), median(memory["short"])
    report.add("start.memory", kept / before, f"{kept / 2**20:.0f} MiB")


@contextmanager
def short_history(here: Site, messages: int) -> Iterator[MeasuredServer]:
    """A server that is not started yet, on a second database of the same PostgreSQL."""
    with beside(here, "short") as other:
        workspace = other.fill("brief", rooms=1, people=PEOPLE, layout="shared")
        other.write_history(workspace.rooms[0], messages)
        yield other.server
