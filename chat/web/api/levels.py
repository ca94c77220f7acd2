"""Choose what one is told of a room."""

from django.http import HttpResponse
from ninja import Router

from chat.pipeline import perform_sync
from chat.protocol.commands import SetLevel
from chat.protocol.commands.base import Id
from chat.web.api.entry import Call
from chat.web.api.openapi import changes
from chat.web.api.shapes import Body, Level, answer

router = Router(tags=["levels"])


class Chosen(Body):
    """What one is told of a room: everything, mentions of oneself, or nothing."""

    level: Level


@router.put(
    "/rooms/{int:room}/level",
    response=Chosen,
    summary="Choose what one is told of a room",
    **changes("set_level", "not_found"),
)
def set_level(request: Call, room: Id, body: Chosen) -> HttpResponse:
    """For oneself, in a room one belongs to; repeating it changes nothing."""
    return answer(perform_sync(SetLevel(by=request.auth, room=room, level=body.level)).result)
