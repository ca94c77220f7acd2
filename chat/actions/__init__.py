"""What may be done: the table of contents of the product."""

from collections.abc import Callable
from typing import Any

from chat.actions import (
    accounts,
    audit,
    bookmarks,
    credentials,
    memberships,
    messages,
    pins,
    previews,
    profiles,
    reactions,
    read_state,
    reminders,
    removals,
    reports,
    rooms,
    sanctions,
    sections,
    sessions,
    threads,
    tokens,
    uploads,
)
from chat.actions.batch import Batch
from chat.actions.outcome import Outcome
from chat.protocol import commands as c

Rule = Callable[[Any, Batch], Outcome]

#: From command to rule. A rule refuses with a ChatError before it writes, or writes and tells.
HANDLERS: dict[type[c.Command], Rule] = {
    c.PostMessage: messages.post_message,
    c.EditMessage: messages.edit_message,
    c.DeleteMessage: messages.delete_message,
    c.AddReaction: reactions.add_reaction,
    c.RemoveReaction: reactions.remove_reaction,
    c.PinMessage: pins.pin_message,
    c.UnpinMessage: pins.unpin_message,
    c.ShowPreviews: previews.show_previews,
    c.RemovePreview: previews.remove_preview,
    c.AddBookmark: bookmarks.add_bookmark,
    c.RemoveBookmark: bookmarks.remove_bookmark,
    c.SetReminder: reminders.set_reminder,
    c.FinishReminder: reminders.finish_reminder,
    c.TellReminders: reminders.tell_reminders,
    c.AddUpload: uploads.add_upload,
    c.DescribeUpload: uploads.describe_upload,
    c.DiscardUpload: uploads.discard_upload,
    c.MoveRead: read_state.move_read,
    c.FollowThread: threads.follow_thread,
    c.UnfollowThread: threads.unfollow_thread,
    c.MoveThreadRead: threads.move_thread_read,
    c.CreateRoom: rooms.create_room,
    c.OpenDirect: rooms.open_direct,
    c.UpdateRoom: rooms.update_room,
    c.ArchiveRoom: rooms.archive_room,
    c.EnterRoom: rooms.enter_room,
    c.AddMember: memberships.add_member,
    c.EndMembership: memberships.end_membership,
    c.SetLevel: memberships.set_level,
    c.CreateSection: sections.create_section,
    c.ChangeSection: sections.change_section,
    c.RemoveSection: sections.remove_section,
    c.PlaceRoom: sections.place_room,
    c.FoundWorkspace: accounts.found_workspace,
    c.CreateUser: accounts.create_user,
    c.InvitePeople: accounts.invite_people,
    c.RevokeInvitation: accounts.revoke_invitation,
    c.SignUp: accounts.sign_up,
    c.UpdateProfile: profiles.update_profile,
    c.SetStatus: profiles.set_status,
    c.SetQuiet: profiles.set_quiet,
    c.SetQuietHours: profiles.set_quiet_hours,
    c.ChooseLanguage: accounts.choose_language,
    c.ChangeRole: accounts.change_role,
    c.SuspendUser: accounts.suspend_user,
    c.LiftSuspension: accounts.lift_suspension,
    c.ImposeSanction: sanctions.impose_sanction,
    c.LiftSanction: sanctions.lift_sanction,
    c.RemoveMessages: removals.remove_messages,
    c.ContinueRemoval: removals.continue_removal,
    c.EndRemoval: removals.end_removal,
    c.ReportMessage: reports.report_message,
    c.ReportPerson: reports.report_person,
    c.TakeReport: reports.take_report,
    c.DecideReport: reports.decide_report,
    c.SetPassword: credentials.set_password,
    c.SetEmail: credentials.set_email,
    c.EndSession: sessions.end_session,
    c.EndOtherSessions: sessions.end_other_sessions,
    c.CreateToken: tokens.create_token,
    c.RevokeToken: tokens.revoke_token,
    c.RecordAct: audit.record_act,
}


def carry_out(command: c.Command, batch: Batch) -> Outcome:
    """Check the actor's authority, then apply the command's rule."""
    batch.authority.check(command)
    return HANDLERS[type(command)](command, batch)
