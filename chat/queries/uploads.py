"""Who may fetch which file, and how much room is left."""

from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Sum

from chat.models import Membership, Room, Upload, User
from chat.protocol.errors import ChatError, not_found
from chat.protocol.events import Wire
from chat.queries.sanctions import bans_of


def upload_wire(upload: Upload) -> Wire:
    """Return a file as the contract writes it."""
    thumbnail = None
    if upload.thumbnail_width is not None:
        thumbnail = {"width": upload.thumbnail_width, "height": upload.thumbnail_height}
    return {
        "id": str(upload.key),
        "name": upload.name,
        "type": upload.kind,
        "size": upload.size,
        "width": upload.width,
        "height": upload.height,
        "thumbnail": thumbnail,
        "description": upload.description,
    }


def upload_visible_to(viewer: User, key: UUID) -> Upload:
    """Return a file of a room that is visible now, or one's own unposted one.

    Raises ``not_found``: whoever has left a closed room has lost its files.
    """
    mine = Membership.objects.filter(room=OuterRef("room"), user=viewer)
    found = Q(room__kind=Room.Kind.OPEN) & ~Exists(bans_of(viewer.pk, OuterRef("room")))
    seen = found | Exists(mine) | Q(room=None, user=viewer)
    upload = Upload.objects.filter(seen, key=key).first()
    if upload is None:
        raise not_found("file")
    return upload


def refuse_without_room(user_id: int) -> None:
    """Refuse whoever has nowhere to post a file; raises ``forbidden``."""
    if not Membership.objects.filter(user=user_id, room__archived_at=None).exists():
        raise ChatError("forbidden", "Join a room first: a file is for a room you write in.")


def refuse_over_quota(user_id: int, size: int) -> None:
    """Refuse what a person's or the workspace's quota has no room for; raises ``forbidden``."""
    used = Upload.objects.aggregate(
        mine=Sum("stored", filter=Q(user=user_id), default=0), all=Sum("stored", default=0)
    )
    if used["mine"] + size > settings.CHAT_UPLOAD_PERSON_BYTES:
        raise ChatError(
            "forbidden", "Your files take all the room you have: delete messages with files first."
        )
    if used["all"] + size > settings.CHAT_UPLOAD_TOTAL_BYTES:
        raise ChatError("forbidden", "This workspace has no room for more files: tell its admins.")
