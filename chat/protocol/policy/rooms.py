"""What is done in rooms: a row for each action, with all the doors that lead to it."""

from chat.protocol.policy.ways import (
    BELONGS,
    BRINGS_IN,
    COMES_IN,
    ENTERS,
    ENTERS_TO_LOOK,
    GIVES_ROLES,
    GOES,
    IS_HEARD,
    LEADS,
    NOBODY_ELSE,
    PINS,
    PUTS_OUT,
    QUIET,
    SANCTIONS,
    SEES,
    TAKES_AWAY,
    TAKES_BACK,
    RoomAction,
    Stop,
)

_MESSAGE = "/rooms/{room}/messages/{seq}"
_MEMBER = "/rooms/{room}/members/{user}"

ROOM_ACTIONS: dict[str, RoomAction] = {
    "room.read": RoomAction(
        SEES,
        scope="read",
        frames=("sync",),
        calls=(
            "GET /rooms/{room}",
            "GET /rooms/{room}/members",
            "GET /rooms/{room}/messages",
            "GET /rooms/{room}/changes",
            "GET /rooms/{room}/pins",
            f"GET {_MESSAGE}",
            f"GET {_MESSAGE}/thread",
            f"GET {_MESSAGE}/revisions",
        ),
    ),
    "message.post": RoomAction(
        BELONGS,
        QUIET,
        commands=("PostMessage",),
        frames=("message.post",),
        calls=("POST /rooms/{room}/messages",),
    ),
    "message.edit": RoomAction(
        BELONGS,
        QUIET,
        commands=("EditMessage",),
        frames=("message.edit",),
        calls=(f"PATCH {_MESSAGE}",),
    ),
    "message.edit_others": RoomAction(NOBODY_ELSE, QUIET),
    "message.delete": RoomAction(
        TAKES_BACK,
        commands=("DeleteMessage",),
        frames=("message.delete",),
        calls=(f"DELETE {_MESSAGE}",),
    ),
    "message.delete_others": RoomAction(TAKES_AWAY),
    "preview.remove": RoomAction(
        TAKES_AWAY,
        commands=("RemovePreview",),
        frames=("preview.remove",),
        calls=(f"DELETE {_MESSAGE}/previews",),
    ),
    "reaction.add": RoomAction(
        BELONGS,
        QUIET,
        commands=("AddReaction",),
        frames=("reaction.add",),
        calls=(f"PUT {_MESSAGE}/reactions/{{emoji}}",),
    ),
    "reaction.remove": RoomAction(
        BELONGS,
        QUIET,
        commands=("RemoveReaction",),
        frames=("reaction.remove",),
        calls=(f"DELETE {_MESSAGE}/reactions/{{emoji}}",),
    ),
    "message.pin": RoomAction(
        PINS,
        QUIET,
        commands=("PinMessage",),
        frames=("message.pin",),
        calls=(f"PUT {_MESSAGE}/pin",),
    ),
    "message.unpin": RoomAction(
        PINS,
        QUIET,
        commands=("UnpinMessage",),
        frames=("message.unpin",),
        calls=(f"DELETE {_MESSAGE}/pin",),
    ),
    "message.report": RoomAction(
        SEES, commands=("ReportMessage",), calls=(f"POST {_MESSAGE}/report",)
    ),
    "bookmark.add": RoomAction(
        BELONGS,
        commands=("AddBookmark",),
        frames=("bookmark.add",),
        calls=(f"PUT {_MESSAGE}/bookmark",),
    ),
    "bookmark.remove": RoomAction(
        BELONGS,
        commands=("RemoveBookmark",),
        frames=("bookmark.remove",),
        calls=(f"DELETE {_MESSAGE}/bookmark",),
    ),
    "thread.follow": RoomAction(
        BELONGS,
        commands=("FollowThread",),
        frames=("thread.follow",),
        calls=(f"PUT {_MESSAGE}/thread/follow",),
    ),
    "thread.read": RoomAction(
        BELONGS,
        commands=("MoveThreadRead",),
        frames=("thread.read.move",),
        calls=(f"PUT {_MESSAGE}/thread/read",),
    ),
    "thread.unfollow": RoomAction(
        BELONGS,
        commands=("UnfollowThread",),
        frames=("thread.unfollow",),
        calls=(f"DELETE {_MESSAGE}/thread/follow",),
    ),
    "read.move": RoomAction(
        BELONGS,
        commands=("MoveRead",),
        frames=("read.move",),
        calls=("PUT /rooms/{room}/read",),
    ),
    "level.set": RoomAction(
        BELONGS,
        commands=("SetLevel",),
        frames=("level.set",),
        calls=("PUT /rooms/{room}/level",),
    ),
    "room.place": RoomAction(
        BELONGS,
        commands=("PlaceRoom",),
        frames=("room.place",),
        calls=("PUT /rooms/{room}/place",),
    ),
    "typing": RoomAction(IS_HEARD, frames=("typing",)),
    "room.change": RoomAction(
        LEADS,
        (Stop("archived", "archived", LEADS),),
        commands=("UpdateRoom",),
        calls=("PATCH /rooms/{room}",),
    ),
    "room.archive": RoomAction(LEADS, commands=("ArchiveRoom",)),
    "room.enter": RoomAction(ENTERS_TO_LOOK, scope="admin", commands=("EnterRoom",)),
    "room.join": RoomAction(
        COMES_IN,
        (Stop("archived", "archived", ENTERS), Stop("banned", "forbidden", ENTERS)),
        commands=("AddMember",),
        calls=(f"PUT {_MEMBER}",),
    ),
    "member.add": RoomAction(
        BRINGS_IN,
        (Stop("muted", "muted", BRINGS_IN), Stop("archived", "archived", BRINGS_IN)),
    ),
    "member.give_role": RoomAction(
        GIVES_ROLES, (Stop("muted", "muted", BRINGS_IN),), calls=(f"PUT {_MEMBER}/role",)
    ),
    "room.leave": RoomAction(GOES, commands=("EndMembership",), calls=(f"DELETE {_MEMBER}",)),
    "member.remove": RoomAction(PUTS_OUT),
    "member.remove_messages": RoomAction(TAKES_AWAY, scope="moderate"),
    "member.mute": RoomAction(SANCTIONS, scope="moderate"),
    "member.ban": RoomAction(SANCTIONS, scope="moderate"),
}
