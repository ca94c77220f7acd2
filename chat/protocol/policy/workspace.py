"""What is done in the workspace: a row for each action, with all the doors that lead to it."""

from chat.protocol.policy.ways import SiteAction

SITE_ACTIONS: dict[str, SiteAction] = {
    # What everybody may, about themselves and what they see.
    "self.read": SiteAction(
        scope="read",
        frames=("hello", "ping"),
        calls=(
            *("GET /me", "GET /me/sanctions", "GET /users", "GET /users/{user}"),
            *("GET /users/{user}/rooms", "GET /rooms", "GET /threads", "GET /bookmarks"),
            *("GET /reminders", "GET /mentions", "GET /sections", "GET /search"),
            *("GET /reports", "GET /sanctions", "GET /removals", "GET /explain"),
        ),
    ),
    "self.change": SiteAction(
        commands=(
            *("UpdateProfile", "SetStatus", "SetQuiet", "SetQuietHours", "ChooseLanguage"),
            *("SetEmail", "SetPassword", "EndSession", "EndOtherSessions", "CreateToken"),
            *("RevokeToken", "SetReminder", "FinishReminder", "CreateSection", "ChangeSection"),
            *("RemoveSection", "AddUpload", "DescribeUpload", "DiscardUpload", "RevokeInvitation"),
        ),
        calls=(
            *("PATCH /me", "PUT /me/status", "PUT /me/quiet", "PUT /me/quiet-hours"),
            *("PUT /reminders/{reminder}", "DELETE /reminders/{reminder}", "POST /sections"),
            *("PATCH /sections/{section}", "DELETE /sections/{section}", "POST /uploads"),
            *("PATCH /uploads/{upload}", "DELETE /uploads/{upload}"),
        ),
    ),
    "room.create": SiteAction(commands=("CreateRoom",), calls=("POST /rooms",)),
    "direct.open": SiteAction(commands=("OpenDirect",), calls=("POST /rooms/direct",)),
    "person.report": SiteAction(commands=("ReportPerson",), calls=("POST /users/{user}/report",)),
    # What moderators may.
    "people.invite": SiteAction("fYY", commands=("InvitePeople",)),
    "person.sanction": SiteAction(
        "fYY", "moderate", commands=("ImposeSanction",), calls=("POST /sanctions",)
    ),
    "person.suspend": SiteAction("fYY", "moderate", commands=("SuspendUser",)),
    "suspension.lift": SiteAction("fYY", "moderate", commands=("LiftSuspension",)),
    "sanction.lift": SiteAction(
        "nYY", "moderate", commands=("LiftSanction",), calls=("DELETE /sanctions/{sanction}",)
    ),
    "removal.begin": SiteAction(
        "fYY", "moderate", commands=("RemoveMessages",), calls=("POST /removals",)
    ),
    "removal.read": SiteAction("nYY", "read", calls=("GET /removals/{removal}",)),
    "removal.end": SiteAction(
        "nYY", "moderate", commands=("EndRemoval",), calls=("DELETE /removals/{removal}",)
    ),
    "report.read": SiteAction("nYY", "read", calls=("GET /reports/{report}",)),
    "report.take": SiteAction(
        "nYY",
        "moderate",
        commands=("TakeReport",),
        calls=("PUT /reports/{report}/assignee", "DELETE /reports/{report}/assignee"),
    ),
    "report.decide": SiteAction(
        "nYY",
        "moderate",
        commands=("DecideReport",),
        calls=("PUT /reports/{report}/decision",),
    ),
    "audit.read": SiteAction("fYY", "moderate", calls=("GET /audit",)),
    # What admins may.
    "account.create": SiteAction("ffY", "admin", commands=("CreateUser",), calls=("POST /users",)),
    "role.change": SiteAction(
        "ffY", "admin", commands=("ChangeRole",), calls=("PATCH /users/{user}",)
    ),
    "session.end_others": SiteAction("nnY"),
    "password.set_others": SiteAction("nnY"),
    "token.create_others": SiteAction("nnY"),
    # What the server alone does.
    "workspace.found": SiteAction("fff", commands=("FoundWorkspace",)),
    "account.sign_up": SiteAction("fff", commands=("SignUp",)),
    "removal.continue": SiteAction("fff", commands=("ContinueRemoval",)),
    "preview.show": SiteAction("fff", commands=("ShowPreviews",)),
    "reminder.tell": SiteAction("fff", commands=("TellReminders",)),
    "audit.write": SiteAction("fff", "admin", commands=("RecordAct",)),
}
