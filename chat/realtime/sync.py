"""Answers `sync`: what changed in a room beyond a cursor."""

from chat.models import User
from chat.protocol.errors import ChatError
from chat.protocol.events import Wire
from chat.protocol.frames import Sync
from chat.queries.messages import changes
from chat.realtime.hub import Hub
from chat.realtime.socket import Socket


async def say_changes(hub: Hub, socket: Socket, frame: Sync, ref: str) -> None:
    """Send one page of a room's changes; ``more`` in it asks the client to ask again."""
    if "read" not in socket.actor.scopes:
        raise ChatError("forbidden", "This token lacks the scope '{scope}'.", scope="read")
    async with socket.paging:
        await socket.outbox.drained()
        found = await hub.admission.read(changes_seen_by, socket.user, frame)
        socket.tell({**found, "ref": ref})


def changes_seen_by(user_id: int, frame: Sync) -> Wire:
    """Return the changes, for one who may see the room; raises ``not_found``."""
    return changes(User(pk=user_id), frame.room, epoch=frame.cursor.epoch, cursor=frame.cursor.seq)
