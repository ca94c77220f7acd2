"""A workspace with one of every record, and its people signed in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from chat.models import Message, Room, User
from chat.pipeline import perform_sync
from chat.protocol.actors import Actor, operator
from chat.protocol.commands import (
    AddMember,
    AddReaction,
    AddUpload,
    CreateRoom,
    CreateToken,
    CreateUser,
    DeleteMessage,
    EditMessage,
    FollowThread,
    FoundWorkspace,
    InvitePeople,
    OpenDirect,
    PostMessage,
    RemoveMessages,
    ReportMessage,
    RevokeToken,
    SuspendUser,
    UpdateProfile,
)
from chat.queries.accounts import hash_key, new_secret

SignIn = Callable[[str], Client]


@dataclass
class House:
    """The cast by name, the rooms by slug, and every secret that exists."""

    users: dict[str, User] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)

    def actor(self, name: str) -> Actor:
        """Somebody acting without a credential of their own."""
        return Actor(self.users[name].pk)

    def post(self, name: str, slug: str, text: str) -> Message:
        """Let somebody say something."""
        room = self.rooms[slug]
        outcome = perform_sync(
            PostMessage(by=self.actor(name), room=room.pk, client_id=uuid4(), text=text)
        )
        return Message.objects.get(room=room, seq=outcome.seq)

    def send(self, name: str, slug: str, file: str) -> None:
        """Let somebody post a file."""
        by, key = self.actor(name), uuid4()
        described = {"name": file, "kind": "text/plain", "digest": "0" * 64}
        perform_sync(AddUpload(by=by, key=key, size=9, stored=9, **described))
        room = self.rooms[slug].pk
        command = PostMessage(by=by, room=room, client_id=uuid4(), text="", attachments=[key])
        perform_sync(command)

    def token(self, name: str) -> int:
        """Make a token and remember its secret."""
        secret = new_secret("chat_")
        self.secrets += [secret, hash_key(secret)]
        outcome = perform_sync(
            CreateToken(
                by=operator(),
                user=self.users[name].pk,
                name=f"{name}'s script",
                key_hash=hash_key(secret),
                hint=secret[:9],
                scopes=["read"],
            )
        )
        return int(outcome.result["token"])


@pytest.fixture
def house(db: None, settings: Any) -> House:
    """Ann's workspace: lounge open, board closed, ann and bob talking alone."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    made = House()
    perform_sync(
        FoundWorkspace(
            by=operator(),
            workspace="The House",
            username="ann",
            name="Ann",
            password="md5$salt$passwordofann",
        )
    )
    made.secrets.append("passwordofann")
    for name, role, kind in (
        ("bob", "member", "person"),
        ("eve", "member", "person"),
        ("mod", "moderator", "person"),
        ("ada", "admin", "person"),
        ("robo", "member", "bot"),
    ):
        perform_sync(
            CreateUser(
                by=operator(),
                username=name,
                email=f"{name}@example.org",
                password=f"md5$salt$passwordof{name}",
                role=role,
                kind=kind,
            )
        )
        made.secrets.append(f"passwordof{name}")
    made.users = {user.username: user for user in User.objects.all()}
    fill(made)
    return made


def fill(made: House) -> None:
    """Make rooms and one of every record in them."""
    ann, bob = made.actor("ann"), made.actor("bob")
    perform_sync(CreateRoom(by=ann, slug="lounge", name="Lounge"))
    perform_sync(CreateRoom(by=ann, slug="board", name="Board", kind="closed"))
    perform_sync(OpenDirect(by=ann, users=[bob.user]))
    made.rooms = {room.slug: room for room in Room.objects.exclude(kind="direct")}
    made.rooms["direct"] = Room.objects.get(kind="direct")
    for name in ("bob", "mod"):
        made_in = made.rooms["lounge"].pk
        perform_sync(AddMember(by=ann, room=made_in, user=made.users[name].pk))
    edited = made.post("bob", "lounge", "the first wording for @ann")
    lounge = edited.room_id
    perform_sync(EditMessage(by=bob, room=lounge, seq=edited.seq, text="the second for @ann"))
    perform_sync(AddReaction(by=ann, room=lounge, seq=edited.seq, emoji="👍"))
    perform_sync(FollowThread(by=ann, room=lounge, thread=edited.seq))
    removed = made.post("bob", "lounge", "taken back")
    perform_sync(DeleteMessage(by=bob, room=lounge, seq=removed.seq))
    made.post("ann", "board", "the budget is secret")
    made.send("ann", "lounge", "agenda.txt")
    made.post("ann", "direct", "between the two of us")
    perform_sync(RevokeToken(by=operator(), token=made.token("robo")))
    made.token("ann")
    perform_sync(InvitePeople(by=ann, code_hash=hash_key("invitation-code"), room=lounge))
    made.secrets += ["invitation-code", hash_key("invitation-code")]
    perform_sync(UpdateProfile(by=made.actor("bob"), title="Keeps the bees"))
    perform_sync(SuspendUser(by=ann, user=made.users["eve"].pk, until=tomorrow(), reason="spam"))
    perform_sync(ReportMessage(by=ann, room=lounge, seq=edited.seq, reason="spam"))
    eve = made.users["eve"].pk
    perform_sync(RemoveMessages(by=ann, user=eve, room=lounge, since=edited.at, reason="spam"))


def tomorrow() -> datetime:
    """A time to come."""
    return timezone.now() + timedelta(days=1)


@pytest.fixture
def sign_in(house: House) -> SignIn:
    """Signs somebody in, in a browser of their own."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(house.users[name])
        secret = client.cookies["session"].value
        house.secrets += [secret, hash_key(secret)]
        return client

    return signed_in
