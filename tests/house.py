"""The house: the real realtime door in an event loop of its own, and the sockets of its people."""

import asyncio
import contextvars
import itertools
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

import orjson
from channels.layers import channel_layers
from django.conf import settings
from django.db import connections

from chat.pipeline import threads
from chat.pipeline.health import Health, health
from chat.pipeline.publish import Publisher
from chat.pipeline.tasks import end
from chat.realtime import consumer
from chat.realtime.hub import Hub
from chat.realtime.life import Life
from chat.realtime.profiles import Profiles
from chat.realtime.watch import Watch
from tests.cast import Cast

DEADLINE = 5.0  # seconds within which whatever is waited for must have come
LOOP_SECONDS = 15.0  # for one step of the house's own, its end included

# Comes and goes beside the news, in its own time.
SMALL_TALK = {"pong", "presence.state", "presence.diff", "person.changed"}

Frame = dict[str, Any]
Predicate = Callable[[Frame], bool]
T = TypeVar("T")

#: In which process a socket's consumer runs; None is the first one, the house's own.
_process: contextvars.ContextVar["Process | None"] = contextvars.ContextVar("process", default=None)


class Client:
    """One socket, as a browser or program holds it: everything it was sent, in order."""

    def __init__(self, house: "House", headers: list[tuple[bytes, bytes]]) -> None:
        self.frames: list[Frame] = []
        self.closed: int | None = None
        self.accepted: Frame | None = None
        self._house = house
        self._refs = itertools.count(1)
        self._changed = threading.Condition()
        self._incoming: asyncio.Queue[Frame] = asyncio.Queue()
        self._reading = asyncio.Event()
        self._reading.set()
        self.scope = {"type": "websocket", "path": "/ws", "headers": headers}
        self.scope |= {"subprotocols": ["chat.v1"], "query_string": b"", "client": ["127.0.0.1", 1]}

    # --- The server's side, in the loop ----------------------------------------------------------

    async def run(self) -> None:
        """Be served until the socket ends, by either side."""
        self._incoming.put_nowait({"type": "websocket.connect"})
        try:
            await consumer.ChatConsumer.as_asgi()(self.scope, self._incoming.get, self._take)
        finally:
            with self._changed:
                self.closed = 1006 if self.closed is None else self.closed
                self._changed.notify_all()

    async def _take(self, message: Frame) -> None:
        if message["type"] == "websocket.send":
            await self._reading.wait()
        with self._changed:
            if message["type"] == "websocket.accept":
                self.accepted = message
            elif message["type"] == "websocket.close":
                self.closed = message["code"]
            else:
                self.frames.append(orjson.loads(message["text"]))
            self._changed.notify_all()

    # --- The test's side -------------------------------------------------------------------------

    def send(self, frame: Frame | str | bytes) -> None:
        """Send a frame; text goes as it is, bytes as a binary frame."""
        if isinstance(frame, dict):
            frame = orjson.dumps(frame).decode()
        message: Frame = {"type": "websocket.receive"}
        message["bytes" if isinstance(frame, bytes) else "text"] = frame
        self._house.loop.call_soon_threadsafe(self._incoming.put_nowait, message)

    def ask(self, frame: Frame, deadline: float = DEADLINE) -> Frame:
        """Send a frame and return its answer."""
        ref = frame.get("ref") or f"r{next(self._refs)}"
        self.send({"ref": ref, **frame})
        return self.wait(lambda f: f.get("ref") == ref, deadline)

    def post(self, room: int, text: str, client_id: str, **more: Any) -> Frame:
        """Post a message and return the answer."""
        frame = {"type": "message.post", "room": room, "client_id": client_id, "text": text}
        return self.ask(frame | more)

    def hello(self, cursors: Frame | None = None) -> Frame:
        """Say hello and return the welcome."""
        return self.ask({"type": "hello", **({"cursors": cursors} if cursors is not None else {})})

    def wait(self, predicate: Predicate, deadline: float = DEADLINE) -> Frame:
        """Return the first frame for which the predicate holds, now or within the deadline."""
        end, seen = time.monotonic() + deadline, 0
        with self._changed:
            while True:
                for frame in self.frames[seen:]:
                    if predicate(frame):
                        return frame
                seen = len(self.frames)
                left = end - time.monotonic()
                assert left > 0, self._story()
                assert self.closed is None, self._story()
                self._changed.wait(left)

    def wait_until(self, condition: Callable[[], bool], deadline: float = DEADLINE) -> None:
        """Return once a condition on what was received holds."""
        with self._changed:
            assert self._changed.wait_for(condition, deadline), self._story()

    def wait_closed(self, deadline: float = DEADLINE) -> int:
        """Return the code the socket was closed with."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.closed is not None, deadline), self._story()
        assert self.closed is not None
        return self.closed

    def _story(self) -> str:
        last = "\n".join(str(frame)[:300] for frame in self.frames[-12:])
        return f"it did not come; closed: {self.closed}; the last of {len(self.frames)}:\n{last}"

    def settle(self) -> Frame:
        """Return a pong: whatever the server had for this socket before it has been received."""
        return self.ask({"type": "ping"})

    def events(self, room: int | None = None) -> list[Frame]:
        """The rooms' events received live, in order; of one room, or of all."""
        found = [f for f in self.frames if f["type"] == "events" and room in (None, f["room"])]
        return [event for f in found for event in f["events"]]

    def heard(self, kind: str, room: int | None = None, **fields: Any) -> Frame:
        """Wait for a room's event and return it."""

        def found() -> list[Frame]:
            wanted = {"kind": kind} | fields
            return [e for e in self.events(room) if wanted.items() <= e.items()]

        self.wait_until(lambda: bool(found()))
        return found()[0]

    def heard_up_to(self, room: int, seq: int, deadline: float = DEADLINE) -> None:
        """Wait until the room is known up to a seq, by events or by syncing."""
        self.wait_until(lambda: self.knows(room) >= seq, deadline)

    def knows(self, room: int) -> int:
        """The seq up to which what was received tells a room's story."""
        state = ("room.synced", "room.reset")
        synced = [f["seq"] for f in self.frames if f["type"] in state and f["room"] == room]
        return max([0, *synced, *(event["seq"] for event in self.events(room))])

    def viewer_events(self, kind: str | None = None) -> list[Frame]:
        """What was told to this person alone."""
        found = [f for f in self.frames if f["type"] == "viewer"]
        return [f for f in found if kind in (None, f["kind"])]

    def told(self, kind: str) -> Frame:
        """Wait for an event of this person's own."""
        return self.wait(lambda f: f["type"] == "viewer" and f["kind"] == kind)

    def nothing_since(self, mark: int) -> None:
        """Assert that nothing was told since a number of frames, beside who is here."""
        self.settle()
        told = [f for f in self.frames[mark:] if f["type"] not in SMALL_TALK]
        assert not told, told

    def stop_reading(self) -> None:
        """Leave what comes in the network's buffers."""
        self._house.loop.call_soon_threadsafe(self._reading.clear)

    def go_on_reading(self) -> None:
        """Read again."""
        self._house.loop.call_soon_threadsafe(self._reading.set)

    def close(self) -> None:
        """Go away and wait until the server has noticed."""
        self.go_on_reading()
        message = {"type": "websocket.disconnect", "code": 1000}
        self._house.loop.call_soon_threadsafe(self._incoming.put_nowait, message)
        self.wait_closed()


