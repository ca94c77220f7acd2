"""What a long history costs: posting, welcome, pages, catch-up and search, room beside room.

One room of each size, each with people of its own. Everything is measured in all rooms in turn,
several times, and the middle values are compared: a difference is then the history's and not the
minute's.
"""

import json
from collections.abc import Callable
from typing import Any

from tests.bench.figures import Growth, Report
from tests.bench.measures.start import measure_start
from tests.bench.posting import ROUNDS, in_turn, posted
from tests.bench.scale import Scale
from tests.bench.site import Rest, Site, Workspace, site
from tests.bench.tree import Tree

PEOPLE_PER_ROOM = 10
IN_FLIGHT = 64
HERDS = 3  # of connects, in each turn
SEARCHED_MESSAGES = 1_000_000  # of which the goal speaks
SEARCHED = ("Note {n}:", "word{n}", "nothing special", "never written", "words message {n}")
SIZE, MS = "messages in the room", "ms of CPU"


def measure(tree: Tree, scale: Scale, report: Report) -> None:
    """Write every history, then measure; the search at the size of its goal on the way."""
    sizes = (0, *scale.histories)
    with site(tree) as here:
        people = PEOPLE_PER_ROOM * len(sizes)
        workspace = here.fill("past", rooms=len(sizes), people=people, layout="parted")
        for room, messages in list(enumerate(sizes))[1:]:
            here.write_history(workspace.rooms[room], messages)
            if messages == min(sizes[-1], SEARCHED_MESSAGES):
                here.settle()
                measure_search(here, Lengths(here, workspace, sizes), scale, report)
        measure_start(here, scale, report, sum(sizes))
        lengths = Lengths(here, workspace, sizes)
        lengths.warm()
        measure_pages(lengths, scale, report)
        measure_welcomes(lengths, report)
        measure_catch_up(lengths, scale, report)
        measure_posts(lengths, scale, report)


class Lengths:
    """Rooms of growing length, the first of them empty, and who is in each."""

    def __init__(self, here: Site, workspace: Workspace, sizes: tuple[int, ...]) -> None:
        self.here, self.workspace, self.sizes = here, workspace, sizes

    def id(self, room: int) -> int:
        """The room's id."""
        return int(self.workspace.rooms[room]["id"])

    def members(self, room: int) -> list[dict[str, Any]]:
        """Its people; the last of them has read nothing."""
        return [self.workspace.people[person] for r, person in self.workspace.places if r == room]

    def rest(self, room: int) -> Rest:
        """A caller who is in the room."""
        return self.here.rest(self.members(room)[0]["token"])

    def warm(self) -> None:
        """Let everything be done once, and the server finish what it does on the side."""
        for room in range(len(self.sizes)):
            self.here.connect(
                [{"session": self.members(room)[0]["session"], "room": self.id(room)}]
            )
        self.here.load.ask("disconnect")
        self.here.settle()

    def grow(
        self, report: Report, key: str, title: str, cost: Callable[[int], float], first: int = 1
    ) -> list[float]:
        """Measure every room in turn from the first on; returns the middle values."""
        rooms = range(first, len(self.sizes))
        found = in_turn(rooms, cost)
        points = [(self.sizes[room], found[room]) for room in rooms]
        report.growths.append(Growth(key, title, SIZE, MS, points))
        return [found[room] for room in rooms]


