"""Add and take back reactions."""

from django.http import HttpResponse
from ninja import Router

from chat.pipeline import perform_sync
from chat.protocol.commands import AddReaction, RemoveReaction
from chat.protocol.commands.base import Id, Seq
from chat.protocol.commands.reactions import Emoji
from chat.web.api.entry import Call, require_read
from chat.web.api.openapi import changes
from chat.web.api.shapes import Message, answer

router = Router(tags=["reactions"])
PLACE = "/rooms/{int:room}/messages/{int:seq}/reactions/{emoji}"


@router.put(
    PLACE,
    response=Message,
    summary="React to a message",
    **changes("add_reaction", "not_found", "muted", "archived"),
)
def add_reaction(request: Call, room: Id, seq: Seq, emoji: Emoji) -> HttpResponse:
    """The emoji is percent-encoded; repeating it changes nothing."""
    require_read(request)
    command = AddReaction(by=request.auth, room=room, seq=seq, emoji=emoji)
    return answer(perform_sync(command).result["message"])


@router.delete(
    PLACE,
    response=Message,
    summary="Take a reaction back",
    **changes("remove_reaction", "not_found", "muted", "archived"),
)
def remove_reaction(request: Call, room: Id, seq: Seq, emoji: Emoji) -> HttpResponse:
    """Only the caller's own; repeating it changes nothing."""
    require_read(request)
    command = RemoveReaction(by=request.auth, room=room, seq=seq, emoji=emoji)
    return answer(perform_sync(command).result["message"])
