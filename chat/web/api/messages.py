"""Read, post, edit and delete messages; catch up from a cursor."""

from typing import Annotated
from uuid import UUID, uuid4

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from chat.pipeline import perform_sync
from chat.pipeline.throttle import message_wait
from chat.protocol.commands import DeleteMessage, EditMessage, PostMessage
from chat.protocol.commands.base import ClientId, Id, Seq
from chat.protocol.commands.messages import Attachments, Text
from chat.protocol.limits import PAGE_MESSAGES, PAGE_MESSAGES_MAX, SYNC_MESSAGES
from chat.queries import messages as queries
from chat.web.api.entry import Call, viewer_of
from chat.web.api.openapi import changes, reads
from chat.web.api.shapes import Body, Message, Page, Reset, Revisions, Synced, answer

router = Router(tags=["messages"])
Limit = Annotated[int, Field(ge=1, le=PAGE_MESSAGES_MAX)]
SyncLimit = Annotated[int, Field(ge=1, le=SYNC_MESSAGES)]
Epoch = Annotated[str, Field(max_length=64)]


class NewMessage(Body):
    """Something to say; client_id makes a retry harmless for ever."""

    text: Text
    client_id: ClientId | None = None
    thread: Seq | None = None
    attachments: Attachments = []


class NewText(Body):
    """The text a message gets instead of its present one."""

    text: Text


@router.get(
    "/rooms/{int:room}/messages",
    response=Page,
    summary="Read a page of messages",
    **reads("list_messages", "not_found"),
)
def list_messages(
    request: Call,
    room: Id,
    before: Seq | None = None,
    after: Seq | None = None,
    around: Seq | None = None,
    client_id: UUID | None = None,
    limit: Limit = PAGE_MESSAGES,
    roots: bool = False,
) -> HttpResponse:
    """The newest page without parameters; else one of before, after, around and client_id.

    With roots=true without replies, which are then read by thread.
    """
    where = {"before": before, "after": after, "around": around}
    mine = str(client_id) if client_id else None
    viewer = viewer_of(request)
    return answer(queries.page(viewer, room, **where, client_id=mine, limit=limit, roots=roots))


@router.get(
    "/rooms/{int:room}/changes",
    response=Synced | Reset,
    summary="Catch up from a cursor",
    **reads("list_changes", "not_found"),
)
def list_changes(
    request: Call, room: Id, epoch: Epoch, cursor: Seq = 0, limit: SyncLimit = SYNC_MESSAGES
) -> HttpResponse:
    """What a sync answers on a socket: the changes beyond the cursor, or that it is useless."""
    viewer = viewer_of(request)
    return answer(queries.changes(viewer, room, epoch=epoch, cursor=cursor, limit=limit))


@router.post(
    "/rooms/{int:room}/messages",
    response={200: Message, 201: Message},
    summary="Post a message",
    **changes("post_message", "not_found", "rate_limited", "slow_mode", "muted", "archived"),
)
def post_message(request: Call, room: Id, body: NewMessage) -> HttpResponse:
    """201 with the message; 200 with the first one for a repeated client_id."""
    command = PostMessage(
        by=request.auth,
        room=room,
        client_id=body.client_id or uuid4(),
        text=body.text,
        thread=body.thread,
        attachments=body.attachments,
        wait=message_wait(request.auth.user),
    )
    outcome = perform_sync(command)
    return answer(outcome.result["message"], 200 if outcome.repeated else 201)


@router.get(
    "/rooms/{int:room}/messages/{int:seq}",
    response=Message,
    summary="Read a message",
    **reads("message", "not_found"),
)
def message(request: Call, room: Id, seq: Seq) -> HttpResponse:
    """One message; a deleted one as its tombstone."""
    return answer(queries.message(viewer_of(request), room, seq))


@router.patch(
    "/rooms/{int:room}/messages/{int:seq}",
    response=Message,
    summary="Edit a message",
    **changes("edit_message", "not_found", "muted", "archived"),
)
def edit_message(request: Call, room: Id, seq: Seq, body: NewText) -> HttpResponse:
    """Replaces the text; the earlier one stays among the revisions."""
    command = EditMessage(by=request.auth, room=room, seq=seq, text=body.text)
    return answer(perform_sync(command).result["message"])


@router.delete(
    "/rooms/{int:room}/messages/{int:seq}",
    response=Message,
    summary="Delete a message",
    **changes("delete_message", "not_found", "archived"),
)
def delete_message(request: Call, room: Id, seq: Seq) -> HttpResponse:
    """Answers with the tombstone that stays in its place."""
    command = DeleteMessage(by=request.auth, room=room, seq=seq)
    return answer(perform_sync(command).result["message"])


@router.get(
    "/rooms/{int:room}/messages/{int:seq}/revisions",
    response=Revisions,
    summary="Read the earlier texts of a message",
    **reads("list_revisions", "not_found"),
)
def list_revisions(request: Call, room: Id, seq: Seq) -> HttpResponse:
    """What the message said before each edit, oldest first."""
    return answer({"revisions": queries.revisions(viewer_of(request), room, seq)})
