"""What a long history costs: start-up, posting, welcome, pages, catch-up, search."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.bench.figures import Growth, Report
from tests.bench.machine import resident_bytes
from tests.bench.posting import posted
from tests.bench.scale import Scale
from tests.bench.site import Rest, Site, Workspace, site
from tests.bench.tree import Tree

PEOPLE = 10
LONG, EMPTY = 0, 1  # the rooms: one that grows, one that begins with nothing
IN_FLIGHT = 64
CONNECT_ROUNDS = 10
SEARCHED_MESSAGES = 1_000_000  # of which the goal speaks
SEARCHED = ("Note {n}:", "word{n}", "nothing special", "never written", "words message {n}")


@dataclass
class Costs:
    """What was measured at one size of the history. CPU in milliseconds each."""

    messages: int
    post: float = 0.0
    post_database: float = 0.0
    welcome: float = 0.0  # with the databases'
    unread: float = 0.0  # the same, nothing read
    newest: float = 0.0
    around: float = 0.0
    ready: float = 0.0  # seconds
    memory: float = 0.0  # bytes
    queries: dict[str, int] = field(default_factory=dict)


def measure(tree: Tree, scale: Scale, report: Report) -> None:
    """Let one room grow and measure the same things at each size."""
    with site(tree) as here:
        workspace = here.fill("past", rooms=2, people=PEOPLE, layout="shared")
        empty = Costs(0)
        measure_posts(here, workspace, empty, scale, EMPTY)
        head, sizes = 0, []
        for messages in scale.histories:
            head = grow(here, workspace, head, messages)
            costs = Costs(messages)
            measure_start(here, costs)
            measure_reads(here, workspace, costs, scale)
            if messages == scale.histories[-1]:
                measure_catch_up(here, workspace, head, scale, report)
            if messages == min(scale.histories[-1], SEARCHED_MESSAGES):
                measure_search(here, workspace, head, scale, report)
            measure_posts(here, workspace, costs, scale, LONG)
            head += scale.room_posts + scale.room_posts // 10
            sizes.append(costs)
    tell(report, empty, sizes)


def grow(here: Site, workspace: Workspace, head: int, messages: int) -> int:
    """Write messages until the room has so many, at least; returns its head."""
    if messages <= head:
        return head
    room = str(workspace.rooms[0]["id"])
    here.tree.inside("history", room, str(head + 1), str(messages - head), env=here.env)
    return messages


def measure_start(here: Site, costs: Costs) -> None:
    """Start the server on what there is now; the database is warm, as after an upgrade."""
    starts = []
    for _ in range(3):
        here.server.restart()
        starts.append(here.server.ready_seconds)
    costs.ready = sorted(starts)[1]
    here.settle()
    costs.memory = resident_bytes(here.server.pid)


def measure_reads(here: Site, workspace: Workspace, costs: Costs, scale: Scale) -> None:
    """Welcomes for who has read nearly all or nothing, and pages, new and far back."""
    people, room = workspace.people, workspace.rooms[LONG]["id"]
    costs.welcome = welcomed(here, [{"session": p["session"], "room": room} for p in people[:-1]])
    costs.unread = welcomed(here, [{"session": people[-1]["session"], "room": room}] * 10)
    token = people[0]["token"]
    rest = here.rest(token)
    newest = f"/rooms/{room}/messages"
    around = f"{newest}?around={costs.messages // 2}"
    costs.newest = requested(here, rest, newest, scale.pages)
    costs.around = requested(here, rest, around, scale.pages)
    paths = [f"/api/v1{path}" for path in (newest, around)]
    counted = json.loads(here.tree.inside("queries", token, *paths, env=here.env))
    costs.queries = dict(zip(("newest", "around"), (counted[p] for p in paths), strict=True))


def welcomed(here: Site, sockets: list[dict[str, Any]]) -> float:
    """Milliseconds of CPU, the databases' included, for one connect."""
    here.connect(sockets[:1])
    here.settle()
    with here.cost() as cost:
        for _ in range(CONNECT_ROUNDS):
            here.connect(sockets)
            here.load.ask("disconnect")
    here.settle()
    return 1_000 * (cost.server + cost.database) / (CONNECT_ROUNDS * len(sockets))


