"""What was reported, who may see it, and how it looked then."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from chat.models import Membership, Message, Report, Upload, User
from chat.protocol.actors import RANKS
from chat.protocol.errors import not_found
from chat.protocol.events import stamp
from chat.protocol.limits import REPORT_CONTEXT
from chat.queries.accounts import user_wire
from chat.queries.profiles import profile_wire

Snapshot = dict[str, Any]


def report_wire(report: Report) -> dict[str, Any]:
    """Return a report as its reporter knows it."""
    return {
        "id": report.pk,
        "user": report.user_id,
        "room": report.room_id,
        "message": report.seq,
        "reason": report.reason,
        "comment": report.comment,
        "at": stamp(report.at),
        "status": report.status,
        "decision": report.decision or None,
    }


def report_record(report: Report) -> dict[str, Any]:
    """Return a report as moderators read it."""
    return report_wire(report) | {
        "reporter": report.reporter_id,
        "snapshot": report.snapshot,
        "assignee": report.assignee_id,
        "note": report.note,
        "decided_by": report.decided_by_id,
        "decided_at": stamp(report.decided_at) if report.decided_at else None,
    }


def reports_visible_to(viewer: User) -> QuerySet[Report]:
    """Return the reports of the rooms one leads; for moderators all. None about oneself."""
    others = Report.objects.exclude(user=viewer)
    if viewer.rank >= RANKS["moderator"]:
        return others
    mine = Membership.objects.filter(room=OuterRef("room"), user=viewer)
    return others.filter(Exists(mine.exclude(role=Membership.Role.MEMBER)))


def report_visible_to(viewer: User, report_id: int) -> Report:
    """Return one of them; raises ``not_found``."""
    report = reports_visible_to(viewer).filter(pk=report_id).first()
    if report is None:
        raise not_found("report")
    return report


def snapshot_of(message: Message) -> Snapshot:
    """Return a message as it stands: its text, earlier texts, files, and what was said around."""
    around = Message.objects.filter(room=message.room_id).select_related("author")
    if message.thread is not None:
        around = around.filter(thread=message.thread)
    before = around.filter(seq__lt=message.seq).order_by("-seq")[:REPORT_CONTEXT]
    after = around.filter(seq__gt=message.seq).order_by("seq")[:REPORT_CONTEXT]
    uploads = Upload.objects.filter(room=message.room_id, seq=message.seq).order_by("pk")
    return {
        "author": user_wire(message.author),
        "at": stamp(message.at),
        "text": message.text,
        "thread": message.thread,
        "edited_at": stamp(message.edited_at) if message.edited_at else None,
        "revisions": [
            {"text": revision.text, "replaced_at": stamp(revision.replaced_at)}
            for revision in message.revisions.order_by("pk")
        ],
        "files": [
            {
                "name": upload.name,
                "kind": upload.kind,
                "size": upload.size,
                "sha256": upload.digest,
                "description": upload.description,
            }
            for upload in uploads
        ],
        "before": [_line(found) for found in reversed(before)],
        "after": [_line(found) for found in after],
    }


def _line(message: Message) -> Snapshot:
    return {
        "seq": message.seq,
        "author": user_wire(message.author),
        "at": stamp(message.at),
        "text": message.text,
    }


def snapshot_of_person(user: User, now: Any) -> Snapshot:
    """Return what a person is called and says of themselves."""
    return {"profile": profile_wire(user, now)}
