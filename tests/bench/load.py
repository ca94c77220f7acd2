"""The load: a process of its own that holds sockets and posts, told what to do line by line.

Each line on standard input is a JSON object with ``do`` and its fields; each is answered by one
line of JSON. ``tests.bench.driver`` speaks to it.
"""

import asyncio
import gc
import sys
import time
from collections.abc import Sequence
from typing import Any

import orjson
import uvloop
from picows import ws_connect

from tests.bench.sockets import Crowd, Ear, Run, SocketIoEar

GIVE_UP_SECONDS = 60.0  # a run that has not ended by then is reported as it stands
CONNECTS_AT_ONCE = 64  # fewer than the server's backlog, more than it has read threads
OFFER_SECONDS = 0.001  # between looks at what is due
SPEAKS = {"chat": Ear, "socket.io": SocketIoEar}

Answer = dict[str, Any]


def at_rank(sorted_seconds: Sequence[float], rank: float) -> float | None:
    """The value at a rank (0.99 of all are below), in milliseconds."""
    if not sorted_seconds:
        return None
    return 1_000 * sorted_seconds[min(len(sorted_seconds) - 1, int(len(sorted_seconds) * rank))]


class Load:
    """Carries out what it is told."""

    def __init__(self) -> None:
        self.crowd = Crowd()

    async def connect(
        self,
        url: str,
        sockets: list[dict[str, Any]],
        speaks: str = "chat",
        origin: str = "",
        at_once: int = CONNECTS_AT_ONCE,
    ) -> Answer:
        """Open sockets and wait until each is ready: {"session", "room", "cursor"?}."""
        gate, began = asyncio.Semaphore(at_once), time.perf_counter()
        opened: list[Ear] = []

        async def one(wanted: dict[str, Any]) -> None:
            headers = {"Origin": origin, "Cookie": f"session={wanted['session']}"}
            async with gate, asyncio.timeout(GIVE_UP_SECONDS):
                ear = SPEAKS[speaks](self.crowd, wanted["room"], wanted.get("cursor"))
                await ws_connect(lambda: ear, url, extra_headers=headers)
                await ear.ready
                opened.append(ear)

        ended = await asyncio.gather(*map(one, sockets), return_exceptions=True)
        failed = [repr(error) for error in ended if error is not None]
        self.crowd.ears += opened
        return {
            "opened": len(opened),
            "failed": failed[:3],
            "seconds": time.perf_counter() - began,
            "synced": sum(ear.synced_messages for ear in opened),
        }

    async def disconnect(self) -> Answer:
        """Close every socket."""
        ears = tuple(self.crowd.ears)
        for ear in ears:
            ear.transport.disconnect()
        while self.crowd.ears:
            await asyncio.sleep(0.01)
        self.crowd.audiences.clear()
        self.crowd.closed = 0
        return {"closed": len(ears)}

    async def closed(self) -> Answer:
        """How many sockets have ended that nobody here closed, and how many are open."""
        return {"closed": self.crowd.closed, "open": len(self.crowd.ears)}

    async def post(self, posts: int, in_flight: int) -> Answer:
        """Keep a number of posts in flight until all were acked and heard."""
        run = self._begin(Run(posts, in_flight))
        began = time.perf_counter()
        self.crowd.go_on()
        return await self._end(run, began)

    async def offer(self, rate: float, seconds: float) -> Answer:
        """Send at a rate whatever happens; latency counts from when a post was due."""
        posts = int(rate * seconds)
        run = self._begin(Run(posts, in_flight=0))
        began = time.perf_counter()
        while run.sent < posts:
            due = min(posts, int((time.perf_counter() - began) * rate) + 1)
            while run.sent < due:
                self.crowd.send(began + run.sent / rate)
            await asyncio.sleep(OFFER_SECONDS)
        return await self._end(run, began)

    def _begin(self, run: Run) -> Run:
        self.crowd.run = run
        self.crowd.errors.clear()
        for audience in self.crowd.audiences.values():
            audience.run = run
        return run

    async def _end(self, run: Run, began: float) -> Answer:
        """Wait for the end of a run; what is missing then is missing in the answer."""
        try:
            async with asyncio.timeout(GIVE_UP_SECONDS):
                await run.done.wait()
        except TimeoutError:
            self.crowd.errors.append("cut: not everything was answered and heard")
        seconds = time.perf_counter() - began
        self.crowd.run = None
        acks = sorted(run.ack_seconds)
        whole = sorted(
            at - run.asked_at[place] for place, at in run.whole_at.items() if place in run.asked_at
        )
        counted = {k: getattr(run, k) for k in ("posts", "acked", "refused", "delivered", "gaps")}
        return counted | {
            "whole": run.whole,
            "seconds": seconds,
            "ack_p50": at_rank(acks, 0.5),
            "ack_p99": at_rank(acks, 0.99),
            "whole_p50": at_rank(whole, 0.5),
            "whole_p99": at_rank(whole, 0.99),
            "errors": self.crowd.errors[:3],
        }


async def main() -> None:
    """Carry out line by line until standard input ends."""
    load, loop = Load(), asyncio.get_running_loop()
    gc.disable()  # its own pauses would count as the server's
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        wanted = orjson.loads(line)
        answer = await getattr(load, wanted.pop("do"))(**wanted)
        sys.stdout.write(orjson.dumps(answer).decode() + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(main())
