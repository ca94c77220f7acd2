"""What the audit log calls the acts it knows, and of which kind each is."""

from typing import Literal

Kind = Literal["moderation", "administration", "access"]

#: Moderators read the first kind where they may be, admins all of them.
ACTS: dict[str, Kind] = {
    "message.removed": "moderation",
    "preview.removed": "moderation",
    "member.added": "moderation",
    "member.removed": "moderation",
    "member.role_changed": "moderation",
    "sanction.imposed": "moderation",
    "sanction.lifted": "moderation",
    "removal.begun": "moderation",
    "removal.stopped": "moderation",
    "report.filed": "moderation",
    "report.taken": "moderation",
    "report.released": "moderation",
    "report.decided": "moderation",
    "room.created": "administration",
    "room.changed": "administration",
    "room.archived": "administration",
    "room.reopened": "administration",
    "workspace.founded": "administration",
    "account.created": "administration",
    "role.changed": "administration",
    "invitation.created": "administration",
    "invitation.revoked": "administration",
    "token.created": "administration",
    "token.revoked": "administration",
    "history.exported": "administration",
    "history.imported": "administration",
    "epochs.renewed": "administration",
    "audit.read": "administration",
    "audit.exported": "administration",
    "audit.verified": "administration",
    "room.entered": "access",  # a closed one, by an admin who is not in it, with a reason
    "message.read": "access",  # of a closed room that one is not in, in the administration
    "session.begun": "access",
    "session.failed": "access",
    "session.ended": "access",
    "sessions.ended": "access",
    "password.changed": "access",
    "email.changed": "access",
}
