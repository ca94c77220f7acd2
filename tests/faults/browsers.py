"""Pages: clients on sockets whose state is kept by the page's own store, run by Node."""

import asyncio
import json
import random
import subprocess
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any, Self

import httpx

from tests.clients import Client, Frame, Lost, Refused
from tests.services import ROOT

BEAT_SECONDS = 1.0  # between pings; a browser takes twenty, the suite has less time
AGAIN_SECONDS = 0.3  # before a wish that was refused is granted once more
REOPEN_SECONDS = 0.1  # between connections, where the server closes each at once
HISTORY = 50  # messages that a page opens a room with
LOSSY = ("events", "viewer")  # frames that may be lost on the way to the store
FAILURES = (Lost, Refused, TimeoutError, httpx.TransportError)


class Browser:
    """The process that runs the stores of all pages."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            ["node", "tests/faults/browser.mjs"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *exception: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)

    def order(self, page: str, do: str, **fields: Any) -> tuple[Any, list[Frame]]:
        """Has one thing done; returns its answer and what the store wishes."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"page": page, "do": do, **fields}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return answer["answer"], answer["wishes"]


class Page(Client):
    """What a browser's tab is: a socket, the store, and history over REST."""

    def __init__(
        self, browser: Browser, name: str, tab: str, urls: Sequence[str], sockets: Sequence[str],
        token: str, dice: random.Random, loss: float,
    ) -> None:  # fmt: skip
        super().__init__(sockets, token=token, first=dice.randrange(8))
        self.name = name
        self.browser, self.tab = browser, tab
        self.dice, self.loss = dice, loss
        self.lost = 0  # frames that the store did not get
        self.entered: set[int] = set()  # rooms whose history it shows
        self.calls = [f"{url}/api/v1" for url in urls]
        self.http = httpx.AsyncClient(headers=self.headers, timeout=10, trust_env=False)
        self._work: set[asyncio.Task[None]] = set()
        self._do("open")

    async def stop(self) -> None:
        """Closes the tab."""
        await super().stop()
        for work in self._work:
            work.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)
        await self.http.aclose()

    async def _talk(self, socket: Any) -> None:
        beat = asyncio.create_task(self._beat())
        try:
            await super()._talk(socket)
        finally:
            beat.cancel()
            await asyncio.gather(beat, return_exceptions=True)
        await asyncio.sleep(REOPEN_SECONDS)

    def _ended(self, socket: Any) -> None:
        super()._ended(socket)
        self._do("offline")

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.dice.uniform(0.5, 1.0) * BEAT_SECONDS)
            with suppress(*FAILURES):
                await self.ask("ping", received=self._received)

    async def hello(self) -> Frame:
        """Says hello with the store's cursors."""
        welcome = await self.ask("hello", cursors=self._do("cursors"))
        self.ready.set()
        return welcome

    def _take(self, frame: Frame) -> None:
        if frame["type"] in LOSSY and self.dice.random() < self.loss:
            self.lost += 1
        else:
            self._do("apply", frame=frame)
        super()._take(frame)

    # --- The store's wishes ------------------------------------------------------------------

    def _do(self, what: str, **fields: Any) -> Any:
        answer, wishes = self.browser.order(self.tab, what, **fields)
        for wish in wishes:
            self._spawn(getattr(self, f"_grant_{wish['kind']}")(wish))
        return answer

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _grant_hello(self, wish: Frame) -> None:
        try:
            await self.hello()
        except (Lost, asyncio.CancelledError):
            return  # the next connection begins with one
        except FAILURES:
            await asyncio.sleep(AGAIN_SECONDS)
            self._do("offline")
            await self._grant_hello(wish)

    async def _grant_sync(self, wish: Frame) -> None:
        room = wish["room"]
        try:
            await self.ask("sync", room=room, cursor=self._do("cursor", room=room))
        except Lost:
            return
        except FAILURES:
            await asyncio.sleep(AGAIN_SECONDS)
            self._do("unsynced", room=room)

    async def _grant_reload(self, wish: Frame) -> None:
        if wish["room"] in self.entered:
            await self.enter(wish["room"])

    async def _grant_follow(self, wish: Frame) -> None:
        with suppress(*FAILURES):
            place = f"/rooms/{wish['room']}/messages/{wish['thread']}/thread?limit=1"
            found = await self._get(place)
            if found and found.get("follow"):
                self._do("follow", found=found["follow"])

    # --- What a reader does ------------------------------------------------------------------

    async def _get(self, path: str) -> Frame | None:
        answer = await self.http.get(self.dice.choice(self.calls) + path)
        return dict(answer.json()) if answer.is_success else None

    async def enter(self, room: int) -> None:
        """Shows a room's newest messages, and its members."""
        self.entered.add(room)
        with suppress(httpx.TransportError):
            for _ in range(5):
                found = await self._get(f"/rooms/{room}/messages?limit={HISTORY}&roots=true")
                if found is None or self._do("history", room=room, found=found):
                    break
            found = await self._get(f"/rooms/{room}/members")
            if found is not None:
                self._do("members", room=room, found=found["members"])

    def picture(self) -> Frame:
        """All that the tab would draw of rooms, rights and counts."""
        return dict(self._do("picture"))

    def followed(self) -> list[tuple[int, int]]:
        """Each thread that the tab would show as followed, by its room and root."""
        rooms = self.picture()["rooms"].items()
        return [(int(room), f["thread"]) for room, drawn in rooms for f in drawn["follows"]]
