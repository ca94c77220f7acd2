"""Says what went wrong as RFC 9457 problem documents, whatever it was."""

import math
import traceback
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    UnreadablePostError,
)
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from django.utils.translation import gettext, gettext_noop
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel, Field

from chat.protocol.errors import STATUS, ChatError, Thing, not_found

MEDIA_TYPE = "application/problem+json"
RETRY_DATABASE = 2.0  # seconds after which a database that restarts usually answers again
FIELD_CHARACTERS = 60  # of a field's name in a sentence; the name may be the caller's own

#: What a number of the path stands for: one out of range is as absent as any other.
PLACES: dict[str, Thing] = {"room": "room", "seq": "message", "user": "person"}

#: What each code means, for the documentation and as the title of its problem.
TITLES = {
    "bad_frame": gettext_noop("The request cannot be understood"),
    "unauthenticated": gettext_noop("No valid credential was given"),
    "forbidden": gettext_noop("You may not do this"),
    "not_found": gettext_noop("There is no such thing, or you may not see it"),
    "too_long": gettext_noop("Something is too long"),
    "conflict": gettext_noop("This contradicts what is already there"),
    "rate_limited": gettext_noop("Too many messages in a short time"),
    "slow_mode": gettext_noop("The room is slowed down"),
    "muted": gettext_noop("You are muted here"),
    "archived": gettext_noop("The room is archived"),
    "busy": gettext_noop("The server has too much to do"),
    "unavailable": gettext_noop("A part of the server does not answer"),
    "method_not_allowed": gettext_noop("The address does not take this method"),
    "internal": gettext_noop("The server made a mistake"),
}

#: The status of each code: those of the contract, and the two that HTTP alone knows.
STATUSES = STATUS | {
    "method_not_allowed": HTTPStatus.METHOD_NOT_ALLOWED,
    "internal": HTTPStatus.INTERNAL_SERVER_ERROR,
}

log = structlog.get_logger(__name__)


class Problem(BaseModel):
    """A refusal as RFC 9457 writes it, with the code of the contract."""

    type: str = Field(description="Where the code is explained.")
    title: str
    status: int
    detail: str = Field(description="A sentence for people.")
    code: str = Field(json_schema_extra={"enum": [*sorted(TITLES)]})
    retry_after: float | None = Field(
        default=None, description="Seconds after which to try again; absent where waiting is idle."
    )


def problem(code: str, detail: str, retry_after: float | None = None) -> HttpResponse:
    """Return the answer for a refusal; ``retry_after`` is in seconds."""
    status = STATUSES[code]
    body: dict[str, Any] = {
        "type": f"/api/v1/docs#{code}",
        "title": gettext(TITLES[code]),
        "status": status.value,
        "detail": detail,
        "code": code,
    }
    if retry_after is not None:
        body["retry_after"] = round(retry_after, 3)
    answer = HttpResponse(orjson.dumps(body), status=status.value, content_type=MEDIA_TYPE)
    if status is HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Bearer"
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        answer["Retry-After"] = str(max(1, math.ceil(retry_after or 0)))
    return answer


async def tell(send: Callable[[Any], Awaitable[None]], answer: HttpResponse) -> None:
    """Send an answer from outside of Django. Source: the ASGI specification."""
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.items()
    ]
    headers.append((b"content-length", str(len(answer.content)).encode()))
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": answer.content})


def refusal(error: ChatError) -> HttpResponse:
    """Return the answer for what was refused, in the language this is read in."""
    return problem(error.code, error.told(gettext), retry_after=error.retry_after)


def refused(request: HttpRequest, error: ChatError) -> HttpResponse:
    """Answer what a rule, a query or a door refused."""
    return refusal(error)


def absent(request: HttpRequest, error: Http404 | None = None, **_: Any) -> HttpResponse:
    """Answer an address that leads nowhere."""
    return problem("not_found", gettext("There is nothing at this address."))


def not_allowed(answer: HttpResponseNotAllowed) -> HttpResponse:
    """Answer a method the address does not take, naming those it takes."""
    allowed = answer["Allow"]
    told = problem(
        "method_not_allowed", gettext("This address takes {methods} only.").format(methods=allowed)
    )
    told["Allow"] = allowed
    return told


def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer parameters or a body that do not fit, naming the first field that does not."""
    first = error.errors[0]
    source, *path = first["loc"]
    if source == "path" and path[-1] in PLACES:
        return refused(request, not_found(PLACES[path[-1]]))
    code = "too_long" if first["type"] == "string_too_long" else "bad_frame"
    return problem(code, sentence(source, path, first["msg"]))


def sentence(source: str, path: list[Any], reason: str) -> str:
    """Return what is wrong with a field, for people."""
    field = ".".join(str(part) for part in (path[1:] if source == "body" else path))
    reason = reason.rstrip(".")
    if not field:
        return gettext("The {source} does not fit: {reason}.").format(source=source, reason=reason)
    return gettext("The field {field} does not fit: {reason}.").format(
        field=field[:FIELD_CHARACTERS], reason=reason
    )


def unread(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer a body that could not be read."""
    if isinstance(error, RequestDataTooBig):
        return problem("too_long", gettext("The body is too long."))
    if isinstance(error, MultiPartParserError | TooManyFieldsSent | TooManyFilesSent):
        return problem("bad_frame", gettext("The body is not a valid form with one file."))
    return problem("bad_frame", gettext("The body is not valid JSON."))


def database_down(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer while the database does not."""
    log.warning("api.database_down", error=type(error).__name__)
    return problem(
        "unavailable", gettext("The database does not answer."), retry_after=RETRY_DATABASE
    )


def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer a mistake of the server's own: logged by place, without what anyone wrote."""
    match = request.resolver_match
    frames = traceback.extract_tb(error.__traceback__)
    log.error(
        "api.failed",
        method=request.method,
        route=match.route if match else "",
        error=type(error).__name__,
        frames=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    )
    return problem("internal", gettext("The server made a mistake; it was noted."))


#: Every kind of exception and what answers it; the most specific class counts.
ANSWERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    ChatError: refused,
    Http404: absent,
    ValidationError: invalid,
    HttpError: unread,
    RequestDataTooBig: unread,
    UnreadablePostError: unread,
    RawPostDataException: unread,
    MultiPartParserError: unread,
    TooManyFilesSent: unread,
    TooManyFieldsSent: unread,
    OperationalError: database_down,
    InterfaceError: database_down,
    TimeoutError: database_down,
    Exception: failed,
}
