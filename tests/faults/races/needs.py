"""Which command stands on which right: the table that the races and their judge go by."""

from enum import StrEnum

from chat.protocol import commands as c

#: The lock that every commit takes on PostgreSQL; a runner without Django cannot import it.
AUTHORITY_LOCK = int.from_bytes(b"chat")


class Right(StrEnum):
    """Something that can be taken away, named after what takes it."""

    SUSPENSION = "suspension"  # takes an account that may act
    SESSION = "sign-out"
    TOKEN = "token revoked"
    MEMBERSHIP = "removal"
    ROOM_ROLE = "room role"
    SITE_ROLE = "role"
    ARCHIVE = "archive"


SERVER_ALONE: frozenset[Right] = frozenset()  # nobody has a right to it that could end
ALWAYS = frozenset((Right.SUSPENSION, Right.SESSION, Right.TOKEN))
BELONGS = ALWAYS | {Right.MEMBERSHIP}
WRITES = BELONGS | {Right.ARCHIVE}
LEADS = frozenset((Right.ROOM_ROLE, Right.SITE_ROLE))
ABOVE = ALWAYS | {Right.SITE_ROLE}

NEEDS: dict[type[c.Command], frozenset[Right]] = {
    c.PostMessage: WRITES,
    c.EditMessage: WRITES,
    c.DeleteMessage: BELONGS | LEADS,  # somebody else's
    c.AddReaction: WRITES,
    c.RemoveReaction: WRITES,
    c.PinMessage: WRITES | LEADS,
    c.UnpinMessage: WRITES | LEADS,
    c.AddBookmark: BELONGS,
    c.RemoveBookmark: BELONGS,
    c.AddUpload: WRITES,  # in the only room one has
    c.DescribeUpload: ALWAYS,
    c.DiscardUpload: ALWAYS,
    c.MoveRead: BELONGS,
    c.FollowThread: BELONGS,
    c.UnfollowThread: BELONGS,
    c.MoveThreadRead: BELONGS,
    c.CreateRoom: ALWAYS,
    c.OpenDirect: ALWAYS,
    c.UpdateRoom: WRITES | LEADS,
    c.ArchiveRoom: BELONGS | LEADS,
    c.EnterRoom: ABOVE,  # one that one has no part in
    c.AddMember: WRITES | LEADS,
    c.EndMembership: BELONGS | LEADS,  # somebody else's
    c.SetLevel: BELONGS,
    c.FoundWorkspace: SERVER_ALONE,
    c.CreateUser: ABOVE,
    c.InvitePeople: ABOVE | {Right.MEMBERSHIP},  # into a closed room
    c.RevokeInvitation: ABOVE,  # somebody else's
    c.SignUp: SERVER_ALONE,
    c.UpdateProfile: ALWAYS,
    c.ChooseLanguage: ALWAYS,
    c.SetStatus: ALWAYS,
    c.SetQuiet: ALWAYS,
    c.SetQuietHours: ALWAYS,
    c.SetReminder: BELONGS,  # of a message
    c.FinishReminder: ALWAYS,
    c.TellReminders: SERVER_ALONE,
    c.RecordAct: SERVER_ALONE,
    c.CreateSection: ALWAYS,
    c.ChangeSection: ALWAYS,
    c.RemoveSection: ALWAYS,
    c.PlaceRoom: BELONGS,
    c.ShowPreviews: SERVER_ALONE,
    c.RemovePreview: BELONGS,
    c.ReportMessage: BELONGS,  # in a closed room
    c.ReportPerson: ALWAYS,
    c.TakeReport: ABOVE,
    c.DecideReport: ABOVE,
    c.RemoveMessages: ABOVE,
    c.ContinueRemoval: SERVER_ALONE,  # it looks at the rights of whoever asked
    c.EndRemoval: ABOVE,
    c.ImposeSanction: ABOVE,
    c.LiftSanction: ABOVE,
    c.ChangeRole: ABOVE,
    c.SuspendUser: ABOVE,
    c.LiftSuspension: ABOVE,
    c.SetPassword: ABOVE,  # somebody else's
    c.SetEmail: ALWAYS,
    c.EndSession: ABOVE,  # somebody else's
    c.EndOtherSessions: ABOVE,
    c.CreateToken: ABOVE,
    c.RevokeToken: ABOVE,
}
