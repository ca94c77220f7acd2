"""Each shard of the layer by itself: one trip for many messages, and no shard waits for another."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from channels.layers import channel_layers
from django.conf import settings

from chat.pipeline import publish
from chat.pipeline.layer import LoopLayer, Shard
from chat.pipeline.publish import Publisher
from chat.realtime import layer as ears
from chat.realtime.layer import Ear
from chatsite.layer import redis_layer
from tests.house import forget_health
from tests.services import Redis

pytestmark = [pytest.mark.redis, pytest.mark.timeout(120)]
SECONDS = 15.0  # for whatever is waited for, on a busy machine
PROMPT_SECONDS = 2.5  # well below what a silent shard takes to be given up


@pytest.fixture
def redises(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Redis]]:
    """Two shards of the configured layer."""
    with Redis() as first, Redis() as second:
        layer = redis_layer([first.url, second.url], "test", [])
        monkeypatch.setitem(settings.CHANNEL_LAYERS, "default", layer)
        channel_layers.backends.clear()
        forget_health()
        yield [first, second]
    channel_layers.backends.clear()
    forget_health()


class Listener:
    """A process that only listens."""

    def __init__(self) -> None:
        self.publisher = Publisher()
        self.heard: list[dict[str, Any]] = []
        self.ear = Ear(self.publisher, self.heard.append)

    def group_on(self, shard: int) -> str:
        """A group that a shard carries."""
        return self.publisher.shards.name_on(shard, "room")

    async def until(self, condition: Callable[[], bool], seconds: float = SECONDS) -> float:
        """Waits until something was heard; returns how long it took."""
        began = time.monotonic()
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.01)
        return time.monotonic() - began

    def has(self, text: str) -> bool:
        """Whether a text came."""
        return any(message.get("text") == text for message in self.heard)


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    """Somebody listens to a room on each shard during the block."""
    listener = Listener()
    await listener.ear.start()
    watching = asyncio.create_task(listener.ear.watch())
    await listener.ear.join(*map(listener.group_on, range(2)))
    try:
        yield listener
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await listener.ear.stop()
        await listener.publisher.stop()


@asynccontextmanager
async def speaking(listener: Listener) -> AsyncIterator[Callable[[int, str], None]]:
    """Another process says something to a room of a shard."""
    publisher = Publisher()

    def say(shard: int, text: str) -> None:
        message = {"type": "told", "origin": publisher.origin, "text": text}
        publisher.send(listener.group_on(shard), message)

    try:
        yield say
    finally:
        await publisher.stop()


async def test_what_has_gathered_goes_out_in_order_and_in_one_trip_for_each_shard(
    redises: list[Redis], monkeypatch: pytest.MonkeyPatch
) -> None:
    trips: list[int] = []
    original = Shard.publish_many

    async def counted(self: Shard, messages: Any) -> None:
        trips.append(len(messages))
        await original(self, messages)

    async with listening() as listener, speaking(listener) as say:
        say(0, "first")
        say(1, "first too")
        await listener.until(lambda: listener.has("first") and listener.has("first too"))
        monkeypatch.setattr(Shard, "publish_many", counted)
        for number in range(50):
            say(number % 2, f"{number}")
        await listener.until(lambda: listener.has("48") and listener.has("49"))
        assert [trip for trip in trips if trip > 1] == [25, 25]  # what else goes is a canary
        for shard in range(2):
            told = [m["text"] for m in listener.heard if m.get("text", "first")[0] != "f"]
            mine = [int(text) for text in told if int(text) % 2 == shard]
            assert mine == list(range(shard, 50, 2))


@pytest.mark.parametrize("away", [0, 1])
async def test_a_silent_shard_delays_no_other(redises: list[Redis], away: int) -> None:
    async with listening() as listener, speaking(listener) as say:
        say(away, "before")
        await listener.until(lambda: listener.has("before"))
        redises[away].pause()
        for number in range(20):
            say(away, f"lost {number}")
            say(1 - away, f"heard {number}")
        took = await listener.until(lambda: listener.has("heard 19"))
        assert took < PROMPT_SECONDS
        await asyncio.sleep(0)
        redises[away].resume()
        await again(listener, say, away)


@pytest.mark.parametrize("away", [0, 1])
async def test_a_process_that_starts_without_a_shard_hears_the_other(
    redises: list[Redis], away: int
) -> None:
    redises[away].kill()
    async with listening() as listener, speaking(listener) as say:
        say(1 - away, "heard")
        assert await listener.until(lambda: listener.has("heard")) < PROMPT_SECONDS
        redises[away].start()
        await again(listener, say, away)


async def test_only_the_shard_that_fell_silent_is_made_anew(
    redises: list[Redis], monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed: list[int] = []
    original = LoopLayer.renew

    async def noted(self: LoopLayer, shard: int) -> None:
        renewed.append(shard)
        await original(self, shard)

    monkeypatch.setattr(LoopLayer, "renew", noted)
    monkeypatch.setattr(ears, "CANARY_SECONDS", 0.2)
    monkeypatch.setattr(publish, "SEND_TIMEOUT", 0.5)
    async with listening() as listener, speaking(listener) as say:
        await listener.until(lambda: all(listener.ear._heard))
        redises[1].pause()
        await listener.until(lambda: bool(renewed))
        assert listener.ear._silent(1)
        assert not listener.ear._silent(0)
        redises[1].resume()
        await again(listener, say, 1)
        assert set(renewed) == {1}


async def again(listener: Listener, say: Callable[[int, str], None], shard: int) -> None:
    """Waits until a shard that came back is heard."""
    async with asyncio.timeout(SECONDS):
        for number in range(10_000):
            say(shard, f"again {number}")
            await asyncio.sleep(0.1)
            if any(m.get("text", "").startswith("again") for m in listener.heard):
                return
