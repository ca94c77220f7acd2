"""What passes through Redis: under the committed rights, how many bytes, and sealed with a key."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis

from tests.deploy.balancers import DEPLOY
from tests.deploy.installation import Installation, figure, installed
from tests.journeys.site import in_thread
from tests.journeys.stream import online
from tests.server import wait_until
from tests.services import Redis

pytestmark = pytest.mark.timeout(240)  # processes are restarted, also on a busy machine
KEY = "a-key-for-tests-of-more-than-32-characters"
TEXT = "word " * 39 + "words"  # two hundred characters
POSTS = 50
PROCESSES = 2
IDLE_SECONDS = 2.0  # over which what passes without posts is measured
BYTES_OF_A_POST = 2_000  # at most, of a message of 200 characters; more would be a mistake
ALIVE_SECONDS = 10.0


class CommittedRedis(Redis):
    """Redis with docs/deploy/redis.conf, reached by the user it names."""

    def command(self) -> Sequence[str]:
        """The committed file; only the port and the folder differ."""
        configuration = str(DEPLOY / "redis.conf")
        return ["redis-server", configuration, "--port", str(self.port), "--dir", str(self.folder)]

    def answers(self) -> bool:
        """It lets the chat's user in."""
        try:
            return bool(self.as_user("chat", "secret").ping())
        except redis.exceptions.ConnectionError:
            return False

    @property
    def url(self) -> str:
        """The REDIS_URL that the file's comment names."""
        return super().url.replace("redis://", "redis://chat:secret@")

    def as_user(self, name: str, password: str) -> "redis.Redis":
        """A connection of somebody."""
        return redis.Redis(port=self.port, username=name, password=password, decode_responses=True)


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommittedRedis]:
    with CommittedRedis() as store:
        yield store


def made(stack: ExitStack, store: Redis, folder: Path, **more: str) -> Installation:
    """Two processes that hear each other through a Redis."""
    site = stack.enter_context(installed(folder, store.url, **more))
    wait_until(
        lambda: all(figure(s, "chat_layer_canary_age_seconds") < 2 for s in site.servers),
        "a layer that is alive",
        ALIVE_SECONDS,
    )
    return site


async def test_under_the_committed_rights_processes_hear_each_other(
    committed: CommittedRedis, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        site = await in_thread(made, stack, committed, tmp_path)
        room = await site.room("bob")
        gaps = sum(figure(server, "chat_gaps_filled_total") for server in site.servers)
        async with online(bob := site.at(1, "bob")), site.caller_at(0, "ann") as ann:
            ack = await ann.post(room, "heard through Redis")
            await bob.until_at(room, ack.seq)
        assert sum(figure(server, "chat_gaps_filled_total") for server in site.servers) == gaps
        assert sum(figure(server, "chat_publish_errors_total") for server in site.servers) == 0


@pytest.mark.parametrize(
    ("name", "password", "words"),
    [
        ("chat", "secret", ("GET", "key")),
        ("chat", "secret", ("FLUSHALL",)),
        ("chat", "secret", ("CONFIG", "GET", "*")),
        ("chat", "secret", ("PUBLISH", "elsewhere", "text")),
        ("default", "", ("PING",)),
    ],
)
def test_the_committed_rights_allow_nothing_else(
    committed: CommittedRedis, name: str, password: str, words: tuple[str, ...]
) -> None:
    refusals = (redis.exceptions.NoPermissionError, redis.exceptions.AuthenticationError)
    with pytest.raises(refusals), committed.as_user(name, password) as connection:
        connection.execute_command(*words)


def passed(store: Redis) -> tuple[int, int]:
    """Bytes that a Redis has taken in and given out."""
    with redis.Redis.from_url(store.url) as connection:
        told = connection.info("stats")
    return told["total_net_input_bytes"], told["total_net_output_bytes"]


async def measured(store: Redis, site: Installation) -> tuple[float, float]:
    """Bytes into and out of Redis for one post that both processes hear, without idle traffic."""
    room = await site.room("bob", "eve")
    async with (
        online(bob := site.at(1, "bob"), eve := site.at(0, "eve")),
        site.caller_at(0, "ann") as ann,
    ):
        began, before = time.monotonic(), passed(store)
        await in_thread(time.sleep, IDLE_SECONDS)
        idle = [
            (b - a) / (time.monotonic() - began) for a, b in zip(before, passed(store), strict=True)
        ]
        began, before = time.monotonic(), passed(store)
        for _ in range(POSTS):
            ack = await ann.post(room, TEXT)
        await bob.until_at(room, ack.seq)
        await eve.until_at(room, ack.seq)
        seconds = time.monotonic() - began
        after = passed(store)
    own = [b - a - rate * seconds for a, b, rate in zip(before, after, idle, strict=True)]
    return own[0] / POSTS, own[1] / POSTS


@pytest.mark.parametrize("key", ["", KEY], ids=["open", "sealed"])
async def test_a_post_takes_a_bounded_number_of_bytes_and_a_key_seals_it(
    tmp_path: Path, key: str, record_property: Callable[[str, object], None]
) -> None:
    with ExitStack() as stack:
        store = stack.enter_context(Redis())
        more = {"chat_layer_key": key} if key else {}
        site = await in_thread(lambda: made(stack, store, tmp_path, **more))
        listener = stack.enter_context(redis.Redis.from_url(store.url).pubsub())
        listener.psubscribe("chat__group__room.*")
        taken, given = await measured(store, site)
        payloads = [m["data"] for m in iter(lambda: listener.get_message(timeout=0.2), None)]
        told = b"".join(payload for payload in payloads if isinstance(payload, bytes))
        assert len(told) > POSTS * len(TEXT)
        assert (TEXT.encode() in told) is not bool(key)
        given -= len(told) / POSTS  # what this test itself listened to
        record_property("redis_bytes_in_per_post", round(taken))
        record_property("redis_bytes_out_per_post_and_process", round(given / PROCESSES))
        print(  # noqa: T201
            f"bytes of a post: {taken:.0f} in, {given / PROCESSES:.0f} out to each process"
        )
        assert len(TEXT) < taken < BYTES_OF_A_POST
        assert given < PROCESSES * 1.1 * taken
