"""What CHAT_LAYER_KEY costs: one publication packed and unpacked, with a key and without."""

import time
from collections.abc import Callable
from statistics import median

from channels_redis.serializers import registry

PUBLICATION_BYTES = 800  # of a post of 200 characters, as the channel layer packs it
TIMES, ROUNDS = 2_000, 7
KEY = "a-key-for-measuring-of-32-characters"


def measured() -> dict[str, float]:
    """Microseconds to pack and to unpack, and how many times the bytes a sealed one has."""
    message = {"type": "told", "events": [b"x" * PUBLICATION_BYTES], "first": 1, "room": 1}
    found = {}
    sizes = {}
    for name, keys in (("plain", []), ("sealed", [KEY])):
        serializer = registry.get_serializer("msgpack", symmetric_encryption_keys=keys)
        packed = serializer.serialize(message)
        sizes[name] = len(packed)
        found[f"cpu_us_per_packing_{name}"] = microseconds(
            lambda s=serializer: s.serialize(message)
        )  # type: ignore[misc]
        found[f"cpu_us_per_unpacking_{name}"] = microseconds(
            lambda s=serializer, p=packed: s.deserialize(p)  # type: ignore[misc]
        )
    return found | {"sealed_bytes_ratio": sizes["sealed"] / sizes["plain"]}


def microseconds(work: Callable[[], object]) -> float:
    """The middle of some rounds, by this process's CPU."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(TIMES):
            work()
        rounds.append(1e6 * (time.process_time() - began) / TIMES)
    return median(rounds)
