"""The channel layer as the chat uses it: each of its shards apart, many messages in one trip."""

import asyncio
import uuid
from collections.abc import Sequence
from typing import Any

from channels.layers import get_channel_layer
from channels_redis.pubsub import (
    RedisPubSubChannelLayer,
    RedisPubSubLoopLayer,
    RedisSingleShardConnection,
)
from channels_redis.utils import _wrap_close

Message = tuple[str, dict[str, Any]]  # a group, and what it is told


class Shard(RedisSingleShardConnection):  # type: ignore[misc]
    """One Redis, which takes many publishes in one trip.

    The layer's own publish makes a trip for each, behind the lock of the subscriptions.
    """

    async def publish_many(self, messages: Sequence[tuple[str, bytes]]) -> None:
        """Publish (channel, bytes) pairs in order; raises redis-py's errors."""
        self._ensure_redis()
        pipeline = self._redis.pipeline(transaction=False)
        for channel, message in messages:
            pipeline.publish(channel, message)
        await pipeline.execute()


class LoopLayer(RedisPubSubLoopLayer):  # type: ignore[misc]
    """The layer of one event loop, whose shards can be used and made anew one by one."""

    _shards: list[Shard]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shards = [Shard(shard.host, self) for shard in self._shards]
        self.shards = len(self._shards)

    async def new_channel(self, prefix: str = "specific.") -> str:
        """Return a channel that hears its groups. Source: channels.

        Nobody sends to the channel itself, so it needs none of the shards to begin with.
        """
        channel = f"{self.prefix}{prefix}{uuid.uuid4().hex}"
        self.channels[channel] = asyncio.Queue()
        return channel

    def shard_of(self, group: str) -> int:
        """Return the number of the shard that carries a group."""
        return self._shards.index(self._get_shard(self._get_group_channel_name(group)))

    async def send_many(self, shard: int, messages: Sequence[Message]) -> None:
        """Tell groups of one shard, in order and in one trip; raises redis-py's errors."""
        serialize = self.channel_layer.serialize
        await self._shards[shard].publish_many(
            [(self._get_group_channel_name(group), serialize(told)) for group, told in messages]
        )

    async def renew(self, shard: int) -> None:
        """Close the connections of one shard; its groups are to be joined again."""
        await self._shards[shard].flush()


class RedisLayer(RedisPubSubChannelLayer):  # type: ignore[misc]
    """channels_redis's layer of publishes, made of the above; what it lacks it passes on."""

    def _get_layer(self) -> LoopLayer:
        loop = asyncio.get_running_loop()
        if loop not in self._layers:
            self._layers[loop] = LoopLayer(*self._args, **self._kwargs, channel_layer=self)
            _wrap_close(self, loop)  # the connections end with their loop
        layer: LoopLayer = self._layers[loop]
        return layer


class Shards:
    """The configured layer, seen as shards: one of another make is a single one."""

    def __init__(self) -> None:
        self.layer: Any = get_channel_layer()
        self.apart = isinstance(self.layer, RedisLayer)
        self.count = self.layer.shards if self.apart else 1

    def of(self, group: str) -> int:
        """Return the number of the shard that carries a group."""
        return int(self.layer.shard_of(group)) if self.count > 1 else 0

    def name_on(self, shard: int, name: str) -> str:
        """Return a group that a shard carries: the name, and the first number that leads there."""
        number = 0
        while self.of(f"{name}.{number}") != shard:
            number += 1
        return f"{name}.{number}"

    async def send(self, shard: int, messages: Sequence[Message]) -> None:
        """Tell groups of a shard, in order."""
        if self.apart:
            await self.layer.send_many(shard, messages)
            return
        for group, message in messages:
            await self.layer.group_send(group, message)
