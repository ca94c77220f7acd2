"""A small client of the wire contract for tests: it keeps a log of all it was told and was acked.

It trusts nothing: what it logs is judged afterwards by `tests.checker`. It reconnects by itself,
to the next of its addresses, resumes by cursor, and retries a post under the same client_id
until it is acked::

    async with Client([url], token=secret) as bob:
        ack = await bob.post(room, "hi")
        await bob.until(lambda: (room, ack.seq) in bob.shown, "the post's arrival")
"""

import asyncio
import json
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.checker import Ack, Shown, Step

Frame = dict[str, Any]

ANSWER_SECONDS = 6.0  # the server answers within five, whatever its database does
DEADLINE_SECONDS = 20.0  # for what a test waits for; an idle machine needs milliseconds
POST_SECONDS = 40.0  # for a post with all its retries
BACKOFF_SECONDS = (0.05, 0.1, 0.2, 0.4)  # before trying to connect again
RETRIED = ("unavailable", "busy", "rate_limited")  # errors after which a sender tries again
FRAME_BYTES_MAX = 8_388_608  # of a frame to us; a page of catch-up is the largest


class Refused(Exception):  # noqa: N818  (a refusal is an answer, not an accident)
    """The server answered with an error."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(f"{frame.get('code')}: {frame.get('message')}")
        self.code = frame.get("code")
        self.retry_after = frame.get("retry_after")


class Lost(Exception):  # noqa: N818
    """The socket ended before the answer came: its outcome is unknown."""


class Client:
    """One person or program on a socket, with a log of its own."""

    def __init__(
        self,
        urls: Sequence[str],
        *,
        token: str | None = None,
        cookie: str | None = None,
        origin: str | None = None,
        first: int = 0,
    ) -> None:
        self.urls = list(urls)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        if cookie:
            self.headers["Cookie"] = cookie
        self.origin = origin
        self.user = 0
        self.viewer_seq = 0
        self.cursors: dict[int, tuple[str, int]] = {}
        self.rooms: dict[int, Frame] = {}  # as welcome and viewer events described them
        self.state: dict[int, dict[int, Frame]] = {}  # by room: messages by seq
        self.shown: dict[tuple[int, int], Shown] = {}  # each message when it first appeared
        self.repeats: list[Shown] = []  # posts that were told a second time
        self.steps: list[Step] = []
        self.acks: list[Ack] = []
        self.refusals: list[Frame] = []
        self.waits: list[float] = []  # seconds until each refusal or unanswered end
        self.closes: list[int] = []
        self.told: list[Frame] = []  # frames that are no answers and no changes of rooms
        self.connects = 0
        self.opened_at: list[float] = []  # when each connection was made, monotonic seconds
        self._cutting = False
        self.asking = 0  # posts under way
        self.socket: ClientConnection | None = None
        self.ready = asyncio.Event()
        self._next = first
        self._online = asyncio.Event()
        self._changed = asyncio.Event()
        self._answers: dict[str, asyncio.Future[Frame]] = {}
        self._refs = 0
        self._received = 0
        self._life: asyncio.Task[None] | None = None

    # --- Connecting --------------------------------------------------------------------------

    async def open(self) -> ClientConnection:
        """Makes one connection to the next address, without a hello."""
        url = self.urls[self._next % len(self.urls)]
        self._next += 1
        made = await connect(
            url,
            additional_headers=self.headers,
            origin=self.origin,  # type: ignore[arg-type]
            subprotocols=["chat.v1"],  # type: ignore[list-item]
            compression=None,
            max_size=FRAME_BYTES_MAX,
            ping_interval=None,
            open_timeout=ANSWER_SECONDS,
            close_timeout=1,
            proxy=None,
        )
        self.opened_at.append(time.monotonic())
        return made

    async def _live(self) -> None:
        """Connects, says hello, reads until the end, and starts over."""
        failures = 0
        while True:
            await self._online.wait()
            try:
                self.socket = await self.open()
            except (OSError, InvalidHandshake, ConnectionClosed, TimeoutError):
                await asyncio.sleep(BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS) - 1)])
                failures += 1
                continue
            failures = 0
            self.connects += 1
            await self._talk(self.socket)

    async def _talk(self, socket: ClientConnection) -> None:
        self._received = 0
        hello = asyncio.create_task(self.hello())
        try:
            async for text in socket:
                self._received += 1
                self._take(json.loads(text))
        except ConnectionClosed:
            pass
        finally:
            hello.cancel()
            await asyncio.gather(hello, return_exceptions=True)
            self._ended(socket)

    def _ended(self, socket: ClientConnection) -> None:
        self.ready.clear()
        self.socket = None
        if not self._cutting:
            self.closes.append(socket.close_code or 1006)
        self._cutting = False
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(Lost())
        self._answers.clear()
        self._changed.set()

    async def hello(self) -> Frame:
        """Says hello with every cursor; returns the welcome."""
        cursors = {str(r): {"epoch": e, "seq": s} for r, (e, s) in self.cursors.items()}
        welcome = await self.ask("hello", cursors=cursors)
        self.ready.set()
        return welcome

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Goes online and waits for the welcome."""
        self._online.set()
        self._life = asyncio.create_task(self._live())
        await self.welcomed()

    async def welcomed(self, seconds: float = DEADLINE_SECONDS) -> None:
        """Waits until it is connected and was welcomed."""
        async with asyncio.timeout(seconds):
            await self.ready.wait()

    async def stop(self) -> None:
        """Goes offline for good."""
        socket = self.socket
        if self._life is not None:
            self._life.cancel()
            await asyncio.gather(self._life, return_exceptions=True)
        if socket is not None:  # else nobody reads, and the server waits for its goodbye
            await socket.close()

    def cut(self) -> None:
        """Goes offline as by a pulled cable: the connection is reset."""
        self._online.clear()
        self.ready.clear()
        if self.socket is not None:
            self._cutting = True
            self.socket.transport.abort()

    def restore(self) -> None:
        """Goes online again."""
        self._online.set()

    @property
    def port(self) -> int:
        """The local port of the present connection."""
        assert self.socket is not None, "not connected"
        return int(self.socket.local_address[1])

    # --- Asking ------------------------------------------------------------------------------

    async def send(self, frame: Frame | str | bytes) -> None:
        """Sends a frame, or anything else, as it is."""
        if self.socket is None:
            raise Lost
        try:
            await self.socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))
        except ConnectionClosed:
            raise Lost from None

    async def ask(self, kind: str, **fields: Any) -> Frame:
        """Sends a frame and returns its answer. Raises Refused, Lost, TimeoutError."""
        self._refs += 1
        ref = str(self._refs)
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._answers[ref] = answer
        try:
            await self.send({"type": kind, "ref": ref, **fields})
            async with asyncio.timeout(ANSWER_SECONDS):
                frame = await answer
        finally:
            self._answers.pop(ref, None)
            if answer.done() and not answer.cancelled():
                answer.exception()
        if frame["type"] == "error":
            raise Refused(frame)
        return frame

    async def post(self, room: int, text: str, client_id: str | None = None, **fields: Any) -> Ack:
        """Posts until acked: over reconnects and outages, always under one client_id."""
        client_id = client_id or str(uuid.uuid4())
        asked_at = time.monotonic()
        self.asking += 1
        try:
            async with asyncio.timeout(POST_SECONDS):
                while True:
                    answer = await self._try_post(room, text, client_id, fields)
                    if answer is not None:
                        break
        finally:
            self.asking -= 1
        ack = Ack(room, answer["seq"], client_id, text, asked_at, time.monotonic())
        self.acks.append(ack)
        return ack

    async def _try_post(self, room: int, text: str, client_id: str, fields: Frame) -> Frame | None:
        await self.ready.wait()
        tried_at = time.monotonic()
        try:
            return await self.ask(
                "message.post", room=room, client_id=client_id, text=text, **fields
            )
        except Refused as refusal:
            if refusal.code not in RETRIED:
                raise
            self.refusals.append({"code": refusal.code, "retry_after": refusal.retry_after})
            self.waits.append(time.monotonic() - tried_at)
            await asyncio.sleep(min(refusal.retry_after or 0.2, 0.5))
        except Lost:
            self.waits.append(time.monotonic() - tried_at)
            await asyncio.sleep(0)
        return None

    async def until(
        self, condition: Callable[[], bool], what: str, seconds: float = DEADLINE_SECONDS
    ) -> None:
        """Waits for a condition that frames bring about; raises AssertionError, naming it."""
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"{what} did not happen within {seconds:g} s") from None

    async def until_at(self, room: int, seq: int, seconds: float = DEADLINE_SECONDS) -> None:
        """Waits until it has heard everything of a room up to ``seq``."""
        await self.until(lambda: self.at(room) >= seq, f"seq {seq} of room {room}", seconds)

    def at(self, room: int) -> int:
        """Up to where it has heard a room."""
        return self.cursors.get(room, ("", -1))[1]

    # --- Hearing -----------------------------------------------------------------------------

    def _take(self, frame: Frame) -> None:
        kind = frame["type"]
        if kind == "welcome":
            self._welcome(frame)
        elif kind == "events":
            for event in frame["events"]:
                self._event(frame["room"], event)
        elif kind == "room.synced":
            self._synced(frame)
        elif kind == "room.reset":
            self.told.append(frame)
            self.cursors[frame["room"]] = (frame["epoch"], frame["seq"])
        elif frame.get("ref") not in self._answers:
            self._other(frame)
        answer = self._answers.get(frame.get("ref") or "")
        if answer is not None and not answer.done():
            answer.set_result(frame)
        self._changed.set()

    def _welcome(self, frame: Frame) -> None:
        self.user = frame["user"]["id"]
        self.viewer_seq = frame["viewer_seq"]
        self.rooms = {room["id"]: room for room in frame["rooms"]}
        for room in frame["rooms"]:
            self.cursors.setdefault(room["id"], (room["epoch"], room["seq"]))

    def _other(self, frame: Frame) -> None:
        self.told.append(frame)
        if frame["type"] == "viewer":
            self.viewer_seq = max(self.viewer_seq, frame["seq"])
            if frame["kind"] == "room.opened":
                room = frame["room"]
                self.rooms[room["id"]] = room
                self.cursors[room["id"]] = (room["epoch"], room["seq"])
            elif frame["kind"] == "room.closed":
                self.rooms.pop(frame["room"]["id"], None)

    def _event(self, room: int, event: Frame) -> None:
        seq = event["seq"]
        self.steps.append(Step(room, seq, seq, self.at(room), live=True))
        epoch = self.cursors[room][0] if room in self.cursors else ""
        self.cursors[room] = (epoch, max(seq, self.at(room)))
        message = event.get("message")
        if message is not None:
            if event["kind"] == "message.posted" and (room, message["seq"]) in self.shown:
                self.repeats.append(self.shown[room, message["seq"]])
            self._show(message, live=True)

    def _synced(self, frame: Frame) -> None:
        room, seq = frame["room"], frame["seq"]
        at = self.at(room)
        if seq > at or frame["messages"]:
            self.steps.append(Step(room, min(at + 1, seq), seq, at, live=False))
        for message in frame["messages"]:
            if message["changed_seq"] > at:  # others are recognised as repeats by their seq
                self._show(message, live=False)
        if seq >= at:
            self.cursors[room] = (frame["epoch"], seq)

    def _show(self, message: Frame, *, live: bool) -> None:
        room, seq = message["room"], message["seq"]
        self.state.setdefault(room, {})[seq] = message
        if (room, seq) not in self.shown:
            self.shown[room, seq] = Shown(
                room, seq, message["client_id"], message["text"], time.monotonic(), live=live
            )


