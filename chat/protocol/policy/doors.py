"""The doors that are no frame and no call: who opens each page, who does each operation of the
administration, who runs each command, and who hears each event."""

from typing import Literal

from chat.protocol.events import ROOM_KINDS, VIEWER_KINDS

Audience = Literal["everyone", "signed_in", "moderators", "admins", "operator"]
Hearer = Literal["members", "oneself"]


def _all(audience: Audience, *names: str) -> dict[str, Audience]:
    return dict.fromkeys(names, audience)


#: By the name of the address. Whom a page shows what, its reads say.
PAGES: dict[str, Audience] = (
    _all(
        "everyone",
        *("account_login", "account_inactive", "account_signup", "account_reset_password"),
        *("account_reset_password_done", "account_reset_password_from_key"),
        *("account_reset_password_from_key_done", "setup", "join", "language", "words"),
        *("healthz", "readyz", "metrics"),
    )
    | _all(
        "signed_in",
        *("home", "room", "message", "thread", "reply", "threads", "saved", "mentions"),
        *("reminders", "person", "file", "thumbnail", "account_logout", "profile"),
        *("account_reauthenticate", "account_change_password", "status", "quiet"),
        *("quiet_hours", "email", "sessions", "end_session", "end_other_sessions"),
        *("tokens", "revoke_token", "revoke_invitation"),
    )
    | _all("moderators", "invitations")
)

#: Lists of records in the administration, and who opens them.
RECORDS: dict[str, Audience] = _all(
    "moderators",
    *("user", "profile", "room", "membership", "message", "revision", "reaction"),
    *("mention", "upload", "report", "sanction", "removal", "auditentry", "follow"),
) | _all("admins", "session", "token", "invitation", "workspace", "revocation")

#: What is done to records there, and to whom it is offered; the rule decides on each.
OPERATIONS: dict[str, Audience] = _all(
    "moderators",
    *("user/suspend", "user/sanction", "user/lift", "message/remove", "report/take"),
    *("report/release", "report/uphold", "report/dismiss", "sanction/lift"),
    *("membership/mute", "membership/ban", "membership/remove-messages"),
    *("user/remove-messages", "removal/stop"),
) | _all(
    "admins",
    *("user/role", "user/sign-out", "session/sign-out", "token/revoke"),
    *("invitation/revoke", "room/add-member", "room/archive", "room/reopen"),
    *("membership/remove", "message/enter"),
)

#: Commands of the server's own command line, which no role limits.
ORDERS: dict[str, Audience] = _all(
    "operator",
    *("serve", "create_user", "change_role", "create_token", "changepassword"),
    *("export_history", "verify_export", "import_history", "audit", "verify_audit"),
    *("explain", "remove_messages", "clean_uploads", "renew_epochs", "seed_demo"),
)

#: Events that clients are sent: those of a room to its members, the others to one person.
EVENTS: dict[str, Hearer] = {
    kind: "members" if kind in ROOM_KINDS else "oneself" for kind in (*ROOM_KINDS, *VIEWER_KINDS)
}
