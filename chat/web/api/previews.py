"""Take previews of links off messages."""

from django.http import HttpResponse
from ninja import Router

from chat.pipeline import perform_sync
from chat.protocol.commands import RemovePreview
from chat.protocol.commands.base import Id, Seq
from chat.protocol.commands.previews import Url
from chat.web.api.entry import Call, require_read
from chat.web.api.openapi import changes
from chat.web.api.shapes import Message, answer

router = Router(tags=["previews"])


@router.delete(
    "/rooms/{int:room}/messages/{int:seq}/previews",
    response=Message,
    summary="Take the preview of a link off a message",
    **changes("remove_preview", "not_found"),
)
def remove_preview(request: Call, room: Id, seq: Seq, url: Url) -> HttpResponse:
    """For its author, and whoever may delete the message; repeating it changes nothing."""
    require_read(request)
    command = RemovePreview(by=request.auth, room=room, seq=seq, url=url)
    return answer(perform_sync(command).result["message"])
