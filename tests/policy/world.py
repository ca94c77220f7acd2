"""Somebody who stands somewhere: a person of a rank, in a place of a room, behind a bar."""

from dataclasses import dataclass
from uuid import uuid4

from django.utils import timezone

from chat.models import Message, Room
from chat.pipeline import perform_sync
from chat.protocol.actors import Actor, operator
from chat.protocol.commands import (
    AddMember,
    ArchiveRoom,
    ChangeRole,
    CreateRoom,
    CreateToken,
    CreateUser,
    FollowThread,
    ImposeSanction,
    OpenDirect,
)
from chat.protocol.policy import Bar, Kind, Place, Rank
from chat.queries.accounts import hash_key, new_secret
from tests.cast import Cast

ROLES = {"member": "member", "leader": "moderator", "owner": "owner"}


@dataclass(frozen=True)
class World:
    """The person who acts, a plain member they act on, and a stranger they may bring in."""

    person: int
    target: int
    other: int
    room: int
    theirs: int  # the seq of what the target said, which the person follows where they may
    own: int  # the seq of what the person said
    secret: str  # of a token of the person's

    @property
    def actor(self) -> Actor:
        """The person, with no credential that could end."""
        return Actor(self.person)


def made(cast: Cast, name: str) -> int:
    """Make an account."""
    return int(cast.do("operator", CreateUser, username=name).result["user"]["id"])


def standing(
    cast: Cast, kind: Kind, place: Place, rank: Rank, bar: Bar | None = None, mark: str = ""
) -> World:
    """Make somebody who stands like that. ``mark`` tells several of them apart."""
    person, target, other = (made(cast, f"{name}{mark}") for name in ("pat", "tom", "oda"))
    room = room_of(cast, kind, place, (person, target, other), mark)
    theirs, own = said(room, target), said(room, person)
    if place != "outsider":
        perform_sync(FollowThread(by=Actor(person), room=room, thread=theirs))
    if rank != "member":
        cast.do("operator", ChangeRole, user=person, role=rank)
    if bar == "archived":
        cast.do("operator", ArchiveRoom, room=room)
    elif bar is not None:
        where = {"room": room} if bar == "banned" else {}
        kinds = {"muted": "mute", "banned": "ban"}
        cast.do("operator", ImposeSanction, user=person, kind=kinds[bar], **where)
    return World(person, target, other, room, theirs, own, token(person))


def room_of(cast: Cast, kind: Kind, place: Place, people: tuple[int, int, int], mark: str) -> int:
    """Make a room in which the target is a plain member and the person what they are to be."""
    person, target, other = people
    if kind == "direct":
        with_whom = person if place == "member" else other
        found = perform_sync(OpenDirect(by=Actor(target), users=[with_whom]))
        return int(found.result["room"]["id"])
    host = operator(cast["ann"])
    command = CreateRoom(by=host, slug=f"place{mark}", name="Place", kind=kind)
    room = int(perform_sync(command).result["room"]["id"])
    perform_sync(AddMember(by=host, room=room, user=target))
    if place != "outsider":
        perform_sync(AddMember(by=host, room=room, user=person, role=ROLES[place]))
    return room


def said(room_id: int, author: int) -> int:
    """Store a message past every rule: also of somebody who is not in the room any more."""
    room = Room.objects.get(pk=room_id)
    room.seq += 1
    room.save(update_fields=["seq"])
    Message.objects.create(
        room=room,
        seq=room.seq,
        changed_seq=room.seq,
        author_id=author,
        client_id=uuid4(),
        at=timezone.now(),
        text="a word",
        html="<p>a word</p>",
    )
    return room.seq


def token(person: int, *scopes: str) -> str:
    """Make a token and return its secret."""
    secret = new_secret("chat_")
    perform_sync(
        CreateToken(
            by=operator(person),
            user=person,
            name="test",
            key_hash=hash_key(secret),
            hint=secret[:9],
            scopes=list(scopes or ("read", "write", "moderate", "admin")),
        )
    )
    return secret
