"""Keep messages for oneself, and list them."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from chat.pipeline import perform_sync
from chat.protocol.commands import AddBookmark, RemoveBookmark
from chat.protocol.commands.base import Id, Seq
from chat.protocol.limits import PAGE_BOOKMARKS
from chat.queries.bookmarks import bookmarks_of
from chat.web.api.entry import Call, viewer_of
from chat.web.api.lists import Bookmarks
from chat.web.api.openapi import changes, reads
from chat.web.api.shapes import answer, nothing

router = Router(tags=["bookmarks"])
PLACE = "/rooms/{int:room}/messages/{int:seq}/bookmark"
Limit = Annotated[int, Field(ge=1, le=PAGE_BOOKMARKS)]


@router.get(
    "/bookmarks",
    response=Bookmarks,
    summary="List the messages one keeps",
    **reads("list_bookmarks"),
)
def list_bookmarks(
    request: Call, after: Id | None = None, limit: Limit = PAGE_BOOKMARKS
) -> HttpResponse:
    """Kept last first, in the rooms one belongs to; after is the next of the page before."""
    return answer(bookmarks_of(viewer_of(request), after=after, limit=limit))


@router.put(
    PLACE,
    response={204: None},
    summary="Keep a message",
    **changes("add_bookmark", "not_found"),
)
def add_bookmark(request: Call, room: Id, seq: Seq) -> HttpResponse:
    """For oneself alone; repeating it changes nothing."""
    perform_sync(AddBookmark(by=request.auth, room=room, seq=seq))
    return nothing()


@router.delete(
    PLACE,
    response={204: None},
    summary="Keep a message no longer",
    **changes("remove_bookmark", "not_found"),
)
def remove_bookmark(request: Call, room: Id, seq: Seq) -> HttpResponse:
    """Repeating it changes nothing."""
    perform_sync(RemoveBookmark(by=request.auth, room=room, seq=seq))
    return nothing()
