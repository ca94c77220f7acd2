"""What the commands of a lane say, each at each of its doors."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from chat.protocol import commands as c
from chat.protocol.actors import operator
from chat.protocol.commands.previews import Preview
from chat.queries.secrets import hash_key
from tests.faults.races.lane import HELPED, Fields, Lane
from tests.faults.races.needs import Right

YEARS_AGO = "2020-01-01T00:00:00Z"


def fields_of(lane: Lane, command: type[c.Command], n: int, crowd: dict[str, list[int]]) -> Fields:
    """What a lane's command says, at its n-th door; notes what must be there before."""
    room, name = {"room": lane.room}, command.__name__
    unique = f"{lane.number}x{n}"
    before: dict[str, type[c.Command]] = {
        "RemoveReaction": c.AddReaction,
        "UnpinMessage": c.PinMessage,
        "RemoveBookmark": c.AddBookmark,
        "UnfollowThread": c.FollowThread,
        "MoveThreadRead": c.FollowThread,
    }
    if name in ("PinMessage", "UnpinMessage", "AddBookmark", "RemoveBookmark"):
        said = room | {"seq": lane.seqs.pop()}
    elif name in ("AddReaction", "RemoveReaction"):
        said = room | {"seq": lane.seqs.pop(), "emoji": "👍"}
    elif name in ("FollowThread", "UnfollowThread", "MoveThreadRead"):
        said = room | {"thread": lane.seqs.pop()}
    elif name == "RemovePreview":
        said = shown_preview(lane, unique)
    else:
        said = plain(lane, name, n, unique, crowd)
    if name in before:
        lane.before.append(before[name](by=lane.actor, **said))
    return said | ({"seq": 1 + n} if name == "MoveThreadRead" else {})


def shown_preview(lane: Lane, unique: str) -> Fields:
    """A message of the lane's whose link has a preview before the race."""
    url = f"https://example.org/{unique}"
    place = {"room": lane.room, "seq": lane.seqs.pop()}
    page = Preview(url=url, title="A page", description="", site="")
    lane.before += [
        c.EditMessage(by=lane.actor, text=url, **place),
        c.ShowPreviews(by=operator(), looked_at=[url], previews=[page], **place),
    ]
    return place | {"url": url}


def in_hours(hours: int) -> str:
    """A time to come, as people send it."""
    return f"{timezone.now() + timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}"


def plain(lane: Lane, name: str, n: int, unique: str, crowd: dict[str, list[int]]) -> Fields:
    """The same for commands that need nothing done before."""
    said: dict[str, Fields] = {}
    for table in (of_messages, of_rooms, of_oneself, of_those_above):
        said |= table(lane, n, unique, crowd)
    if name == "EditMessage":
        lane.seqs.pop()
    return said[name]


def of_messages(lane: Lane, n: int, unique: str, crowd: dict[str, list[int]]) -> dict[str, Fields]:
    """Messages, files and how far one has read."""
    room = {"room": lane.room}
    file = {"kind": "text/plain", "size": 1, "stored": 1, "digest": "0" * 64}
    return {
        "PostMessage": room | {"client_id": str(uuid4()), "text": f"race {unique}"},
        "DeleteMessage": room | {"seq": lane.others[n]},
        "EditMessage": room | {"seq": lane.seqs[-1], "text": f"edited {unique}"},
        "AddUpload": {"key": str(uuid4()), "name": f"race-{unique}.txt", **file},
        "DescribeUpload": {
            "key": str(lane.ids[f"upload{HELPED + n}"]),
            "description": f"race {unique}",
        },
        "DiscardUpload": {"key": str(lane.ids[f"upload{n}"])},
        "MoveRead": room | {"seq": 1 + n},
        "SetLevel": room | {"level": "nothing", "muted_until": in_hours(1 + n)},
    }


def of_rooms(lane: Lane, n: int, unique: str, crowd: dict[str, list[int]]) -> dict[str, Fields]:
    """Rooms and who is in them."""
    room = {"room": lane.room}
    circles = ([lane.target.pk], [lane.barred.pk], [lane.target.pk, lane.barred.pk])
    return {
        "CreateRoom": {"slug": f"made-{unique}", "name": "Made", "kind": "open"},
        "OpenDirect": {"users": circles[n]},
        "UpdateRoom": room | {"topic": f"topic {unique}"},
        "ArchiveRoom": room | {"archived": True},
        "EnterRoom": {"room": lane.ids["apart"], "reason": f"race {unique}"},
        "AddMember": room | {"user": crowd["new"][n]},
        "EndMembership": room | {"user": crowd["old"][n]},
    }


def of_oneself(lane: Lane, n: int, unique: str, crowd: dict[str, list[int]]) -> dict[str, Fields]:
    """Accounts, and what people set for themselves."""
    room = {"room": lane.room}
    return {
        "CreateUser": {"username": f"made{unique}"},
        "InvitePeople": {"code_hash": hash_key(unique)}
        | (room if lane.right is Right.MEMBERSHIP else {}),
        "RevokeInvitation": {"invitation": lane.ids["invitation"]},
        "UpdateProfile": {"name": f"Name {unique}"},
        "ChooseLanguage": {"language": "de"},
        "SetReminder": room | {"key": str(uuid4()), "seq": lane.seqs[0], "due_at": in_hours(24)},
        "FinishReminder": {"key": str(lane.ids[f"upload{n}"])},
        "SetStatus": {"text": f"status {unique}"},
        "SetQuiet": {"until": in_hours(1 + n)},
        "SetQuietHours": {"hours": [{"day": 1 + n, "begins": "22:00", "ends": "07:00"}]},
        "CreateSection": {"name": f"Section {unique}"},
        "ChangeSection": {"section": lane.ids[f"section{n}"], "name": f"Renamed {unique}"},
        "RemoveSection": {"section": lane.ids[f"section{HELPED + n}"]},
        "PlaceRoom": room | {"favourite": True, "section": lane.ids.get(f"section{n - 1}")},
    }


def of_those_above(
    lane: Lane, n: int, unique: str, crowd: dict[str, list[int]]
) -> dict[str, Fields]:
    """What is done to others: reports, sanctions, roles and credentials."""
    room = {"room": lane.room}
    target = {"user": lane.target.pk}
    return {
        "ReportMessage": room | {"seq": lane.others[HELPED + n], "reason": "spam"},
        "ReportPerson": {"user": crowd["new"][n], "reason": "spam"},
        "TakeReport": {"report": lane.ids[f"report{n}"]},
        "DecideReport": {"report": lane.ids[f"report{HELPED + n}"], "decision": "upheld"},
        "RemoveMessages": target | {"since": YEARS_AGO, "reason": f"race {unique}"},
        "EndRemoval": {"removal": lane.ids[f"removal{n}"]},
        "ImposeSanction": target | {"kind": "warning", "reason": f"race {unique}"},
        "LiftSanction": {"sanction": lane.ids[f"sanction{n}"]},
        "ChangeRole": {"user": (lane.target, lane.barred)[n % 2].pk, "role": "moderator"},
        "SuspendUser": target,
        "LiftSuspension": {"user": lane.barred.pk},
        "SetPassword": target | {"password": "!"},
        "SetEmail": {"email": f"race{unique}@example.org"},
        "EndSession": {"session": lane.ids["session"]},
        "EndOtherSessions": target,
        "CreateToken": target
        | {"name": "race", "key_hash": hash_key(f"t{unique}"), "hint": "race", "scopes": ["read"]},
        "RevokeToken": {"token": lane.ids["token"]},
    }
