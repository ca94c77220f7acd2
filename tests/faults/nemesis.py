"""What a nemesis is: a fault that is played under load, and what it may cost."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.faults.load import Load
from tests.faults.proxy import BLACK_HOLE, PASS, Proxy
from tests.faults.stage import Stage

BOTH, CLUSTER = ("embedded", "cluster"), ("cluster",)

Play = Callable[[Stage, Load, random.Random, float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Nemesis:
    """One fault. ``rounds`` are played in the long profile, one in the short."""

    promise: str
    name: str
    play: Play
    modes: tuple[str, ...] = BOTH
    rounds: int = 3
    seconds: float = 5.0  # that the fault lasts, in the long profile
    short: float | None = None  # that it lasts in the short profile; None: not part of it
    late: float = 12.0  # seconds from ack to delivery, for those who are connected
    spares_sockets: bool = False  # no socket may be closed
    spares_sends: bool = False  # no try to send may fail or stay unknown
    parts_redis: bool = False  # what it costs is judged by what Redis may cost


def some(dice: random.Random, proxies: list[Proxy]) -> Proxy:
    """One proxy at random."""
    return dice.choice(proxies)


async def swallow(proxy: Proxy, seconds: float) -> None:
    """Let a proxy take everything and pass nothing on, then reset what it held."""
    proxy.mode = BLACK_HOLE
    await asyncio.sleep(seconds)
    proxy.mode = PASS
    proxy.reset()
