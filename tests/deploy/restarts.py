"""Restarts both processes behind each balancer again and again while people read and write."""

import asyncio
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.deploy.balancers import Balancer, HAProxy, Nginx
from tests.deploy.calls import balancer_found, calling
from tests.deploy.installation import Installation, installed
from tests.journeys.site import CROWD, in_thread
from tests.services import Redis

FRONTS: dict[str, type[Balancer]] = {"nginx": Nginx, "haproxy": HAProxy}
CALLERS = 4  # that each call again as soon as they are answered


def measured(times: int) -> dict[str, float]:
    """Calls and failures by balancer: ``restarts.nginx.posts``, ``restarts.nginx.posts_failed``…"""
    found: dict[str, float] = {"restarts.times": times}
    for name, front in FRONTS.items():
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            redis = stack.enter_context(Redis())
            site = stack.enter_context(installed(Path(folder), redis.url, front))
            counted = asyncio.run(restarted(site, times))
        found |= {f"restarts.{name}.{key}": float(value) for key, value in counted.items()}
    return found


async def restarted(site: Installation, times: int) -> dict[str, int]:
    """Restart one process after the other, so many times; what became of the calls."""
    room = await site.room(*CROWD)
    async with calling(site, room, *CROWD[:CALLERS]) as calls:
        for _ in range(times):
            for number, server in enumerate(site.servers):
                server.terminate()
                assert await in_thread(server.exit_code) == 0
                await in_thread(server.start)
                await in_thread(balancer_found, site, number)
    failed = calls.failed()
    return {
        "posts": sum(n for outcome, n in calls.answers.items() if outcome.startswith("POST")),
        "posts_failed": failed["POST"],
        "reads_failed": failed["GET"],
    }
