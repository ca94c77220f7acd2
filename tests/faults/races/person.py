"""One person of a race, who tries everything at once by socket and REST."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any, Self

import httpx

from tests.clients import RETRIED, Client, Lost, Refused
from tests.faults.races.doors import CALLS, KINDS, REST, SOCKET
from tests.faults.races.needs import Right
from tests.faults.stage import Stage

CALL_SECONDS = 15.0
TRIES = 8  # of a command that is turned away as a load
AGAIN_SECONDS = 0.3  # before one more
CSRF = "c" * 32  # a page sends the same in its cookie and in its header

Lane = dict[str, Any]
Write = dict[str, Any]


class Person:
    """Acts through a session or a token; each try's answer is noted beside it."""

    def __init__(self, stage: Stage, lane: Lane, number: int, dice: random.Random) -> None:
        self.lane = lane
        self.dice = dice
        self.by_session = lane["right"] == Right.SESSION or (
            lane["right"] != Right.TOKEN and number % 2 == 1
        )
        server = stage.servers[number % len(stage.servers)]
        other = stage.servers[(number + 1) % len(stage.servers)]
        cookie = f"session={lane['session']}; csrftoken={CSRF}"
        headers = {"Authorization": f"Bearer {lane['token'][1]}"}
        if self.by_session:
            self.line = Client([server.socket_url], cookie=cookie, origin=server.url)
            headers = {"Cookie": cookie, "X-CSRFToken": CSRF}
        else:
            self.line = Client([server.socket_url], token=lane["token"][1])
        self.http = httpx.AsyncClient(
            base_url=f"{other.url}/api/v1", headers=headers, timeout=CALL_SECONDS, trust_env=False
        )

    @property
    def actor(self) -> dict[str, Any]:
        """The person as a process beside the servers names them."""
        credential = (
            {"session": self.lane["session_hash"]}
            if self.by_session
            else {"token": self.lane["token"][0]}
        )
        return {"user": self.lane["user"], **credential}

    def by(self, door: str) -> list[Write]:
        """What is tried at a door."""
        return [write for write in self.lane["writes"] if write["door"] == door]

    async def __aenter__(self) -> Self:
        await self.line.start()
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.line.stop()
        await self.http.aclose()

    async def all(self) -> None:
        """Tries everything, in an order of chance."""
        tries = [self.heard(self.say, write) for write in self.by(SOCKET)]
        tries += [self.heard(self.call, write) for write in self.by(REST)]
        self.dice.shuffle(tries)
        await asyncio.gather(*tries)

    async def heard(self, way: Callable[[Write], Awaitable[None]], write: Write) -> None:
        """Tries again what was turned away as a load, as every client does."""
        for _ in range(TRIES):
            await way(write)
            if write["code"] not in RETRIED:
                return
            write["unsure"] = write.get("unsure", False) or write["code"] == "unavailable"
            await asyncio.sleep(AGAIN_SECONDS)

    async def say(self, write: Write) -> None:
        """Tries by the socket."""
        try:
            await self.line.ask(KINDS[write["command"]], **write["fields"])
            write["code"] = "done"
        except Refused as refusal:
            write["code"] = refusal.code
        except (Lost, TimeoutError):
            write["code"] = "lost"

    async def call(self, write: Write) -> None:
        """Tries by REST."""
        try:
            if write["command"] == "AddUpload":
                file = (write["fields"]["name"], b"x", "text/plain")
                answer = await self.http.post("/uploads", files={"file": file})
            else:
                method, path, body = CALLS[write["command"]](write["fields"])
                answer = await self.http.request(method, path, json=body)
        except httpx.TransportError:
            write["code"] = "lost"
            return
        write["code"] = "done" if answer.is_success else answer.json().get("code", "lost")
