"""Take in files; describe them and let go of them before they are posted."""

from typing import cast
from uuid import UUID

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpResponse
from ninja import File, Router, UploadedFile

from chat.pipeline import perform_sync
from chat.protocol.commands import DescribeUpload, DiscardUpload
from chat.protocol.commands.uploads import Description
from chat.web.api.entry import Call
from chat.web.api.openapi import changes
from chat.web.api.shapes import Body, Upload, answer, nothing
from chat.web.uploads.receive import receive

router = Router(tags=["uploads"])
PLACE = "/uploads/{uuid:upload}"


class Described(Body):
    """What a file shows."""

    description: Description


@router.post(
    "/uploads",
    response={201: Upload},
    summary="Send a file",
    **changes("add_upload", "rate_limited"),
)
def add_upload(request: Call, file: File[UploadedFile]) -> HttpResponse:
    """Kept for a day; a message that names it among its attachments keeps it for good."""
    return answer(receive(cast("TemporaryUploadedFile", file), request.auth), 201)


@router.patch(
    PLACE,
    response=Upload,
    summary="Describe a file",
    **changes("describe_upload", "not_found"),
)
def describe_upload(request: Call, upload: UUID, body: Described) -> HttpResponse:
    """One's own that no message carries; the message then brings the description along."""
    command = DescribeUpload(by=request.auth, key=upload, description=body.description)
    return answer(perform_sync(command).result["upload"])


@router.delete(
    PLACE,
    response={204: None},
    summary="Let go of a file",
    **changes("discard_upload", "not_found"),
)
def discard_upload(request: Call, upload: UUID) -> HttpResponse:
    """One's own that no message carries; a message's files go with it."""
    perform_sync(DiscardUpload(by=request.auth, key=upload))
    return nothing()
