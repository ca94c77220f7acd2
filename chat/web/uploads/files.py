"""Fetch a file: who may is asked each time, and no browser takes it for a page."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags
from django.views.decorators.http import require_safe

from chat.models import Upload, User
from chat.models.upload_bytes import path_of
from chat.protocol.errors import ChatError, not_found
from chat.queries.uploads import upload_visible_to
from chat.web.api.entry import caller_of
from chat.web.api.problems import refusal
from chat.web.uploads.kinds import PICTURES, TEXT
from chat.web.uploads.ranges import Range, range_of

PIECE_BYTES = 262_144  # read and sent at a time
THUMBNAIL_KIND = "image/webp"
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"  # whatever it is, it does nothing


@require_safe
def file(request: HttpRequest, key: UUID, *, thumbnail: bool = False) -> HttpResponseBase:
    """Answer a file or its thumbnail, whole or a range of it."""
    try:
        viewer = User(pk=caller_of(request).user)
        return _told(request, upload_visible_to(viewer, key), thumbnail=thumbnail)
    except ChatError as refused:
        answer = refusal(refused)
        answer["Cache-Control"] = "no-store"
        return answer


def _told(request: HttpRequest, upload: Upload, *, thumbnail: bool) -> HttpResponseBase:
    path = path_of(upload.key, thumbnail=thumbnail)
    try:
        size = path.stat().st_size
    except FileNotFoundError:  # it has none, or was erased this moment
        raise not_found("file") from None
    etag = f'"{upload.digest}{".thumbnail" if thumbnail else ""}"'
    if etag in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", "")):
        answer: HttpResponseBase = HttpResponse(status=304)
    else:
        answer = _content(request, path, size, etag)
    _describe(answer, upload, download="download" in request.GET, thumbnail=thumbnail)
    answer["ETag"] = etag
    return answer


def _content(request: HttpRequest, path: Path, size: int, etag: str) -> HttpResponseBase:
    """Answer 200, 206 or 416. A range of another version than the one here is not one of this."""
    asked = request.META.get("HTTP_RANGE", "")
    if request.META.get("HTTP_IF_RANGE", etag) != etag:
        asked = ""
    wanted = range_of(asked, size)
    if wanted is None:
        answer: HttpResponseBase = HttpResponse(status=416)
        answer["Content-Range"] = f"bytes */{size}"
        return answer
    partial = len(wanted) < size or bool(asked and wanted.asked)
    answer = StreamingHttpResponse(pieces(path, wanted), status=206 if partial else 200)
    if partial:
        answer["Content-Range"] = f"bytes {wanted.start}-{wanted.end - 1}/{size}"
    answer["Content-Length"] = str(len(wanted))
    answer["Accept-Ranges"] = "bytes"
    return answer


async def pieces(path: Path, wanted: Range) -> AsyncIterator[bytes]:
    """Yield a part of a file; a reader who is slow holds up nobody and fills no memory."""
    off_the_loop = sync_to_async(thread_sensitive=False)
    content = await off_the_loop(path.open)("rb")
    try:
        await off_the_loop(content.seek)(wanted.start)
        left = len(wanted)
        while left > 0 and (piece := await off_the_loop(content.read)(min(left, PIECE_BYTES))):
            left -= len(piece)
            yield piece
    finally:
        content.close()


def _describe(answer: HttpResponseBase, upload: Upload, *, download: bool, thumbnail: bool) -> None:
    """Say what it is and that it may be kept by its reader alone, who asks again each time."""
    kind = THUMBNAIL_KIND if thumbnail else upload.kind
    attachment = download or kind not in PICTURES
    answer["Content-Type"] = "text/plain; charset=utf-8" if kind == TEXT else kind
    answer["Content-Disposition"] = content_disposition_header(attachment, upload.name) or ""
    answer["Content-Security-Policy"] = POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Cookie, Authorization"