class Caller:
    """A person or program on REST. Posts with retries as the socket client does."""

    def __init__(self, urls: Sequence[str], token: str, *, first: int = 0) -> None:
        self.urls = [url.rstrip("/") for url in urls]
        self.acks: list[Ack] = []
        self.answers: list[int] = []  # status codes of posts
        self._next = first
        self._http = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {token}"}, timeout=ANSWER_SECONDS, trust_env=False
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._http.aclose()

    async def call(
        self, method: str, path: str, *, at: int | None = None, **options: Any
    ) -> httpx.Response:
        """Calls the API at the given address, or at the next in turn."""
        if at is None:
            at, self._next = self._next, self._next + 1
        url = self.urls[at % len(self.urls)]
        return await self._http.request(method, f"{url}/api/v1{path}", **options)

    async def get(self, path: str, **options: Any) -> Frame:
        """Returns the body of a GET that succeeds."""
        answer = await self.call("GET", path, **options)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def post(self, room: int, text: str, client_id: str | None = None) -> Ack:
        """Posts until it is stored, always under one client_id."""
        client_id = client_id or str(uuid.uuid4())
        asked_at = time.monotonic()
        body = {"text": text, "client_id": client_id}
        async with asyncio.timeout(POST_SECONDS):
            while True:
                with suppress(httpx.TransportError):
                    answer = await self.call("POST", f"/rooms/{room}/messages", json=body)
                    self.answers.append(answer.status_code)
                    if answer.status_code in (200, 201):
                        break
                    assert answer.status_code in (429, 503), answer.text
                await asyncio.sleep(0.1)
        ack = Ack(room, answer.json()["seq"], client_id, text, asked_at, time.monotonic())
        self.acks.append(ack)
        return ack
