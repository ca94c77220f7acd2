"""In the operator's process: lanes, each a person with a right, what they try, and its end."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from chat.actions.outcome import Outcome
from chat.models import Removal, Session, User
from chat.pipeline import commit_batch
from chat.protocol import commands as c
from chat.protocol.actors import SCOPES, Actor, operator
from chat.queries.secrets import hash_key, new_secret
from tests.faults.races.doors import doors_of
from tests.faults.races.lane import HELPED, Fields, Lane, numbers
from tests.faults.races.needs import ALWAYS, NEEDS, Right
from tests.faults.races.said import fields_of, in_hours

TARGETS = 36  # messages that a lane's commands are about
ROLES = {Right.MEMBERSHIP: "moderator", Right.SITE_ROLE: "admin"} | dict.fromkeys(ALWAYS, "admin")


def done(commands: Sequence[c.Command]) -> list[Outcome]:
    """Carries many commands out; none may be refused."""
    found = []
    for start in range(0, len(commands), 1_000):
        for result in commit_batch(commands[start : start + 1_000]):
            if not isinstance(result, Outcome):
                raise result
            found.append(result)
    return found


def people(prefix: str, count: int, role: str = "member") -> list[User]:
    """Makes accounts without a password."""
    first = next(numbers)
    names = [f"{prefix}{first}x{n}" for n in range(count)]
    made = [User(username=name, name=name, role=role, password="!") for name in names]
    return User.objects.bulk_create(made)


def session_of(user: User) -> str:
    """Signs somebody in; returns the cookie's key."""
    key, now = new_secret("session_"), timezone.now()
    ends = {"expire_date": now + timedelta(days=1), "ends_at": now + timedelta(days=1)}
    Session.objects.create(session_key=hash_key(key), session_data="", user=user, **ends)
    return key


def token_of(user: User, scopes: Sequence[str] = SCOPES) -> tuple[c.CreateToken, str]:
    """A command that makes a token, and the token's secret."""
    secret = new_secret("chat_")
    fields = {"name": "race", "key_hash": hash_key(secret), "hint": secret[:9]}
    return c.CreateToken(
        by=operator(user.pk), user=user.pk, scopes=list(scopes), **fields  # type: ignore[arg-type]
    ), secret  # fmt: skip


def end_of(lane: Lane) -> dict[str, Any]:
    """What takes the lane's right away: the command, and its fields."""
    room, user = {"room": lane.room}, {"user": lane.user.pk}
    ways: dict[Right, list[tuple[str, Fields]]] = {
        Right.SUSPENSION: [("SuspendUser", user)],
        Right.SESSION: [
            ("EndSession", {"session": hash_key(lane.session)}),
            ("EndOtherSessions", user),
            ("SetPassword", user | {"password": "!"}),
        ],
        Right.TOKEN: [("RevokeToken", {"token": lane.token[0]})],
        Right.MEMBERSHIP: [("EndMembership", room | user)],
        Right.ROOM_ROLE: [("AddMember", room | user | {"role": "member"})],
        Right.SITE_ROLE: [("ChangeRole", user | {"role": "member"})],
        Right.ARCHIVE: [("ArchiveRoom", room | {"archived": True})],
    }
    several = ways[lane.right]
    command, fields = several[lane.number % len(several)]
    return {"command": command, "fields": fields}


