"""The capacity model: from what one socket, post, hearing and delivery cost to whole sizes.

It reads what ``make scaling`` has measured from `tests/bench/units.json`: unit costs, and under
``bench.`` what ``make bench`` had measured more closely. ``tests.deploy.scaling_page`` prints it.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path

UNITS = Path(__file__).with_name("units.json")
BENCH = "bench."  # before the name of a figure of the bench

TIERS = (1_000, 10_000, 100_000, 1_000_000)
MICRO = 1e-6
KIB, GIB = 1_024, 2**30


@dataclass(frozen=True)
class Workload:
    """How people are taken to behave in a working hour. Change these first."""

    posts_per_socket_hour: float = 10.0
    hearers: int = 100  # sockets that hear a post, on average
    rooms_per_person: int = 20
    sockets_per_room: float = 5.0  # sockets for each room there is: small rooms are many
    heartbeat: float = 20.0  # seconds between a client's pings


@dataclass(frozen=True)
class Bounds:
    """What one of each may carry; half of a core is left for peaks."""

    core_share: float = 0.5  # of a core that a process may use for hours
    sockets_per_process: int = 20_000  # as the launcher has it
    process_bytes: int = 150 * 2**20  # of a process without sockets
    commit_seconds: float = 0.004  # one commit of an idle server: what arrives meanwhile is one
    database_posts: float = 4_000.0  # durable posts a second of one PostgreSQL, by four cores
    head_rows: float = 2_000_000.0  # rooms a second whose heads one PostgreSQL tells, by four cores
    database_connections: int = 500  # of one PostgreSQL without a pooler
    connections_per_process: int = 16
    redis_messages: float = 100_000.0  # into and out of one Redis in a second, by one core
    redis_bytes: float = 100e6  # through one Redis in a second, of a gigabit


@dataclass(frozen=True)
class Costs:
    """What one of each costs: seconds of CPU, bytes."""

    post_alone: float  # in a commit of its own
    post_batched: float  # among many in one commit
    hearing: float  # a publication of another process, without its deliveries
    delivery: float
    connect: float
    ping: float
    idle: float  # a socket that does nothing, each second
    socket_bytes: float
    redis_in: float  # bytes of a post into Redis
    redis_out: float  # and out to each process that hears it


@dataclass(frozen=True)
class Size:
    """One size: what it needs, and how full each thing is (1.0: at its bound)."""

    sockets: int
    processes: int
    posts: float  # a second
    cores: float
    memory: float  # bytes
    herd: float  # seconds until everybody is back, with every core at it
    redis: float  # bytes a second, in and out
    shards: int
    full: dict[str, float]

    @property
    def first_limit(self) -> str:
        """What is fullest."""
        return max(self.full, key=lambda name: self.full[name])


def costs_of(units: dict[str, float]) -> Costs:
    """The costs by the unit measurements, and by the bench where it measured the same."""
    found = {name.removeprefix(BENCH): v for name, v in units.items() if name.startswith(BENCH)}

    def per(name: str, otherwise: float) -> float:
        return 1 / found[name] if name in found else otherwise

    alone = units["cpu_us_per_post"] * MICRO
    return Costs(
        post_alone=alone,
        post_batched=per("posts.postgresql", units["cpu_us_per_post_batched"] * MICRO),
        hearing=units["cpu_us_per_hearing"] * MICRO,
        delivery=units["cpu_us_per_delivery"] * MICRO,
        connect=per("connect", units["cpu_us_per_connect"] * MICRO),
        ping=units["cpu_us_per_ping"] * MICRO,
        idle=units["cpu_us_per_idle_socket_second"] * MICRO,
        socket_bytes=found["memory"] * KIB if "memory" in found else units["bytes_per_socket"],
        redis_in=units["redis_bytes_in_per_post"],
        redis_out=units["redis_bytes_out_per_post_and_process"],
    )


def processes_hearing(processes: int, hearers: int) -> float:
    """How many processes hold a hearer, when hearers are spread at random."""
    return processes * (1 - (1 - 1 / processes) ** hearers)


def cores_for(costs: Costs, load: Workload, bounds: Bounds, sockets: int, processes: int) -> float:
    """Cores that all processes together keep busy."""
    posts = sockets * load.posts_per_socket_hour / 3_600
    hearers = min(load.hearers, sockets)
    batch = max(1.0, posts / processes * bounds.commit_seconds)
    post = costs.post_batched + (costs.post_alone - costs.post_batched) / batch
    hearings = max(0.0, processes_hearing(processes, hearers) - 1)  # the poster's own needs none
    each_post = post + hearings * costs.hearing + hearers * costs.delivery
    return posts * each_post + sockets * (costs.idle + costs.ping / load.heartbeat)


def size(costs: Costs, load: Workload, bounds: Bounds, sockets: int) -> Size:
    """The fewest processes that carry so many sockets, and what else they need."""
    processes = math.ceil(sockets / bounds.sockets_per_process)
    while cores_for(costs, load, bounds, sockets, processes) > processes * bounds.core_share:
        processes += 1
        if processes > sockets:
            raise ValueError("no number of processes carries this load")
    return filled(costs, load, bounds, sockets, processes)


def filled(costs: Costs, load: Workload, bounds: Bounds, sockets: int, processes: int) -> Size:
    """How full everything is with so many processes."""
    posts = sockets * load.posts_per_socket_hour / 3_600
    heard = processes_hearing(processes, min(load.hearers, sockets)) if processes > 1 else 0.0
    through = posts * (costs.redis_in + heard * costs.redis_out) if processes > 1 else 0.0
    told = posts * (1 + heard) if processes > 1 else 0.0
    cores = cores_for(costs, load, bounds, sockets, processes)
    rooms = sockets / load.sockets_per_room
    held = min(rooms, sockets / processes * load.rooms_per_person)  # by each process
    shards = max(1, math.ceil(max(told / bounds.redis_messages, through / bounds.redis_bytes)))
    connections = processes * bounds.connections_per_process
    hearing = posts * (heard / processes) * costs.hearing
    return Size(
        sockets,
        processes,
        posts,
        cores,
        sockets * costs.socket_bytes + processes * bounds.process_bytes,
        sockets * costs.connect / processes,
        through,
        shards if processes > 1 else 0,
        {
            "CPU of the processes": cores / processes / bounds.core_share,
            "sockets of a process": sockets / processes / bounds.sockets_per_process,
            "hearing, in every process": hearing / bounds.core_share,
            "posts in PostgreSQL": posts / bounds.database_posts,
            "heads in PostgreSQL": processes * held / bounds.head_rows,
            "connections of PostgreSQL": connections / bounds.database_connections,
            "one Redis": max(told / bounds.redis_messages, through / bounds.redis_bytes),
        },
    )


def units() -> dict[str, float]:
    """What was measured last."""
    found: dict[str, float] = json.loads(UNITS.read_text())
    return found


def checked(units: dict[str, float], costs: Costs, name: str) -> tuple[float, float]:
    """Cores as foretold and as measured while many posted and every socket pinged."""
    sockets, processes = int(units["checked_sockets"]), int(units["checked_processes"])
    load = Workload(
        posts_per_socket_hour=3_600 * units[f"{name}_posts_per_second"] / sockets,
        hearers=round(units[f"{name}_hearers"]),
    )
    return cores_for(costs, load, Bounds(), sockets, processes), units[f"{name}_cores"]
