"""Read threads, follow them, and say how far one has read them."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from chat.pipeline import perform_sync
from chat.protocol.commands import FollowThread, MoveThreadRead, UnfollowThread
from chat.protocol.commands.base import Id, Seq
from chat.protocol.limits import PAGE_MESSAGES_MAX, PAGE_THREADS
from chat.queries import threads as queries
from chat.web.api.entry import Call, require_read, viewer_of
from chat.web.api.messages import Limit
from chat.web.api.openapi import changes, reads
from chat.web.api.shapes import Body, Follow, Followed, Thread, answer, nothing

router = Router(tags=["threads"])
PLACE = "/rooms/{int:room}/messages/{int:seq}/thread"
ThreadLimit = Annotated[int, Field(ge=1, le=PAGE_THREADS)]
Next = Annotated[str, Field(max_length=128)]


class ThreadPointer(Body):
    """The seq up to which one has read a thread."""

    seq: Seq


@router.get(
    "/threads", response=Followed, summary="List the threads one follows", **reads("list_threads")
)
def list_threads(
    request: Call, after: Next | None = None, limit: ThreadLimit = PAGE_THREADS
) -> HttpResponse:
    """Unread ones first, then those that were answered last; after is the next of a page."""
    return answer(queries.followed(viewer_of(request), after=after, limit=limit))


@router.get(PLACE, response=Thread, summary="Read a thread", **reads("thread", "not_found"))
def thread(
    request: Call,
    room: Id,
    seq: Seq,
    before: Seq | None = None,
    after: Seq | None = None,
    around: Seq | None = None,
    limit: Limit = PAGE_MESSAGES_MAX,
) -> HttpResponse:
    """A root message and a page of its replies, oldest first; the first page without parameters."""
    where = {"before": before, "after": after, "around": around}
    return answer(queries.thread(viewer_of(request), room, seq, **where, limit=limit))


@router.put(
    f"{PLACE}/follow",
    response=Follow,
    summary="Follow a thread",
    **changes("follow_thread", "not_found"),
)
def follow_thread(request: Call, room: Id, seq: Seq) -> HttpResponse:
    """Who writes in a thread, began it or is mentioned in it follows it anyway."""
    require_read(request)
    command = FollowThread(by=request.auth, room=room, thread=seq)
    return answer(perform_sync(command).result["thread"])


@router.delete(
    f"{PLACE}/follow",
    response={204: None},
    summary="Follow a thread no more",
    **changes("unfollow_thread", "not_found"),
)
def unfollow_thread(request: Call, room: Id, seq: Seq) -> HttpResponse:
    """Repeating it changes nothing. Writing in the thread or a mention follows it again."""
    perform_sync(UnfollowThread(by=request.auth, room=room, thread=seq))
    return nothing()


@router.put(
    f"{PLACE}/read",
    response=Follow,
    summary="Say how far one has read a thread",
    **changes("move_thread_read", "not_found"),
)
def move_thread_read(request: Call, room: Id, seq: Seq, body: ThreadPointer) -> HttpResponse:
    """Only of a thread one follows; an earlier seq marks what follows as unread."""
    require_read(request)
    command = MoveThreadRead(by=request.auth, room=room, thread=seq, seq=body.seq)
    return answer(perform_sync(command).result["thread"])
