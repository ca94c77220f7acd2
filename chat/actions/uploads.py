"""The rules of files: taken in within quotas, posted once, gone with their message."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from chat.actions.access import refuse_muted
from chat.actions.batch import Batch
from chat.actions.outcome import Outcome
from chat.models import Message, Upload, Workspace
from chat.models.upload_bytes import drop_incoming, erase, older_than
from chat.protocol.commands import AddUpload, DescribeUpload, DiscardUpload, PostMessage
from chat.protocol.errors import ChatError, not_found
from chat.protocol.events import Wire
from chat.protocol.limits import DESCRIPTION_CHARACTERS, UNPOSTED_HOURS
from chat.queries.uploads import refuse_over_quota, refuse_without_room, upload_wire
from chat.text.check import check_text

SWEPT_AT_ONCE = 500  # rows or files of one step; each holds the writer up for some milliseconds


def add_upload(command: AddUpload, batch: Batch) -> Outcome:
    """Record a file for its sender, who belongs to a room that can be written to.

    Nobody else hears of it or finds it before it is posted. Raises ``forbidden``.
    """
    refuse_muted(batch, command.by)
    refuse_without_room(command.by.user)
    # Other processes wait here, so that no two of them fill the same last bytes of a quota.
    Workspace.objects.select_for_update(no_key=True).filter(pk=1).first()
    refuse_over_quota(command.by.user, command.stored)
    fields = command.model_dump(exclude={"by"})
    upload = Upload.objects.create(user_id=command.by.user, at=batch.now, **fields)
    return Outcome(result={"upload": upload_wire(upload)})


def describe_upload(command: DescribeUpload, batch: Batch) -> Outcome:
    """Say what one's own file shows, for whoever cannot see or hear it.

    Once a message carries it, what was said stays. Raises ``not_found``, ``bad_frame``,
    ``too_long``.
    """
    mine = Upload.objects.select_for_update(no_key=True).filter(user=command.by.user, room=None)
    upload = mine.filter(key=command.key).first()
    if upload is None:
        raise not_found("upload")
    words = " ".join(command.description.split())
    upload.description = check_text(words, DESCRIPTION_CHARACTERS, "description") if words else ""
    upload.save(update_fields=["description"])
    return Outcome(result={"upload": upload_wire(upload)})


def discard_upload(command: DiscardUpload, batch: Batch) -> Outcome:
    """Let go of one's own file that no message carries; raises ``not_found``."""
    mine = Upload.objects.filter(user=command.by.user, room=None, key=command.key)
    if not mine.delete()[0]:
        raise not_found("upload")
    erase_after_commit([command.key])
    return Outcome()


def attachments_of(command: PostMessage) -> list[Wire]:
    """Return what a message is to carry, in the order named.

    Somebody else's upload is absent. Raises ``not_found``, ``conflict``, ``bad_frame``.
    """
    if not command.attachments:
        return []
    if len(set(command.attachments)) < len(command.attachments):
        raise ChatError("bad_frame", "A message carries each upload once.")
    mine = Upload.objects.select_for_update(no_key=True).filter(user=command.by.user)
    found = {
        upload.key: upload for upload in mine.filter(key__in=command.attachments).order_by("pk")
    }
    if len(found) < len(command.attachments):
        raise not_found("upload")
    if any(upload.room_id is not None for upload in found.values()):
        raise ChatError("conflict", "An upload belongs to one message: send the file again.")
    return [upload_wire(found[key]) for key in command.attachments]


def attach(message: Message) -> None:
    """Give the uploads that a new message carries their place."""
    if message.attachments:
        keys = [carried["id"] for carried in message.attachments]
        Upload.objects.filter(key__in=keys).update(room=message.room_id, seq=message.seq)


def same_attachments(message: Message, command: PostMessage) -> bool:
    """Whether a message carries what a command names."""
    carried = [attachment["id"] for attachment in message.attachments or []]
    return carried == [str(key) for key in command.attachments]


def detach(message: Message) -> None:
    """Delete what a message carries; the bytes go as soon as that is committed."""
    if message.attachments:
        _delete(Upload.objects.filter(room=message.room_id, seq=message.seq))
        message.attachments = None


def delete_unposted_uploads(now: datetime, limit: int = SWEPT_AT_ONCE) -> int:
    """Delete at most ``limit`` uploads that no message came for; returns how many went."""
    before = now - timedelta(hours=UNPOSTED_HOURS)
    old = Upload.objects.filter(room=None, at__lte=before).order_by("at").values_list("pk")[:limit]
    with transaction.atomic():
        return _delete(Upload.objects.filter(room=None, pk__in=[pk for (pk,) in old]))


def delete_lost_bytes(now: datetime) -> int:
    """Remove what no row stands for: left by a killed process, or by a restored database.

    Only what is old enough, so that nothing is taken from a request under way. Returns how many
    files went.
    """
    before = now - timedelta(hours=UNPOSTED_HOURS)
    gone, waiting = drop_incoming(before), list(older_than(before))
    for start in range(0, len(waiting), SWEPT_AT_ONCE):
        step = waiting[start : start + SWEPT_AT_ONCE]
        keys = {key for key, _ in step}
        known = set(Upload.objects.filter(key__in=keys).values_list("key", flat=True))
        erase(keys - known)
        gone += sum(key not in known for key, _ in step)
    return gone


def _delete(uploads: QuerySet[Upload]) -> int:
    keys = list(uploads.select_for_update(no_key=True).values_list("key", flat=True))
    Upload.objects.filter(key__in=keys).delete()
    erase_after_commit(keys)
    return len(keys)


def erase_after_commit(keys: Iterable[UUID]) -> None:
    """Remove bytes once the rows are gone for good; what fails is swept later."""
    transaction.on_commit(partial(erase, list(keys)), robust=True)
