"""The sockets of the load: what each hears is counted, checked for gaps and timed."""

import asyncio
import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import orjson
from picows import WSFrame, WSListener, WSMsgType, WSTransport

TEXT = (
    "This is a plain message of about two hundred characters, as people write them all day long:"
    " nothing special in it at all, only words and then some more words until the line is full"
    " enough now."
)
EVENTS = re.compile(rb'\{"type":"events","room":(\d+),"events":\[\{"seq":(\d+)')
POSTED = b'"kind":"message.posted"'


@dataclass(slots=True)
class Run:
    """One measurement: what was sent, answered and heard. Times are monotonic seconds."""

    posts: int
    in_flight: int
    sent: int = 0
    acked: int = 0
    refused: int = 0
    delivered: int = 0
    whole: int = 0  # messages that everybody in their room has heard
    gaps: int = 0
    sent_at: dict[str, float] = field(default_factory=dict)
    ack_seconds: list[float] = field(default_factory=list)
    asked_at: dict[tuple[int, int], float] = field(default_factory=dict)
    whole_at: dict[tuple[int, int], float] = field(default_factory=dict)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def may_send(self) -> bool:
        """Whether another post fits in flight: it counts until acked and heard by everybody."""
        ended = self.refused + min(self.acked, self.whole)
        return self.sent < self.posts and self.sent - ended < self.in_flight

    def complete(self) -> bool:
        """Whether everything sent was answered, and everything acked was heard by everybody."""
        return self.acked + self.refused >= self.posts and self.whole >= self.acked


