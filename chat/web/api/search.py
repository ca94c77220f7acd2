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
ZONE_MINUTES = 15 * 60  # no zone is further from UTC
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # times beyond these overflow in some zone
LATEST = datetime(9998, 1, 1, tzinfo=UTC)

Words = Annotated[str, Field(min_length=1, max_length=QUERY_CHARACTERS, pattern=r"^[^\x00]*$")]
Limit = Annotated[int, Field(ge=1, le=queries.SEARCH_MAX)]
Moment = Annotated[AwareDatetime, Field(ge=EARLIEST, le=LATEST)]
Cursor = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
Zone = Annotated[int, Field(ge=-ZONE_MINUTES, le=ZONE_MINUTES)]


@router.get("/search", response=Results, summary="Search", **reads("search", "not_found"))
def search(
    request: Call,
    q: Words,
    room: Id | None = None,
    author: Annotated[Id | None, Query(alias="from")] = None,
    before: Moment | None = None,
    after: Moment | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
    zone: Zone = 0,
) -> HttpResponse:
    """Messages that fulfil q, newest first, in rooms the caller may read.

    q holds words, "phrases", -exclusions and the operators from: in: mentions: before: after: on:
    has: is:. Days are those of a zone so many minutes before UTC. A call looks at a part of the
    history: as long as next is not null there may be more, also where results are few or none.
    """
    found = queries.search(
        viewer_of(request),
        q,
        room=room,
        author=author,
        before=before,
        after=after,
        limit=limit,
        cursor=cursor,
        zone=zone,
    )
    return answer(found)
