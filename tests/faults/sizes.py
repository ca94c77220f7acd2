"""What the chat holds at a moment: memory, files, tasks, connections, and its share of Redis."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from tests.faults.stage import Stage
from tests.server import family

MEGABYTE = 1_048_576
CONNECTIONS = 9  # to the database, of one process: each thread that reads, and its writer
PAGE_BYTES = 4_096
BACKENDS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@dataclass(frozen=True, slots=True)
class Held:
    """What the chat holds, in all its processes together."""

    sockets: int
    descriptors: int  # beside the connections to the database
    tasks: int
    connections: int  # to the database; made when so many are needed at once, and kept
    subscriptions: int  # at Redis
    keys: int  # in Redis

    def beyond(self, other: "Held", processes: int) -> list[str]:
        """What is more than at another moment; connections, than all processes may have."""
        mine, others = asdict(self), asdict(other)
        bounds = others | {"connections": processes * CONNECTIONS}
        return [
            f"{name}: {others[name]} at the begin, {count} at the end"
            for name, count in mine.items()
            if count > bounds[name]
        ]


async def held(stage: Stage) -> Held:
    """Counts everything."""
    sockets = tasks = 0.0
    for number in range(len(stage.servers)):
        sockets += await stage.metric("chat_sockets", number)
        tasks += await stage.metric("chat_tasks", number)
    connected = await connections(stage)
    return Held(
        int(sockets),
        files(stage) - connected,
        int(tasks),
        connected,
        int((await redis_says(stage, "PUBSUB CHANNELS"))[1:]),
        int((await redis_says(stage, "DBSIZE"))[1:]),
    )


async def connections(stage: Stage) -> int:
    """How many connections to the database there are, beside the one that asks."""
    if not stage.cluster:
        return 0
    async with await psycopg.AsyncConnection.connect(stage.database, autocommit=True) as one:
        row = await (await one.execute(BACKENDS)).fetchone()
    return int(row[0]) if row else 0


async def redis_says(stage: Stage, *commands: str) -> bytes:
    """Tells Redis something, past the proxies; returns the first line of its first answer.

    Where that announces a text, the text.
    """
    if not stage.cluster or stage.redis is None:
        return b":0"
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.redis.port)
    writer.write("".join(f"{command}\r\n" for command in commands).encode())
    answer = await reader.readline()
    if answer.startswith(b"$"):
        answer = await reader.readexactly(int(answer[1:]))
    writer.close()
    return answer


def files(stage: Stage) -> int:
    """Open descriptors of all chat processes."""
    pids = [pid for server in stage.servers for pid in family(server.pid)]
    return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in pids)


def memory(stage: Stage) -> int:
    """Bytes of resident memory of all chat processes."""
    return sum(rss(pid) for server in stage.servers for pid in family(server.pid))


def rss(pid: int) -> int:
    """Bytes of resident memory of a process."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
    except OSError:
        return 0


def slope_of(points: Sequence[tuple[float, float]]) -> float:
    """The slope of the line that fits best."""
    count = len(points)
    mean_x = sum(x for x, _ in points) / count
    mean_y = sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0
