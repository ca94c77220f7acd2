"""Choose what one is told of a room, and until when nothing."""

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from chat.pipeline import perform_sync
from chat.protocol.commands import SetLevel, base
from chat.web.api.entry import Call
from chat.web.api.openapi import changes
from chat.web.api.shapes import Body, Level, Time, answer

router = Router(tags=["levels"])


class Choice(Body):
    """What one is told of a room: everything, mentions of oneself, or nothing."""

    level: Level
    muted_until: base.Time | None = Field(
        default=None, description="Until then nothing, whatever the level."
    )


class Chosen(BaseModel):
    """What was chosen."""

    level: Level
    muted_until: Time | None


@router.put(
    "/rooms/{int:room}/level",
    response=Chosen,
    summary="Choose what one is told of a room",
    **changes("set_level", "not_found"),
)
def set_level(request: Call, room: base.Id, body: Choice) -> HttpResponse:
    """For oneself, in a room one belongs to; repeating it changes nothing."""
    return answer(perform_sync(SetLevel(by=request.auth, room=room, **body.model_dump())).result)
