"""Pin messages, take pins off, and read what is pinned."""

from django.http import HttpResponse
from ninja import Router

from chat.pipeline import perform_sync
from chat.protocol.commands import PinMessage, UnpinMessage
from chat.protocol.commands.base import Id, Seq
from chat.queries.pins import pins_of
from chat.web.api.entry import Call, require_read, viewer_of
from chat.web.api.lists import Pins
from chat.web.api.openapi import changes, reads
from chat.web.api.shapes import Message, answer

router = Router(tags=["pins"])
PLACE = "/rooms/{int:room}/messages/{int:seq}/pin"


@router.get(
    "/rooms/{int:room}/pins",
    response=Pins,
    summary="Read what is pinned in a room",
    **reads("list_pins", "not_found"),
)
def list_pins(request: Call, room: Id) -> HttpResponse:
    """All of them, pinned last first."""
    return answer({"pins": pins_of(viewer_of(request), room)})


@router.put(
    PLACE,
    response=Message,
    summary="Pin a message",
    **changes("pin_message", "not_found", "archived"),
)
def pin_message(request: Call, room: Id, seq: Seq) -> HttpResponse:
    """For those who lead the room, and the people of a direct one."""
    require_read(request)
    return answer(perform_sync(PinMessage(by=request.auth, room=room, seq=seq)).result["message"])


@router.delete(
    PLACE,
    response=Message,
    summary="Take a pin off",
    **changes("unpin_message", "not_found", "archived"),
)
def unpin_message(request: Call, room: Id, seq: Seq) -> HttpResponse:
    """Who may pin may unpin; repeating it changes nothing."""
    require_read(request)
    return answer(perform_sync(UnpinMessage(by=request.auth, room=room, seq=seq)).result["message"])
