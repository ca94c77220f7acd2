"""What may be asked for: small frozen imperatives, each also the schema of its frame."""

from chat.protocol.commands.accounts import (
    ChangeRole,
    ChooseLanguage,
    CreateUser,
    FoundWorkspace,
    InvitePeople,
    LiftSuspension,
    RevokeInvitation,
    SignUp,
    SuspendUser,
)
from chat.protocol.commands.audit import RecordAct
from chat.protocol.commands.base import Command
from chat.protocol.commands.bookmarks import AddBookmark, RemoveBookmark
from chat.protocol.commands.credentials import SetEmail, SetPassword
from chat.protocol.commands.memberships import AddMember, EndMembership, SetLevel
from chat.protocol.commands.messages import DeleteMessage, EditMessage, PostMessage
from chat.protocol.commands.pins import PinMessage, UnpinMessage
from chat.protocol.commands.previews import RemovePreview, ShowPreviews
from chat.protocol.commands.profiles import SetQuiet, SetQuietHours, SetStatus, UpdateProfile
from chat.protocol.commands.reactions import AddReaction, RemoveReaction
from chat.protocol.commands.read_state import MoveRead
from chat.protocol.commands.reminders import FinishReminder, SetReminder, TellReminders
from chat.protocol.commands.removals import ContinueRemoval, EndRemoval, RemoveMessages
from chat.protocol.commands.reports import (
    DecideReport,
    ReportMessage,
    ReportPerson,
    TakeReport,
)
from chat.protocol.commands.rooms import (
    ArchiveRoom,
    CreateRoom,
    EnterRoom,
    OpenDirect,
    UpdateRoom,
)
from chat.protocol.commands.sanctions import ImposeSanction, LiftSanction
from chat.protocol.commands.sections import (
    ChangeSection,
    CreateSection,
    PlaceRoom,
    RemoveSection,
)
from chat.protocol.commands.sessions import EndOtherSessions, EndSession
from chat.protocol.commands.threads import FollowThread, MoveThreadRead, UnfollowThread
from chat.protocol.commands.tokens import CreateToken, RevokeToken
from chat.protocol.commands.uploads import AddUpload, DescribeUpload, DiscardUpload

__all__ = [
    "AddBookmark",
    "AddMember",
    "AddReaction",
    "AddUpload",
    "ArchiveRoom",
    "ChangeRole",
    "ChangeSection",
    "ChooseLanguage",
    "Command",
    "ContinueRemoval",
    "CreateRoom",
    "CreateSection",
    "CreateToken",
    "CreateUser",
    "DecideReport",
    "DeleteMessage",
    "DescribeUpload",
    "DiscardUpload",
    "EditMessage",
    "EndMembership",
    "EndOtherSessions",
    "EndRemoval",
    "EndSession",
    "EnterRoom",
    "FinishReminder",
    "FollowThread",
    "FoundWorkspace",
    "ImposeSanction",
    "InvitePeople",
    "LiftSanction",
    "LiftSuspension",
    "MoveRead",
    "MoveThreadRead",
    "OpenDirect",
    "PinMessage",
    "PlaceRoom",
    "PostMessage",
    "RecordAct",
    "RemoveBookmark",
    "RemoveMessages",
    "RemovePreview",
    "RemoveReaction",
    "RemoveSection",
    "ReportMessage",
    "ReportPerson",
    "RevokeInvitation",
    "RevokeToken",
    "SetEmail",
    "SetLevel",
    "SetPassword",
    "SetQuiet",
    "SetQuietHours",
    "SetReminder",
    "SetStatus",
    "ShowPreviews",
    "SignUp",
    "SuspendUser",
    "TakeReport",
    "TellReminders",
    "UnfollowThread",
    "UnpinMessage",
    "UpdateProfile",
    "UpdateRoom",
]
