"""Find messages by their words."""

from datetime import UTC, datetime
from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from chat.protocol.commands.base import Id
from chat.queries import search as queries
from chat.web.api.entry import Call, viewer_of
from chat.web.api.openapi import reads
from chat.web.api.shapes import Results, answer

router = Router(tags=["search"])

QUERY_CHARACTERS = 500  # nobody types more words than the search looks at
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # times beyond these overflow in some zone
LATEST = datetime(9998, 1, 1, tzinfo=UTC)

Words = Annotated[str, Field(min_length=1, max_length=QUERY_CHARACTERS, pattern=r"^[^\x00]*$")]
Limit = Annotated[int, Field(ge=1, le=queries.SEARCH_MAX)]
Moment = Annotated[AwareDatetime, Field(ge=EARLIEST, le=LATEST)]


@router.get("/search", response=Results, summary="Search", **reads("search", "not_found"))
def search(
    request: Call,
    q: Words,
    room: Id | None = None,
    author: Annotated[Id | None, Query(alias="from")] = None,
    before: Moment | None = None,
    after: Moment | None = None,
    limit: Limit = 50,
) -> HttpResponse:
    """Messages with every word of q, newest first, in rooms the caller may read."""
    found = queries.search(
        viewer_of(request), q, room=room, author=author, before=before, after=after, limit=limit
    )
    return answer(found)
