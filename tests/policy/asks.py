"""How each action of the policy is asked for: as a command, and as a call of the API."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from chat.protocol import commands as c
from tests.policy.world import World

Call = tuple[str, str, Any]  # method, path below the root, body
THUMB = quote("👍")
PAGE = "https://page.example/"


@dataclass(frozen=True)
class Ask:
    """One way to ask: the command with its fields, or none; and the calls that lead to it."""

    command: type[c.Command] | None
    fields: dict[str, Any]
    calls: tuple[Call, ...] = ()


def of_room(w: World) -> str:
    """The path of the room."""
    return f"/rooms/{w.room}"


def of_message(w: World, seq: int) -> str:
    """The path of a message."""
    return f"/rooms/{w.room}/messages/{seq}"


def about(kind: type[c.Command], method: str, tail: str = "", body: Any = None) -> Any:
    """An ask about what the target said, whose fields are its room and seq."""

    def ask(w: World) -> Ask:
        fields = {"room": w.room, "seq": w.theirs}
        return Ask(kind, fields, ((method, of_message(w, w.theirs) + tail, body),))

    return ask


def reading(w: World) -> Ask:
    """Everything that reads in a room."""
    message = of_message(w, w.theirs)
    paths = [of_room(w), f"{of_room(w)}/members", f"{of_room(w)}/messages", f"{of_room(w)}/pins"]
    paths += [f"{of_room(w)}/changes?epoch=x", message, f"{message}/thread", f"{message}/revisions"]
    return Ask(None, {}, tuple(("GET", path, None) for path in paths))


def post(w: World) -> Ask:
    """Say something."""
    fields = {"room": w.room, "client_id": str(uuid4()), "text": "hi"}
    return Ask(c.PostMessage, fields, (("POST", f"{of_room(w)}/messages", {"text": "hi"}),))


def edit(own: bool) -> Callable[[World], Ask]:
    """Replace a text, one's own or the target's."""

    def ask(w: World) -> Ask:
        seq = w.own if own else w.theirs
        fields = {"room": w.room, "seq": seq, "text": "other"}
        return Ask(c.EditMessage, fields, (("PATCH", of_message(w, seq), {"text": "other"}),))

    return ask


def delete(own: bool) -> Callable[[World], Ask]:
    """Take a message away, one's own or the target's."""

    def ask(w: World) -> Ask:
        seq = w.own if own else w.theirs
        fields = {"room": w.room, "seq": seq}
        return Ask(c.DeleteMessage, fields, (("DELETE", of_message(w, seq), None),))

    return ask


def reaction(kind: type[c.Command], method: str) -> Callable[[World], Ask]:
    """React to what the target said, or no more."""

    def ask(w: World) -> Ask:
        fields = {"room": w.room, "seq": w.theirs, "emoji": "👍"}
        path = f"{of_message(w, w.theirs)}/reactions/{THUMB}"
        return Ask(kind, fields, ((method, path, None),))

    return ask


def preview(w: World) -> Ask:
    """Take a preview off what the target said."""
    fields = {"room": w.room, "seq": w.theirs, "url": PAGE}
    path = f"{of_message(w, w.theirs)}/previews?url={quote(PAGE, safe='')}"
    return Ask(c.RemovePreview, fields, (("DELETE", path, None),))


def report(w: World) -> Ask:
    """Bring what the target said before the moderators."""
    fields = {"room": w.room, "seq": w.theirs, "reason": "spam"}
    path = f"{of_message(w, w.theirs)}/report"
    return Ask(c.ReportMessage, fields, (("POST", path, {"reason": "spam"}),))


def thread(kind: type[c.Command], method: str) -> Callable[[World], Ask]:
    """Follow what the target said, or no more."""

    def ask(w: World) -> Ask:
        path = f"{of_message(w, w.theirs)}/thread/follow"
        return Ask(kind, {"room": w.room, "thread": w.theirs}, ((method, path, None),))

    return ask


def thread_read(w: World) -> Ask:
    """Say how far one has read a thread."""
    fields = {"room": w.room, "thread": w.theirs, "seq": w.theirs}
    path = f"{of_message(w, w.theirs)}/thread/read"
    return Ask(c.MoveThreadRead, fields, (("PUT", path, {"seq": w.theirs}),))


def setting(kind: type[c.Command], tail: str, fields: dict[str, Any]) -> Callable[[World], Ask]:
    """Set something of one's own about the room."""

    def ask(w: World) -> Ask:
        return Ask(kind, {"room": w.room, **fields}, (("PUT", of_room(w) + tail, fields),))

    return ask


