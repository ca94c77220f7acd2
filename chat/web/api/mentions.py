"""List the messages that mention the caller."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from chat.protocol.commands.base import Id
from chat.protocol.limits import PAGE_MENTIONS
from chat.queries.mentions import mentions_of_viewer
from chat.web.api.entry import Call, viewer_of
from chat.web.api.lists import Mentions
from chat.web.api.openapi import reads
from chat.web.api.shapes import answer

router = Router(tags=["mentions"])
Limit = Annotated[int, Field(ge=1, le=PAGE_MENTIONS)]


@router.get(
    "/mentions",
    response=Mentions,
    summary="List the messages that mention one",
    **reads("list_mentions"),
)
def list_mentions(
    request: Call, after: Id | None = None, limit: Limit = PAGE_MENTIONS
) -> HttpResponse:
    """Mentioned last first, in the rooms one belongs to; after is the next of the page before."""
    return answer(mentions_of_viewer(viewer_of(request), after=after, limit=limit))
