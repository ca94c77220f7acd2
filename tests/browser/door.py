"""The way to a chat by a network that misbehaves: the fault suite's proxy, in a thread."""

import asyncio
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Self

from tests.browser.installation import Installation
from tests.faults.proxy import Mode, Proxy
from tests.server import LOOPBACK

STEP_SECONDS = 10.0  # for the proxy to do as it is told; it takes a millisecond


class Door:
    """A proxy before a server, switched from a test that waits for nothing."""

    def __init__(self, target: int, port: int) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._proxy = Proxy(target, port)

    def become(self, mode: Mode, *, cut: bool = False) -> None:
        """Changes what happens to bytes; `cut` resets the connections that are open, too."""

        async def change() -> None:
            self._proxy.mode = mode
            if cut:
                self._proxy.reset()

        self._do(change())

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(STEP_SECONDS)

    def __enter__(self) -> Self:
        self._thread.start()
        self._do(self._proxy.start())
        return self

    def __exit__(self, *exception: object) -> None:
        self._do(self._proxy.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(STEP_SECONDS)
        self._loop.close()


@dataclass
class Behind(Installation):
    """A chat as those see it who come through a door."""

    @property
    def url(self) -> str:
        """The origin of the door."""
        return f"http://{LOOPBACK}:{self.door}"