class Process:
    """Another process of the same chat: its own hub on the same layer and database."""

    def __init__(self) -> None:
        self.publisher = Publisher()
        self.hub = Hub(self.publisher)
        self.watch = Watch(self.hub)
        self._tasks: list[asyncio.Task[Any]] = []

    async def start(self) -> None:
        """Begin to live as `Life` does, but beside it."""
        await self.hub.ear.start()
        profiles = Profiles(self.hub)
        await self.watch.start()
        await profiles.start()
        works = (
            self.hub.ear.watch(),
            self.watch.run(),
            self.watch.follow_hints(),
            profiles.run(),
        )
        self._tasks = [asyncio.create_task(w) for w in (*works, self.hub.presence.run())]

    async def stop(self) -> None:
        """End as a killed process does: without a goodbye."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.hub.ear.stop()
        await self.publisher.stop()


class _LifeOfProcess:
    """What the consumer takes for `Life`: that of the process its socket is connected to."""

    @staticmethod
    async def start() -> Any:
        return _process.get() or await Life.start()


class House:
    """The first process, its loop in a thread of its own, and all the sockets."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.clients: list[Client] = []
        self.processes: list[Process] = []
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="house", daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the house's loop and return its result."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(LOOP_SECONDS)

    def call(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call a function in the house's loop."""

        async def called() -> T:
            return function(*arguments)

        return self.run(called())

    @property
    def life(self) -> Life:
        """The first process."""
        assert Life._current is not None
        return Life._current

    @property
    def hub(self) -> Hub:
        """The first process's hub."""
        return self.life.hub

    def start(self) -> None:
        """Open the house."""
        consumer.Life = _LifeOfProcess  # type: ignore[attr-defined, misc, assignment]
        forget_health()
        channel_layers.backends.clear()
        self._thread.start()
        self.run(Life.start())
        assert self.hub.revoked_seq is not None, "the house has not confirmed anybody's rights"

    def stop(self) -> None:
        """Send everybody home, and leave no task, thread or database connection behind."""
        try:
            self.run(self._stop())
        finally:
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join(LOOP_SECONDS)
            self.loop.close()
            consumer.Life = Life  # type: ignore[attr-defined]
            Life._current = None
            close_read_connections()
            channel_layers.backends.clear()
            forget_health()

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for process in self.processes:
            await process.stop()
        life = self.life
        with suppress(RuntimeError):  # a test has ended the writer already
            life.pipeline.group_commit._thread.submit(connections.close_all)
        await life.stop()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await end(others)

    def another_process(self) -> Process:
        """Start another process of the chat."""

        async def started() -> Process:
            process = Process()
            await process.start()
            return process

        self.processes.append(self.run(started()))
        return self.processes[-1]

    def connect(
        self,
        name: str = "",
        *,
        token: str = "",
        session: str = "",
        hello: bool = True,
        cursors: Frame | None = None,
        process: Process | None = None,
        headers: list[tuple[bytes, bytes]] | None = None,
    ) -> Client:
        """Open a socket: somebody's new session unless another credential is given.

        With ``hello`` it returns when the socket is live: what comes later is heard.
        """
        if headers is None and token:
            headers = [(b"authorization", f"Bearer {token}".encode())]
        elif headers is None:
            headers = browser_headers(session or self.cast.session(name))

        async def opened() -> Client:
            _process.set(process)
            client = Client(self, headers)
            task = asyncio.create_task(client.run())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            return client

        client = self.run(opened())
        client.wait_until(lambda: client.accepted is not None)
        self.clients.append(client)
        if hello:
            client.hello(cursors)
            client.settle()
            self.wait(lambda: self._live(client, process))
        return client

    def _live(self, client: Client, process: Process | None) -> bool:
        hub = process.hub if process else self.hub
        return client.closed is not None or any(
            socket.welcomed for socket in hub.sockets() if socket.outbox._send == client._take
        )

    def wait(self, condition: Callable[[], bool], deadline: float = DEADLINE) -> None:
        """Return once a condition holds that is read in the house's loop."""

        async def held() -> bool:
            end = time.monotonic() + deadline
            while not condition():
                if time.monotonic() > end:
                    return False
                await asyncio.sleep(0.005)
            return True

        assert self.run(held()), f"it did not become true within {deadline} s"


def browser_headers(session: str, origin: str | None = None) -> list[tuple[bytes, bytes]]:
    """What a browser sends that is signed in and shows a page of ours, or of another origin."""
    shown = settings.CHAT_ORIGINS[0] if origin is None else origin
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}"
    return [(b"origin", shown.encode()), (b"cookie", b"theme=dark; " + cookie.encode())]


def forget_health() -> None:
    """A new process knows nothing of its health yet."""
    fresh = Health()
    for name in Health.__slots__:
        setattr(health, name, getattr(fresh, name))


def close_read_connections() -> None:
    """Close the database connections of the pool of readers, each in its own thread."""
    count = len(threads._pool._threads)
    together = threading.Barrier(count) if count else None

    def closed() -> None:
        connections.close_all()
        if together is not None:
            with suppress(threading.BrokenBarrierError):
                together.wait(LOOP_SECONDS)

    for work in [threads._pool.submit(closed) for _ in range(count)]:
        work.result(LOOP_SECONDS)
