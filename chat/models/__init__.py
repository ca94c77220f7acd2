"""What is stored."""

from chat.models.accounts import Invitation, Session, Token, User
from chat.models.audit import AuditEntry
from chat.models.bookmarks import Bookmark
from chat.models.messages import Mention, Message, Revision
from chat.models.moderation import FOR_EVER, Report, Sanction
from chat.models.previews import PageCard, PreviewDue
from chat.models.profiles import Profile
from chat.models.reactions import Reaction
from chat.models.reminders import Reminder
from chat.models.removals import Removal
from chat.models.rooms import Membership, Room
from chat.models.search import SearchBlock, SearchSlice
from chat.models.sections import Section
from chat.models.threads import Follow
from chat.models.uploads import Upload
from chat.models.workspace import Revocation, Workspace

__all__ = [
    "FOR_EVER",
    "AuditEntry",
    "Bookmark",
    "Follow",
    "Invitation",
    "Membership",
    "Mention",
    "Message",
    "PageCard",
    "PreviewDue",
    "Profile",
    "Reaction",
    "Reminder",
    "Removal",
    "Report",
    "Revision",
    "Revocation",
    "Room",
    "Sanction",
    "SearchBlock",
    "SearchSlice",
    "Section",
    "Session",
    "Token",
    "Upload",
    "User",
    "Workspace",
]