def build(rights: list[str], ann: int, only: list[str]) -> list[dict[str, Any]]:
    """Makes a lane for each right; ``only`` names the commands to try, all that need it if empty.

    Whatever a command needs beside the right is there: only the right's end can refuse it.
    """
    founder = Actor(ann)
    wanted = [Right(right) for right in rights]
    crowd = {kind: [u.pk for u in people(kind, HELPED)] for kind in ("new", "old")}
    users = [people("racer", 1, ROLES.get(right, "member"))[0] for right in wanted]
    targets, barred = people("target", len(wanted)), people("barred", len(wanted))
    lanes = [Lane(*four) for four in zip(wanted, users, targets, barred, strict=True)]
    named = [
        c.CreateRoom(by=founder, slug=f"race-{x.number}", name="Race", kind="closed") for x in lanes
    ]
    for lane, made in zip(lanes, done(named), strict=True):
        lane.room = int(made.result["room"]["id"])
    done([command for lane in lanes for command in settled(lane, founder, crowd)])
    for lane in lanes:
        furnished(lane, founder, crowd)
    described = [one(lane, only, crowd) for lane in lanes]
    if only:  # one command, of which each lane has room for one: every door in its turn
        for number, lane in enumerate(described):
            writes = lane["writes"]
            lane["writes"] = [writes[number // len(set(rights)) % len(writes)]]
    done([command for lane in lanes for command in lane.before])
    return described


def settled(lane: Lane, founder: Actor, crowd: dict[str, list[int]]) -> list[c.Command]:
    """Who belongs to a lane's room."""
    role = None if lane.right is Right.SITE_ROLE else "owner"
    mine = c.AddMember(by=founder, room=lane.room, user=lane.user.pk, role=role)
    old = [c.AddMember(by=founder, room=lane.room, user=user) for user in crowd["old"]]
    return [mine, *old, c.SuspendUser(by=operator(), user=lane.barred.pk)]


def furnished(lane: Lane, founder: Actor, crowd: dict[str, list[int]]) -> None:
    """Gives a lane its messages, credentials and whatever else its commands are about."""

    def post(user: int) -> c.PostMessage:
        return c.PostMessage(by=Actor(user), room=lane.room, client_id=uuid4(), text="a target")

    places = [post(lane.user.pk) for _ in range(TARGETS)]
    places += [post(user) for user in crowd["old"] * 2]  # to be deleted, and to be reported
    seqs = [int(outcome.seq or 0) for outcome in done(places)]
    lane.seqs, lane.others = seqs[:TARGETS], seqs[TARGETS:]
    mine, secret = token_of(lane.user)
    theirs, _ = token_of(lane.target)
    keys = [uuid4() for _ in range(2 * HELPED)]  # to be let go of, and to be described
    file = {"name": "kept.txt", "kind": "text/plain", "size": 1, "stored": 1, "digest": "0" * 64}
    made = done(
        [
            mine,
            theirs,
            c.UpdateProfile(by=lane.actor, time_zone="Europe/Berlin"),  # for quiet hours
            c.InvitePeople(by=founder, code_hash=hash_key(f"i{lane.number}")),
            *(c.AddUpload(by=lane.actor, key=key, **file) for key in keys),  # type: ignore[arg-type]
            *(
                c.SetReminder(by=lane.actor, key=k, due_at=in_hours(24), text="x")
                for k in keys[:HELPED]
            ),  # type: ignore[arg-type]
        ]
    )
    lane.token = int(made[0].result["token"]), secret
    lane.session = session_of(lane.user)
    lane.ids = {f"upload{n}": key for n, key in enumerate(keys)}
    lane.ids |= {"token": made[1].result["token"], "invitation": made[3].result["invitation"]}
    lane.ids["session"] = hash_key(session_of(lane.barred))
    since = timezone.now() - timedelta(days=1)  # of which they have said nothing
    removals = [
        c.RemoveMessages(by=operator(), user=lane.target.pk, since=since) for _ in range(HELPED)
    ]
    for n, outcome in enumerate(done(removals)):  # to be stopped, by each door one of its own
        lane.ids[f"removal{n}"] = outcome.result["removal"]["id"]
    later = timezone.now() + timedelta(days=1)  # no process ends one before the race
    Removal.objects.filter(user=lane.target.pk).update(due_at=later)
    apart = c.CreateRoom(by=founder, slug=f"apart-{lane.number}", name="Apart", kind="closed")
    lane.ids["apart"] = done([apart])[0].result["room"]["id"]
    muted = [
        c.ImposeSanction(by=founder, kind="mute", user=user, room=lane.room)
        for user in crowd["old"]
    ]
    for n, outcome in enumerate(done(muted)):  # to be lifted, by each door one of its own
        lane.ids[f"sanction{n}"] = outcome.result["sanction"]["id"]
    reported = [
        c.ReportPerson(by=Actor(lane.target.pk), user=user, reason="spam")
        for user in crowd["new"] + crowd["old"]
    ]
    for n, outcome in enumerate(done(reported)):  # to be looked into, and to be decided
        lane.ids[f"report{n}"] = outcome.result["report"]["id"]
    begun = [c.CreateSection(by=lane.actor, name=f"Section {n}") for n in range(2 * HELPED)]
    for n, outcome in enumerate(done(begun)):  # to be changed, and to be removed
        lane.ids[f"section{n}"] = outcome.result["section"]["id"]


def one(lane: Lane, only: list[str], crowd: dict[str, list[int]]) -> dict[str, Any]:
    """A lane, as the runner wants to know it."""
    commands = [
        command
        for command, rights in NEEDS.items()
        if lane.right in rights
        and (command.__name__ in only if only else command is not c.ArchiveRoom)
    ]
    writes = [
        {"command": k.__name__, "door": door, "fields": fields_of(lane, k, n, crowd)}
        for k in commands
        for n, door in enumerate(doors_of(k.__name__))
    ]
    return {
        "right": lane.right, "user": lane.user.pk, "writes": writes, "end": end_of(lane),
        "token": lane.token, "session": lane.session, "session_hash": hash_key(lane.session),
    }  # fmt: skip
