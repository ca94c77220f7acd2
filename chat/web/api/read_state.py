"""Move one's read pointer."""

from django.http import HttpResponse
from ninja import Router

from chat.pipeline import perform_sync
from chat.protocol.commands import MoveRead
from chat.protocol.commands.base import Id, Seq
from chat.web.api.entry import Call, require_read
from chat.web.api.openapi import changes
from chat.web.api.shapes import Body, Standing, answer

router = Router(tags=["read state"])


class Pointer(Body):
    """The seq up to which one has read."""

    seq: Seq


@router.put(
    "/rooms/{int:room}/read",
    response=Standing,
    summary="Say how far one has read",
    **changes("move_read", "not_found"),
)
def move_read(request: Call, room: Id, body: Pointer) -> HttpResponse:
    """An earlier seq marks what follows as unread."""
    require_read(request)
    return answer(perform_sync(MoveRead(by=request.auth, room=room, seq=body.seq)).result)