def requested(here: Site, rest: Rest, path: str, times: int) -> float:
    """Milliseconds of the server's CPU for one request."""
    for _ in range(5):
        rest.expect(path)
    with here.cost() as cost:
        for _ in range(times):
            rest.expect(path)
    return 1_000 * cost.server / times


def measure_posts(here: Site, workspace: Workspace, costs: Costs, scale: Scale, room: int) -> None:
    """Posts into a room by two members."""
    here.connect(workspace.sockets(2, room))
    posted(here, scale.room_posts // 10, IN_FLIGHT)
    _, cost = posted(here, scale.room_posts, IN_FLIGHT)
    here.load.ask("disconnect")
    costs.post = 1_000 * cost.server / scale.room_posts
    costs.post_database = 1_000 * cost.database / scale.room_posts


def measure_catch_up(
    here: Site, workspace: Workspace, head: int, scale: Scale, report: Report
) -> None:
    """Somebody comes back who has missed much."""
    rounds = 5
    cursor = {"epoch": workspace.rooms[0]["epoch"], "seq": head - scale.missed}
    with here.cost() as cost:
        for _ in range(rounds):
            answer = here.connect([workspace.sockets(1)[0] | {"cursor": cursor}])
            if answer["synced"] != scale.missed:
                raise AssertionError(f"{answer['synced']} of {scale.missed} messages came")
            here.load.ask("disconnect")
    note = "" if scale.missed == 5_000 else f"of {scale.missed:,} only"
    report.add("catchup", 1_000 * cost.server / rounds, note)


def measure_search(
    here: Site, workspace: Workspace, head: int, scale: Scale, report: Report
) -> None:
    """Rare, frequent and absent words in turn."""
    rest = here.rest(workspace.people[0]["token"])
    taken, failed = [], 0
    for i in range(scale.searches):
        words = SEARCHED[i % len(SEARCHED)].format(n=1 + i * 7 % 97).replace(" ", "+")
        status, seconds = rest.get(f"/search?q={words}")
        failed += status != 200
        taken.append(1_000 * seconds)
    p95 = sorted(taken)[min(len(taken) - 1, int(len(taken) * 0.95))]
    note = f"{head:,} messages" + (f"; {failed} of {len(taken)} failed" if failed else "")
    report.add("search", p95, note)


def tell(report: Report, empty: Costs, sizes: list[Costs]) -> None:
    """The largest history against the smallest, and everything between as growth."""
    first, last = sizes[0], sizes[-1]
    note = f"{last.messages:,} messages"
    report.add("start.ready", last.ready, note)
    report.add("start.ratio", last.ready / first.ready)
    report.add("start.memory", last.memory / first.memory, f"{last.memory / 2**20:.0f} MiB")
    for kind in ("newest", "around"):
        value, before = getattr(last, kind), getattr(first, kind)
        report.add(f"page.{kind}", value, note)
        report.add(f"page.{kind}.ratio", value / before if before else None)
        report.add(f"page.{kind}.queries", last.queries[kind], "the check of the token is one")
    size, ms = "messages in the room", "ms of CPU"
    for key, title, name, chosen in (
        ("posts", "One post", "post", [empty, *sizes]),
        ("posts-database", "One post, PostgreSQL and Redis", "post_database", [empty, *sizes]),
        ("welcomes", "One connect, five messages unread, databases included", "welcome", sizes),
        ("unread", "One connect, all of it unread, databases included", "unread", sizes),
        ("newest", "The newest page", "newest", sizes),
        ("around", "A page around a permalink", "around", sizes),
    ):
        points = [(costs.messages, getattr(costs, name)) for costs in chosen]
        report.growths.append(Growth(key, title, size, ms, points))
