"""What records and their columns are called on the pages, in the reader's language.

Models name nothing for people. Names given here are the pages' alone: no migration knows them.
"""

from typing import TYPE_CHECKING

from django.db.models import Field, Model
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: By model: one, and several.
RECORDS: dict[str, tuple["StrPromise", "StrPromise"]] = {
    "User": (_("account"), _("accounts")),
    "Profile": (_("profile"), _("profiles")),
    "Session": (_("session"), _("sessions")),
    "Token": (_("token"), _("tokens")),
    "Invitation": (_("invitation"), _("invitations")),
    "Room": (_("room"), _("rooms")),
    "Membership": (_("membership"), _("memberships")),
    "Follow": (_("followed thread"), _("followed threads")),
    "Message": (_("message"), _("messages")),
    "Revision": (_("earlier text"), _("earlier texts")),
    "Reaction": (_("reaction"), _("reactions")),
    "Mention": (_("mention"), _("mentions")),
    "Report": (_("report"), _("reports")),
    "Sanction": (_("sanction"), _("sanctions")),
    "Removal": (_("removal of messages"), _("removals of messages")),
    "Upload": (_("upload"), _("uploads")),
    "Workspace": (_("workspace"), _("workspaces")),
    "AuditEntry": (_("audit entry"), _("audit log")),
    "Revocation": (_("revocation"), _("revocations")),
}

#: By column, whatever it is a column of.
COLUMNS: dict[str, "StrPromise"] = {
    "act": _("act"),
    "address": _("address"),
    "agent": _("browser"),
    "archived_at": _("archived"),
    "assignee": _("looks into it"),
    "at": _("at"),
    "by": _("by"),
    "code": _("code"),
    "comment": _("comment"),
    "created_at": _("created"),
    "decided_at": _("decided"),
    "decided_by": _("decided by"),
    "decision": _("decision"),
    "details": _("details"),
    "digest": _("digest"),
    "door": _("door"),
    "email": _("e-mail address"),
    "emoji": _("emoji"),
    "ends_at": _("ends at the latest"),
    "ended_at": _("ended"),
    "ended_by": _("ended by"),
    "epoch": _("epoch"),
    "expire_date": _("idle until"),
    "expires_at": _("expires"),
    "founded_at": _("founded"),
    "is_active": _("may sign in"),
    "joined_at": _("joined"),
    "joined_seq": _("joined at seq"),
    "kind": _("kind"),
    "last_seen_at": _("last seen"),
    "last_used_at": _("last used"),
    "level": _("level"),
    "lifted_by": _("lifted by"),
    "name": _("name"),
    "note": _("note"),
    "number": _("number"),
    "open_sign_up": _("open sign-up"),
    "pronouns": _("pronouns"),
    "quiet_until": _("do not disturb until"),
    "read_seq": _("read up to seq"),
    "reason": _("reason"),
    "removed": _("removed"),
    "replaced_at": _("replaced"),
    "replaced_seq": _("replaced at seq"),
    "revocation_seq": _("revocations so far"),
    "revoked_at": _("revoked"),
    "role": _("role"),
    "seal": _("seal"),
    "seq": _("seq"),
    "since": _("since"),
    "slug": _("address"),
    "state": _("state"),
    "status": _("status"),
    "status_until": _("status until"),
    "thing": _("thing"),
    "thread": _("thread"),
    "time_zone": _("time zone"),
    "title": _("what they do"),
    "topic": _("topic"),
    "until": _("until"),
    "user": _("person"),
    "username": _("user name"),
    "uses_left": _("uses left"),
}


def name_record(model: type[Model]) -> None:
    """Give a kind of record and its columns their names."""
    if named := RECORDS.get(model.__name__):
        model._meta.verbose_name, model._meta.verbose_name_plural = named
    for column in model._meta.get_fields():
        if isinstance(column, Field) and column.name in COLUMNS:
            column.verbose_name = COLUMNS[column.name]