def measure_pages(lengths: Lengths, scale: Scale, report: Report) -> None:
    """The newest page, and a page around a message in the middle of the room."""
    note = f"{lengths.sizes[-1]:,} messages"
    for kind, title, query in (
        ("newest", "The newest page", ""),
        ("around", "A page around a permalink", "?around={middle}"),
    ):
        paths = [
            f"/rooms/{lengths.id(room)}/messages" + query.format(middle=max(1, size // 2))
            for room, size in enumerate(lengths.sizes)
        ]
        times = scale.pages  # in each turn: with a fifth of it the middle still strayed by a tenth
        costs = lengths.grow(
            report,
            kind,
            title,
            lambda room, paths=paths, times=times: requested(  # type: ignore[misc]
                lengths.here, lengths.rest(room), paths[room], times
            ),
        )
        report.add(f"page.{kind}", costs[-1], note)
        report.add(f"page.{kind}.ratio", costs[-1] / costs[0], f"middle of {ROUNDS}, in turn")
        queries = count_queries(lengths, paths[-1])
        report.add(f"page.{kind}.queries", queries, "the check of the token is one")


def requested(here: Site, rest: Rest, path: str, times: int) -> float:
    """Milliseconds of the server's CPU for one request."""
    rest.expect(path)
    with here.cost() as cost:
        for _ in range(times):
            rest.expect(path)
    return 1_000 * cost.server / times


def count_queries(lengths: Lengths, path: str) -> int:
    """The queries of a request to the longest room."""
    token = lengths.members(len(lengths.sizes) - 1)[0]["token"]
    path = f"/api/v1{path}"
    counted = json.loads(lengths.here.tree.inside("queries", token, path, env=lengths.here.env))
    return int(counted[path])


def measure_welcomes(lengths: Lengths, report: Report) -> None:
    """Sidebars with their unread counts, for who has read nearly all and for who has nothing."""

    def near(room: int) -> float:
        return welcomed(lengths, room, lengths.members(room)[:-1])

    def far(room: int) -> float:
        return welcomed(lengths, room, lengths.members(room)[-1:] * (PEOPLE_PER_ROOM - 1))

    what = "databases included"
    lengths.grow(report, "welcomes", f"A sidebar, five unread, {what}", near)
    lengths.grow(report, "unread", f"A sidebar, all unread, {what}", far)


def welcomed(lengths: Lengths, room: int, people: list[dict[str, Any]]) -> float:
    """Milliseconds of CPU, the databases' included, for one connect with its welcome."""
    here = lengths.here
    sockets = [{"session": person["session"], "room": lengths.id(room)} for person in people]
    with here.cost() as cost:
        for _ in range(HERDS):
            here.connect(sockets)
            here.load.ask("disconnect")
    return 1_000 * (cost.server + cost.database) / (HERDS * len(sockets))


def measure_posts(lengths: Lengths, scale: Scale, report: Report) -> None:
    """Posts into each room by two members, from the empty room on."""
    posts = scale.room_posts // ROUNDS
    database: dict[int, list[float]] = {}

    def post(room: int) -> float:
        here = lengths.here
        here.connect(
            [{"session": p["session"], "room": lengths.id(room)} for p in lengths.members(room)[:2]]
        )
        posted(here, posts // 10, IN_FLIGHT)
        _, cost = posted(here, posts, IN_FLIGHT)
        here.load.ask("disconnect")
        database.setdefault(room, []).append(1_000 * cost.database / posts)
        return 1_000 * cost.server / posts

    lengths.grow(report, "posts", "One post", post, first=0)
    points = [(lengths.sizes[r], sorted(v)[len(v) // 2]) for r, v in database.items()]
    report.growths.append(
        Growth("posts-database", "One post, PostgreSQL and Redis", SIZE, MS, points)
    )


def measure_catch_up(lengths: Lengths, scale: Scale, report: Report) -> None:
    """Somebody comes back to the longest room who has missed much."""
    here, last = lengths.here, len(lengths.sizes) - 1
    cursor = {
        "epoch": lengths.workspace.rooms[last]["epoch"],
        "seq": lengths.sizes[last] - scale.missed,
    }
    session = lengths.members(last)[0]["session"]

    def come_back(_: int) -> float:
        with here.cost() as cost:
            socket = {"session": session, "room": lengths.id(last), "cursor": cursor}
            answer = here.connect([socket])
        if answer["synced"] != scale.missed:
            raise AssertionError(f"{answer['synced']} of {scale.missed} messages came")
        here.load.ask("disconnect")
        return 1_000 * cost.server

    note = "" if scale.missed == 5_000 else f"of {scale.missed:,} only"
    report.add("catchup", in_turn([last], come_back)[last], note)


def measure_search(here: Site, lengths: Lengths, scale: Scale, report: Report) -> None:
    """Rare, frequent and absent words in turn, by somebody in the largest room so far."""
    room = lengths.sizes.index(min(lengths.sizes[-1], SEARCHED_MESSAGES))
    rest, taken, failed = lengths.rest(room), [], 0
    for i in range(scale.searches):
        words = SEARCHED[i % len(SEARCHED)].format(n=1 + i * 7 % 97).replace(" ", "+")
        status, seconds = rest.get(f"/search?q={words}")
        failed += status != 200
        taken.append(1_000 * seconds)
    p95 = sorted(taken)[min(len(taken) - 1, int(len(taken) * 0.95))]
    note = f"{lengths.sizes[room]:,} messages" + (
        f"; {failed} of {len(taken)} failed" if failed else ""
    )
    report.add("search", p95, note)
