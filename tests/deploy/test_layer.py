"""How REDIS_URL and CHAT_LAYER_KEY become a channel layer."""

import pytest
from channels_redis.utils import create_pool
from django.core.exceptions import ImproperlyConfigured
from redis.asyncio.sentinel import SentinelConnectionPool

from chatsite.layer import redis_layer, shards

KEY, FORMER_KEY = "a-key-of-more-than-32-characters-1", "a-key-of-more-than-32-characters-2"


def test_each_address_is_a_shard() -> None:
    found = shards(["redis://one:6379/0", "rediss://two:6380/1"])
    assert [host["address"] for host in found] == ["redis://one:6379/0", "rediss://two:6380/1"]
    assert all(host["socket_timeout"] and host["socket_connect_timeout"] for host in found)


def test_sentinels_are_named_with_what_they_watch() -> None:
    address = "sentinel://bob:s%40cret@one:26380,two,[::1]:26381/lounge"
    (found,) = shards(f"{address}?db=2&sentinel_password=other".split(","))
    assert found["sentinels"] == [("one", 26380), ("two", 26379), ("::1", 26381)]
    assert (found["master_name"], found["db"]) == ("lounge", 2)
    assert (found["username"], found["password"]) == ("bob", "s@cret")
    assert found["sentinel_kwargs"]["password"] == "other"


def test_shards_may_be_watched_or_not() -> None:
    words = "sentinel://one:1,two:2/first,redis://three:6379,sentinel://one:1,two:2/second"
    found = shards(words.split(","))
    assert [host.get("master_name") for host in found] == ["first", None, "second"]


async def test_the_layer_takes_a_watched_shard() -> None:
    (found,) = shards(["sentinel://secret:word@one:1", "two:2/lounge"])
    pool = create_pool(found)
    assert isinstance(pool, SentinelConnectionPool)
    assert pool.service_name == "lounge"
    assert len(pool.sentinel_manager.sentinels) == 2


@pytest.mark.parametrize(
    "address",
    [
        "localhost:6379",
        "sentinel://one:1",
        "sentinel:///lounge",
        "sentinel://one:port/lounge",
        "sentinel://one:1/lounge?db=first",
    ],
)
def test_an_address_that_says_nothing_is_refused_in_words(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL"):
        shards(address.split(","))


def test_two_addresses_are_not_taken_for_one() -> None:
    with pytest.raises(ImproperlyConfigured, match="scheme"):
        shards(["redis://one:6379", "two:6379"])


def test_keys_encrypt_and_short_ones_are_refused() -> None:
    assert "symmetric_encryption_keys" not in redis_layer(["redis://one"], "chat", [])["CONFIG"]
    found = redis_layer(["redis://one"], "chat", [KEY, FORMER_KEY])["CONFIG"]
    assert found["symmetric_encryption_keys"] == [KEY, FORMER_KEY]
    with pytest.raises(ImproperlyConfigured, match="CHAT_LAYER_KEY"):
        redis_layer(["redis://one"], "chat", [KEY, "short"])