def change(w: World) -> Ask:
    """Give the room another topic."""
    call = ("PATCH", of_room(w), {"topic": "other"})
    return Ask(c.UpdateRoom, {"room": w.room, "topic": "other"}, (call,))


def archive(w: World) -> Ask:
    """Close the room."""
    return Ask(c.ArchiveRoom, {"room": w.room}, (("PATCH", of_room(w), {"archived": True}),))


def entry(w: World) -> Ask:
    """Say why one looks into the room."""
    return Ask(c.EnterRoom, {"room": w.room, "reason": "a complaint"})


def member(kind: type[c.Command], method: str, who: str) -> Callable[[World], Ask]:
    """Bring in or put out oneself, the target or the stranger."""

    def ask(w: World) -> Ask:
        user = getattr(w, who)
        path = f"{of_room(w)}/members/{user}"
        return Ask(kind, {"room": w.room, "user": user}, ((method, path, None),))

    return ask


def give_role(w: World) -> Ask:
    """Let the target lead."""
    fields = {"room": w.room, "user": w.target, "role": "moderator"}
    path = f"{of_room(w)}/members/{w.target}/role"
    return Ask(c.AddMember, fields, (("PUT", path, {"role": "moderator"}),))


def sanction(kind: str) -> Callable[[World], Ask]:
    """Mute the target in the room, or ban them from it."""

    def ask(w: World) -> Ask:
        fields = {"room": w.room, "user": w.target, "kind": kind}
        return Ask(c.ImposeSanction, fields, (("POST", "/sanctions", fields),))

    return ask


def removal(w: World) -> Ask:
    """Remove all that the target said in the room."""
    fields = {"room": w.room, "user": w.target, "since": "2020-01-01T00:00:00Z"}
    return Ask(c.RemoveMessages, fields, (("POST", "/removals", fields),))


ROOM_ASKS: dict[str, Callable[[World], Ask]] = {
    "room.read": reading,
    "message.post": post,
    "message.edit": edit(own=True),
    "message.edit_others": edit(own=False),
    "message.delete": delete(own=True),
    "message.delete_others": delete(own=False),
    "preview.remove": preview,
    "reaction.add": reaction(c.AddReaction, "PUT"),
    "reaction.remove": reaction(c.RemoveReaction, "DELETE"),
    "message.pin": about(c.PinMessage, "PUT", "/pin"),
    "message.unpin": about(c.UnpinMessage, "DELETE", "/pin"),
    "message.report": report,
    "bookmark.add": about(c.AddBookmark, "PUT", "/bookmark"),
    "bookmark.remove": about(c.RemoveBookmark, "DELETE", "/bookmark"),
    "thread.follow": thread(c.FollowThread, "PUT"),
    "thread.read": thread_read,
    "thread.unfollow": thread(c.UnfollowThread, "DELETE"),
    "read.move": setting(c.MoveRead, "/read", {"seq": 1}),
    "level.set": setting(c.SetLevel, "/level", {"level": "nothing"}),
    "room.place": setting(c.PlaceRoom, "/place", {"favourite": True}),
    "room.change": change,
    "room.archive": archive,
    "room.enter": entry,
    "room.join": member(c.AddMember, "PUT", "person"),
    "member.add": member(c.AddMember, "PUT", "other"),
    "member.give_role": give_role,
    "room.leave": member(c.EndMembership, "DELETE", "person"),
    "member.remove": member(c.EndMembership, "DELETE", "target"),
    "member.remove_messages": removal,
    "member.mute": sanction("mute"),
    "member.ban": sanction("ban"),
}
