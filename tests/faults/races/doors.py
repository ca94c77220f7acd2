"""By which doors a command comes in: its frame, its call, or a process beside the servers."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from chat.protocol.frames import COMMANDS

Fields = dict[str, Any]
Call = tuple[str, str, Fields | None]

SOCKET, REST, PROCESS = "socket", "REST", "process"
KINDS = {command.__name__: kind for kind, command in COMMANDS.items()}


def on_message(method: str, below: str = "") -> Callable[[Fields], Call]:
    """A call about a message that takes no body."""
    return lambda f: (method, f"/rooms/{f['room']}/messages/{f['seq']}{below.format(**f)}", None)


def on_thread(method: str, below: str) -> Callable[[Fields], Call]:
    """A call about a thread that takes no body."""
    return lambda f: (method, f"/rooms/{f['room']}/messages/{f['thread']}/thread/{below}", None)


def of_room(method: str, below: str = "", *body: str) -> Callable[[Fields], Call]:
    """A call about a room, with the named fields as its body."""
    return lambda f: (
        method,
        f"/rooms/{f['room']}{below.format(**f)}",
        {name: f[name] for name in body} if body else None,
    )


def of_site(method: str, path: str, *body: str) -> Callable[[Fields], Call]:
    """A call about no room, with the named fields as its body."""
    return lambda f: (method, path.format(**f), {name: f[name] for name in body} or None)


#: Each command's call; an upload is sent as a form and has none.
CALLS: dict[str, Callable[[Fields], Call]] = {
    "PostMessage": of_room("POST", "/messages", "client_id", "text"),
    "EditMessage": of_room("PATCH", "/messages/{seq}", "text"),
    "DeleteMessage": on_message("DELETE"),
    "AddReaction": on_message("PUT", "/reactions/{emoji}"),
    "RemoveReaction": on_message("DELETE", "/reactions/{emoji}"),
    "PinMessage": on_message("PUT", "/pin"),
    "UnpinMessage": on_message("DELETE", "/pin"),
    "AddBookmark": on_message("PUT", "/bookmark"),
    "RemoveBookmark": on_message("DELETE", "/bookmark"),
    "DescribeUpload": of_site("PATCH", "/uploads/{key}", "description"),
    "DiscardUpload": of_site("DELETE", "/uploads/{key}"),
    "MoveRead": of_room("PUT", "/read", "seq"),
    "SetLevel": of_room("PUT", "/level", "level", "muted_until"),
    "FollowThread": on_thread("PUT", "follow"),
    "UnfollowThread": on_thread("DELETE", "follow"),
    "MoveThreadRead": of_room("PUT", "/messages/{thread}/thread/read", "seq"),
    "CreateRoom": of_site("POST", "/rooms", "slug", "name", "kind"),
    "OpenDirect": of_site("POST", "/rooms/direct", "users"),
    "UpdateRoom": of_room("PATCH", "", "topic"),
    "ArchiveRoom": of_room("PATCH", "", "archived"),
    "AddMember": of_room("PUT", "/members/{user}"),
    "EndMembership": of_room("DELETE", "/members/{user}"),
    "CreateUser": of_site("POST", "/users", "username"),
    "UpdateProfile": of_site("PATCH", "/me", "name"),
    "SetStatus": of_site("PUT", "/me/status", "text"),
    "SetQuiet": of_site("PUT", "/me/quiet", "until"),
    "SetQuietHours": of_site("PUT", "/me/quiet-hours", "hours"),
    "SetReminder": of_site("PUT", "/reminders/{key}", "due_at", "room", "seq"),
    "FinishReminder": of_site("DELETE", "/reminders/{key}"),
    "CreateSection": of_site("POST", "/sections", "name"),
    "ChangeSection": of_site("PATCH", "/sections/{section}", "name"),
    "RemoveSection": of_site("DELETE", "/sections/{section}"),
    "PlaceRoom": of_room("PUT", "/place", "favourite", "section"),
    "RemovePreview": lambda f: (
        "DELETE",
        f"/rooms/{f['room']}/messages/{f['seq']}/previews?{urlencode({'url': f['url']})}",
        None,
    ),
    "ReportMessage": of_room("POST", "/messages/{seq}/report", "reason"),
    "ReportPerson": of_site("POST", "/users/{user}/report", "reason"),
    "TakeReport": of_site("PUT", "/reports/{report}/assignee"),
    "DecideReport": of_site("PUT", "/reports/{report}/decision", "decision"),
    "RemoveMessages": of_site("POST", "/removals", "user", "since", "reason"),
    "EndRemoval": of_site("DELETE", "/removals/{removal}"),
    "ImposeSanction": of_site("POST", "/sanctions", "kind", "user", "reason"),
    "LiftSanction": of_site("DELETE", "/sanctions/{sanction}"),
    "ChangeRole": of_site("PATCH", "/users/{user}", "role"),
}


def doors_of(command: str) -> list[str]:
    """The doors that offer a command; its pages and the admin give it as a process does."""
    offered = [SOCKET] if command in KINDS else []
    return [*offered, *([REST] if command in CALLS or command == "AddUpload" else []), PROCESS]