class Audience:
    """The sockets of one room, by how far they have heard it."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.standing: dict[int, int] = {}  # seq -> number of sockets that have heard it last
        self.floor = 0  # what all have heard
        self.run: Run | None = None

    def enter(self, seq: int) -> None:
        """Take in a socket that begins at a seq."""
        self.standing[seq] = self.standing.get(seq, 0) + 1
        self.floor = min(self.standing)

    def leave(self, seq: int) -> None:
        """Let a socket go."""
        self.standing[seq] -= 1
        if not self.standing[seq]:
            del self.standing[seq]
            self.floor = min(self.standing, default=self.floor)

    def move(self, old: int, new: int) -> bool:
        """Note that a socket has heard more; returns whether all have."""
        standing = self.standing
        standing[new] = standing.get(new, 0) + 1
        standing[old] -= 1
        if standing[old]:
            return False
        del standing[old]
        if old != self.floor:
            return False
        floor, self.floor = self.floor, min(standing)
        if self.run is not None:
            now = time.perf_counter()
            self.run.whole += self.floor - floor
            for seq in range(floor + 1, self.floor + 1):
                self.run.whole_at[self.room, seq] = now
        return True


class Ear(WSListener):
    """One socket that speaks the wire contract."""

    def __init__(self, crowd: "Crowd", room: int, cursor: dict[str, Any] | None) -> None:
        self.crowd, self.room, self.cursor = crowd, room, cursor
        self.seq = 0
        self.synced_messages = 0
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.audience: Audience | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Say hello. Source: picows."""
        self.transport = transport
        hello: dict[str, Any] = {"type": "hello", "ref": "h"}
        if self.cursor is not None:
            hello["cursors"] = {str(self.room): self.cursor}
        transport.send(WSMsgType.TEXT, orjson.dumps(hello))

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Count it. Source: picows."""
        if self.audience is not None:
            self.audience.leave(self.seq)
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("closed before its welcome"))
        self.crowd.lost(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take a frame. Source: picows."""
        if frame.msg_type == WSMsgType.TEXT:
            self.take(frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()

    def take(self, payload: bytes) -> None:
        """Tell the crowd what a frame says."""
        if (found := EVENTS.match(payload)) is not None:
            if int(found[1]) == self.room:
                self.heard(int(found[2]), payload.count(POSTED))
        elif payload.startswith(b'{"type":"ack"'):
            ack = orjson.loads(payload)
            self.crowd.acked(ack["ref"], self.room, ack["seq"])
        elif payload.startswith(b'{"type":"error"'):
            self.refused(payload)
        elif payload.startswith(b'{"type":"welcome"'):
            self.welcomed(orjson.loads(payload))
        elif payload.startswith(b'{"type":"room.synced"'):
            self.synced(orjson.loads(payload))

    def welcomed(self, frame: dict[str, Any]) -> None:
        """Stand where the welcome says."""
        self.epoch = ""
        for room in frame["rooms"]:
            if room["id"] == self.room:
                self.epoch = room["epoch"]
                self.stand(room["seq"])
        if self.cursor is None:
            self.ready.set_result(None)

    def refused(self, payload: bytes) -> None:
        """Note a refusal: of the hello, or of a post."""
        if not self.ready.done():
            self.ready.set_exception(ConnectionError(payload.decode()[:200]))
        else:
            self.crowd.refused(payload)

    def synced(self, frame: dict[str, Any]) -> None:
        """Count what was missed."""
        self.synced_messages += len(frame["messages"])
        if not frame["more"] and not self.ready.done():
            self.ready.set_result(None)

    def stand(self, seq: int) -> None:
        """Join the audience of the room."""
        self.seq = seq
        self.audience = self.crowd.audience(self.room)
        self.audience.enter(seq)

    def heard(self, first: int, count: int) -> None:
        """Take ``count`` events from ``first`` on."""
        run = self.crowd.run
        if run is not None:
            run.delivered += count
            run.gaps += first != self.seq + 1
        if self.audience is not None and count:
            old, self.seq = self.seq, first + count - 1
            if self.audience.move(old, self.seq):
                self.crowd.go_on()

    def post(self, ref: str) -> None:
        """Send one post."""
        post = b'{"type":"message.post","ref":"%b","room":%d,"client_id":"%b","text":"%b"}'
        client_id = str(uuid.uuid4()).encode()
        self.transport.send(
            WSMsgType.TEXT, post % (ref.encode(), self.room, client_id, TEXT.encode())
        )


class SocketIoEar(Ear):
    """One socket that speaks Socket.IO 4 over its WebSocket transport."""

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Wait for the server's open packet. Source: picows."""
        self.transport = transport

    def take(self, payload: bytes) -> None:
        """Answer what keeps the socket alive and count what it hears."""
        if payload.startswith(b"42"):
            self.heard(self.seq + 1, 1)
        elif payload.startswith(b"43"):
            ref, _, seq = payload[2:].partition(b"[")
            self.crowd.acked(f"r{int(ref)}", self.room, int(seq[:-1]))
        elif payload.startswith(b"40"):
            self.stand(self.crowd.audience(self.room).floor)
            self.ready.set_result(None)
        elif payload.startswith(b"0"):
            self.transport.send(WSMsgType.TEXT, b"40")
        elif payload == b"2":
            self.transport.send(WSMsgType.TEXT, b"3")

    def post(self, ref: str) -> None:
        """Send one event with the ref as its acknowledgement's number."""
        self.transport.send(
            WSMsgType.TEXT, b'42%b["post","%b"]' % (ref[1:].encode(), TEXT.encode())
        )


class Crowd:
    """All sockets of the load, and the run under way."""

    def __init__(self) -> None:
        self.ears: list[Ear] = []
        self.audiences: dict[int, Audience] = {}
        self.run: Run | None = None
        self.closed = 0
        self.errors: list[str] = []
        self.refs = 0

    def audience(self, room: int) -> Audience:
        """The audience of a room."""
        if room not in self.audiences:
            self.audiences[room] = Audience(room)
        return self.audiences[room]

    def lost(self, ear: Ear) -> None:
        """Note that a socket has ended."""
        self.closed += 1
        if ear in self.ears:
            self.ears.remove(ear)

    def acked(self, ref: str, room: int, seq: int) -> None:
        """Note an ack."""
        run = self.run
        if run is None or ref not in run.sent_at:
            return
        run.acked += 1
        asked = run.asked_at[room, seq] = run.sent_at[ref]
        run.ack_seconds.append(time.perf_counter() - asked)
        self.go_on()

    def refused(self, payload: bytes) -> None:
        """Note a refusal."""
        self.errors.append(payload.decode()[:200])
        if self.run is not None:
            self.run.refused += 1
            self.go_on()

    def send(self, at: float) -> None:
        """Send the next post, by the next socket in turn."""
        run = self.run
        assert run is not None
        self.refs += 1
        ref = f"r{self.refs}"
        run.sent_at[ref] = at
        ear = self.ears[run.sent % len(self.ears)]
        run.sent += 1
        ear.post(ref)

    def go_on(self) -> None:
        """Send what may be sent now; end the run when nothing is missing any more."""
        run = self.run
        if run is None:
            return
        while run.may_send():
            self.send(time.perf_counter())
        if run.complete():
            run.done.set()
