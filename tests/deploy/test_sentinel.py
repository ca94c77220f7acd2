"""A shard that Sentinels watch: when its Redis dies another takes over, and messages go on."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import pytest
import redis

from tests.deploy.installation import Installation, installed
from tests.journeys.site import CROWD, in_thread
from tests.journeys.stream import online, streaming
from tests.server import LOOPBACK, wait_until
from tests.services import Redis

pytestmark = pytest.mark.timeout(240)  # processes are restarted, also on a busy machine
NAME = "lounge"  # what the Sentinels call what they watch
QUORUM = 2  # Sentinels of three that must agree
DOWN_MS = 1_000  # of silence after which a Sentinel calls a Redis down
FAILOVER_SECONDS = 20.0  # until another Redis has taken over
POSTS = 40  # in each stage
RETURN_SECONDS = 12.0  # until the layer is heard again through the new Redis
MEMBERS = ("bob", *CROWD[:3])


class Replica(Redis):
    """A Redis that follows another."""

    def __init__(self, of: Redis) -> None:
        super().__init__()
        self.of = of

    def command(self) -> Sequence[str]:
        """Redis, told whom to follow."""
        quick = ["--repl-diskless-sync-delay", "0"]
        return [*super().command(), "--replicaof", LOOPBACK, str(self.of.port), *quick]


class Sentinel(Redis):
    """One of the three that watch; it keeps its memory in a file, as it insists."""

    name = "sentinel"

    def __init__(self, watched: Redis) -> None:
        super().__init__()
        lines = [
            f"port {self.port}",
            f"bind {LOOPBACK}",
            f"dir {self.folder}",
            f"sentinel monitor {NAME} {LOOPBACK} {watched.port} {QUORUM}",
            f"sentinel down-after-milliseconds {NAME} {DOWN_MS}",
            f"sentinel failover-timeout {NAME} 5000",
        ]
        self.configuration = self.folder / "sentinel.conf"
        self.configuration.write_text("\n".join(lines) + "\n")

    def command(self) -> Sequence[str]:
        """Redis in its other part."""
        return ["redis-server", str(self.configuration), "--sentinel"]

    def sees(self, replicas: int, others: int) -> bool:
        """Whether it knows of so many replicas and other Sentinels."""
        with redis.Redis(host=LOOPBACK, port=self.port) as connection:
            state = connection.sentinel_master(NAME)
        return state["num-slaves"] == replicas and state["num-other-sentinels"] == others

    def leader(self) -> int:
        """The port of the Redis that may be written to."""
        with redis.Redis(host=LOOPBACK, port=self.port) as connection:
            return int(connection.sentinel_get_master_addr_by_name(NAME)[1])


class Watched:
    """Two Redis and the three Sentinels that watch them."""

    def __init__(self, stack: ExitStack) -> None:
        self.first = stack.enter_context(Redis())
        self.second = stack.enter_context(Replica(self.first))
        self.sentinels = [stack.enter_context(Sentinel(self.first)) for _ in range(3)]
        for sentinel in self.sentinels:
            wait_until(lambda s=sentinel: s.sees(replicas=1, others=2), "the Sentinels' meeting")

    @property
    def url(self) -> str:
        """Its REDIS_URL."""
        places = ",".join(f"{LOOPBACK}:{sentinel.port}" for sentinel in self.sentinels)
        return f"sentinel://{places}/{NAME}"


@pytest.fixture(scope="module")
def watched() -> Iterator[Watched]:
    with ExitStack() as stack:
        yield Watched(stack)


@pytest.fixture(scope="module")
def site(watched: Watched, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("site"), watched.url) as made:
        yield made


def listeners(store: Redis) -> int:
    """How many processes hear the group of every process on a Redis."""
    with redis.Redis.from_url(store.url, decode_responses=True) as connection:
        return int(connection.pubsub_numsub("chat__group__everyone")[0][1])


async def test_another_redis_takes_over_and_messages_go_on(
    site: Installation, watched: Watched
) -> None:
    room = await site.room(*MEMBERS)
    clients = [site.at(number % 2, name) for number, name in enumerate(MEMBERS)]
    async with online(*clients):
        await in_thread(wait_until, lambda: listeners(watched.first) == 2, "both processes")
        async with streaming(site, [room], clients, clients) as stream:
            await stream.reach(POSTS)
            await in_thread(watched.first.kill)
            await in_thread(
                wait_until,
                lambda: watched.sentinels[0].leader() == watched.second.port,
                "the failover",
                FAILOVER_SECONDS,
            )
            await stream.reach(POSTS)
            await in_thread(
                wait_until, lambda: listeners(watched.second) == 2, "the return", RETURN_SECONDS
            )
            await stream.reach(POSTS)
        assert not any(client.closes or client.refusals for client in clients)
