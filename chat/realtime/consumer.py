"""The consumer of one socket: lets it in, answers its frames, cleans up whatever ends it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from channels.consumer import AsyncConsumer
from django.conf import settings

from chat.actions.session_rows import TOUCH_SECONDS, touch_session_key
from chat.models.clock import clock
from chat.pipeline import perform_soon
from chat.pipeline.commit import Result
from chat.pipeline.health import health
from chat.pipeline.threads import read
from chat.pipeline.throttle import Bucket, message_wait
from chat.protocol import closes
from chat.protocol.commands import Command, PostMessage
from chat.protocol.errors import ChatError, not_found
from chat.protocol.frames import Hello, Ping, Sync, Typing, command_of, decode, read_of
from chat.protocol.languages import spoken
from chat.protocol.limits import (
    FLOOD_FRAMES,
    FRAME_BURST,
    FRAME_RATE,
    SOCKETS_PER_USER,
    TYPING_INTERVAL,
)
from chat.realtime.entry import admit, credential_of, refuse_handshake
from chat.realtime.hello import SlowReader, say_welcome
from chat.realtime.hub import Hub
from chat.realtime.life import Life
from chat.realtime.socket import Socket
from chat.realtime.sync import say_changes

logger = logging.getLogger(__name__)

Receive = Callable[[], Awaitable[dict[str, Any]]]
PATH = "/ws"
READS_AT_ONCE = 32  # hellos and syncs of one socket under way; beyond it is no client of ours


class ChatConsumer(AsyncConsumer):
    """Holds no layer channel and hops to no thread per frame: the hub hears for all sockets."""

    channel_layer_alias = None
    hub: Hub
    socket: Socket

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Any) -> None:
        """Serve one socket from handshake to goodbye. Source: the ASGI specification."""
        self.scope, self.base_send = scope, send
        if (await receive())["type"] != "websocket.connect":
            return
        if scope["path"] != PATH:
            await send({"type": "websocket.close"})  # before accept: 403, there is nothing here
            return
        if health.draining and await refuse_handshake(scope, send):
            return
        self.hub = (await Life.start()).hub
        since = self.hub.revoked_seq
        admitted = await self._admit()
        offered = scope.get("subprotocols", ())
        await send(
            {"type": "websocket.accept", "subprotocol": "chat.v1" if "chat.v1" in offered else None}
        )
        if isinstance(admitted, int):  # a refusal before accept would reach browsers as 1006
            await send({"type": "websocket.close", "code": admitted})
            return
        self.socket = Socket(admitted[0], send, admitted[1])
        await self._serve(receive, since)

    async def _admit(self) -> Any:
        credential = credential_of(self.scope)
        if credential is None:
            return closes.SIGNED_OUT
        if health.draining:
            return closes.RESTART
        if self.hub.revoked_seq is None:  # rights cannot be confirmed yet
            return closes.TRY_AGAIN
        try:
            return await self.hub.admission.ask(admit, credential)
        except ChatError:
            return closes.TRY_AGAIN

    async def _serve(self, receive: Receive, since: int | None) -> None:
        """Read frames until the socket ends, by either side."""
        self._reads: set[asyncio.Task[None]] = set()
        self._frames = Bucket(FRAME_RATE, FRAME_BURST, time.monotonic())
        self._refused = 0
        self._touched = 0.0
        self._typed: dict[int, float] = {}
        self._slow = SlowReader()
        if (task := asyncio.current_task()) is not None:
            self.socket.on_close = task.cancel
        try:
            await self._enter(since)
            while (message := await receive())["type"] != "websocket.disconnect":
                await self._take(message.get("text"))
        except asyncio.CancelledError:
            if self.socket.close_code is None:
                raise
        finally:
            for work in tuple(self._reads):
                work.cancel()
            self.hub.remove(self.socket)
            self.socket.end()

    async def _enter(self, since: int | None) -> None:
        """Join the hub; a right that ended while it was being checked still counts as ended."""
        code = await self.hub.add(self.socket, since)
        if len(self.hub.viewers[self.socket.user]) > SOCKETS_PER_USER:
            code = closes.TOO_MANY_SOCKETS
        if code is not None:
            self.socket.close(code)

    # --- Frames ------------------------------------------------------------------------------

    async def _take(self, text: str | None) -> None:
        """Answer one frame; nothing a client sends ends its socket, but a flood."""
        ref: str | None = None
        try:
            kind, ref, fields = self._decode(text)
            if kind != "message.post" or settings.CHAT_MESSAGE_RATE > 0:
                self._count()
            command = command_of(kind, fields, self.socket.actor)
            if command is not None:
                await self._perform(command, ref)
            else:
                self._answer(read_of(kind, fields), ref)
        except ChatError as refusal:
            self.socket.refuse(refusal, ref or getattr(refusal, "ref", None))
        except Exception:
            logger.exception("a frame failed")
            self.socket.refuse(
                ChatError("unavailable", "Something went wrong on our side; it is logged."), ref
            )

    def _decode(self, text: str | None) -> tuple[str, str, dict[str, Any]]:
        """Return (type, ref, fields); what is no frame at all counts towards a flood, too."""
        try:
            if text is None:
                raise ChatError("bad_frame", "Frames are text.")
            return decode(text)
        except ChatError:
            self._count()
            raise

    def _count(self) -> None:
        """Refuse frames beyond the rate; close a socket that goes on all the same."""
        wait = self._frames.take(time.monotonic())
        if not wait:
            self._refused = 0
            return
        self._refused += 1
        if self._refused > FLOOD_FRAMES:
            self.socket.close(closes.FLOOD)
        raise ChatError("rate_limited", "Too many frames; slow down.", wait)

    async def _perform(self, command: Command, ref: str) -> None:
        """Queue a command; its ack is sent when it is on disk, and reading goes on meanwhile."""
        if health.draining:  # what was taken in before is still answered
            raise ChatError("busy", "This server is restarting; nothing was stored.", 1.0)
        if isinstance(command, PostMessage) and (wait := message_wait(self.socket.user)):
            command = command.model_copy(update={"wait": wait})

        def answer(result: Result) -> None:
            self.socket.unanswered -= 1
            if isinstance(result, ChatError):
                self.socket.refuse(result, ref)
            else:
                self.socket.tell(
                    {"type": "ack", "ref": ref, "room": result.room, "seq": result.seq}
                )

        await perform_soon(command, answer)
        self.socket.unanswered += 1
        self._touch()

    def _touch(self) -> None:
        """Keep a session from idling out while its person acts; a ping is no act."""
        key, now = self.socket.actor.session, time.monotonic()
        if key is not None and now - self._touched > TOUCH_SECONDS:
            self._touched = now
            self.hub.filler.spawn(read(touch_session_key, key, clock.now()))

    def _answer(self, frame: object, ref: str) -> None:
        if isinstance(frame, Ping):
            self._pong(frame, ref)
        elif isinstance(frame, Typing):
            self._typing(frame, ref)
        elif isinstance(frame, Hello):
            self.socket.language = spoken(frame.language)
            self._read(say_welcome(self.hub, self.socket, frame, ref), ref)
        elif isinstance(frame, Sync):
            self._read(say_changes(self.hub, self.socket, frame, ref), ref)

    def _read(self, work: Any, ref: str) -> None:
        """Run a read beside the socket's other frames; its refusal is an error frame."""
        if len(self._reads) >= READS_AT_ONCE:
            work.close()
            raise ChatError("busy", "Too many reads at once; wait for their answers.", 1.0)
        task = asyncio.create_task(self._guarded(work, ref))
        self._reads.add(task)
        task.add_done_callback(self._reads.discard)

    async def _guarded(self, work: Awaitable[None], ref: str) -> None:
        try:
            await work
        except ChatError as refusal:
            self.socket.refuse(refusal, ref)
        except Exception:
            logger.exception("a read failed")
            self.socket.refuse(
                ChatError("unavailable", "Something went wrong on our side; it is logged."), ref
            )

    def _pong(self, frame: Ping, ref: str) -> None:
        if frame.received is not None and self._slow.note(frame.received, self.socket.outbox.sent):
            self.socket.close(closes.SLOW_READER)
            return
        feeds = (self.hub.feeds[room] for room in self.socket.rooms)
        heads = {str(feed.room): feed.seq for feed in feeds}
        seq = self.hub.viewer_seqs.get(self.socket.user, 0)
        self.socket.tell({"type": "pong", "ref": ref, "heads": heads, "viewer_seq": seq})

    def _typing(self, frame: Typing, ref: str) -> None:
        """Pass on that somebody writes, at most once a second and room."""
        if frame.room not in self.socket.rooms:
            raise not_found("room")
        if "write" not in self.socket.actor.scopes:
            raise ChatError("forbidden", "This token lacks the scope '{scope}'.", scope="write")
        now = time.monotonic()
        if now - self._typed.get(frame.room, -TYPING_INTERVAL) >= TYPING_INTERVAL:
            self._typed[frame.room] = now
            self.hub.type(frame.room, self.socket.user, self.socket.name, frame.thread)
        self.socket.tell({"type": "ack", "ref": ref, "room": frame.room, "seq": None})
