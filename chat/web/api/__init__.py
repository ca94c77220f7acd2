"""The REST surface `/api/v1`: every call carries all it needs and leaves no cookie."""

import orjson
from django.http import HttpRequest
from ninja.parser import Parser

from chat.web.api import (
    audit,
    bookmarks,
    levels,
    members,
    mentions,
    messages,
    pins,
    policy,
    previews,
    profiles,
    reactions,
    read_state,
    reminders,
    removals,
    reports,
    rooms,
    sanctions,
    search,
    sections,
    threads,
    uploads,
    users,
)
from chat.web.api.docs import Listing
from chat.web.api.entry import caller_of
from chat.web.api.problems import ANSWERS
from chat.web.api.surface import Surface


class StrictParser(Parser):
    """Reads JSON and nothing near it: no NaN, no lone surrogates, no endless nesting."""

    def parse_body(self, request: HttpRequest) -> dict[str, object]:
        """Return the body. Source: ninja.parser.Parser."""
        found: dict[str, object] = orjson.loads(request.body)
        return found


api = Surface(
    title="Chat",
    version="1",
    description=(
        "Calls are stateless: each carries its credential and all it refers to. "
        "Refusals are problem documents (RFC 9457) with a code."
    ),
    urls_namespace="api",
    auth=caller_of,
    parser=StrictParser(),
    docs=Listing(),
)
for kind, answer in ANSWERS.items():
    api.add_exception_handler(kind, answer)
for subject in (
    profiles,
    users,
    rooms,
    members,
    messages,
    reactions,
    pins,
    previews,
    bookmarks,
    reminders,
    mentions,
    levels,
    sections,
    read_state,
    threads,
    search,
    uploads,
    sanctions,
    removals,
    reports,
    audit,
    policy,
):
    api.add_router("", subject.router)
