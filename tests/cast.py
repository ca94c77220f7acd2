"""The fixed cast of the tests: its people, its rooms, and short ways to let them act."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from chat.models import Membership, Message, Room, Session, User
from chat.models.upload_bytes import path_of
from chat.pipeline import Outcome, perform_sync
from chat.protocol.actors import SCOPES, Actor, operator
from chat.protocol.commands import (
    AddMember,
    AddUpload,
    Command,
    CreateRoom,
    CreateToken,
    CreateUser,
    FoundWorkspace,
    OpenDirect,
    PostMessage,
)
from chat.protocol.errors import ChatError
from chat.queries.accounts import hash_key, new_secret

ABSENT = 999_999  # an id that nothing has
PEOPLE = (  # beside ann, the owner
    ("bob", "member", "person"),
    ("eve", "member", "person"),
    ("mod", "moderator", "person"),
    ("robo", "member", "bot"),
)


@dataclass
class Cast:
    """ann owner, bob member, eve outsider, mod moderator, robo bot; lounge, board, direct.

    In the lounge (open): ann, bob, mod, robo. On the board (closed): ann, bob, mod. The direct
    room is ann's and bob's. Eve belongs to no room of theirs; the first room is everybody's.
    """

    people: dict[str, int] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> int:
        """The id of a person or a room."""
        return self.people[name] if name in self.people else self.rooms[name]

    def actor(self, name: str) -> Actor:
        """Somebody of the cast, with no credential that could end."""
        return operator() if name == "operator" else Actor(self.people[name])

    def command(self, by: str | Actor, kind: type[Command], /, **fields: Any) -> Command:
        """Return a command; people and rooms in its fields may be named."""
        actor = self.actor(by) if isinstance(by, str) else by
        for key in ("room", "user"):
            if isinstance(fields.get(key), str):
                fields[key] = self[fields[key]]
        if "users" in fields:
            fields["users"] = [self[u] if isinstance(u, str) else u for u in fields["users"]]
        if kind is PostMessage:
            fields.setdefault("client_id", uuid4())
        return kind(by=actor, **fields)

    def upload(self, by: str, content: bytes = b"some text", name: str = "notes.txt") -> UUID:
        """Let somebody send a file that needs no checking; returns its key."""
        key = uuid4()
        path_of(key).parent.mkdir(parents=True, exist_ok=True)
        path_of(key).write_bytes(content)
        fields = {"key": key, "name": name, "kind": "text/plain", "digest": "0" * 64}
        self.do(by, AddUpload, size=len(content), stored=len(content), **fields)
        return key

    def do(self, by: str | Actor, kind: type[Command], /, **fields: Any) -> Outcome:
        """Let somebody do something; raises the ChatError it is refused with."""
        return perform_sync(self.command(by, kind, **fields))

    def post(self, by: str | Actor, room: str = "lounge", text: str = "hi", **more: Any) -> int:
        """Let somebody say something and return its seq."""
        seq = self.do(by, PostMessage, room=room, text=text, **more).seq
        assert seq is not None
        return seq

    def session(self, name: str, **fields: Any) -> str:
        """Sign somebody in and return the secret of the cookie."""
        secret, now = new_secret("session_"), timezone.now()
        ends = {"expire_date": now + timedelta(days=1), "ends_at": now + timedelta(days=9)}
        Session.objects.create(
            session_key=hash_key(secret), session_data="", user_id=self[name], **(ends | fields)
        )
        return secret

    def token(self, name: str, *scopes: str, days: int | None = None) -> tuple[int, str]:
        """Make a token and return its id and secret."""
        secret = new_secret("chat_")
        made = self.do(
            "operator",
            CreateToken,
            user=name,
            name="test",
            key_hash=hash_key(secret),
            hint=secret[:9],
            scopes=list(scopes or SCOPES),
            days=days,
        )
        return made.result["token"], secret

    def signed_in(self, name: str) -> Actor:
        """Somebody acting through a session of their own."""
        return Actor(self[name], session=hash_key(self.session(name)))

    def with_token(self, name: str, *scopes: str) -> Actor:
        """Somebody acting through a token of their own."""
        return Actor(
            self[name], token=self.token(name, *scopes)[0], scopes=frozenset(scopes or SCOPES)
        )

    def user(self, name: str) -> User:
        """The stored account."""
        return User.objects.get(pk=self[name])

    def room(self, name: str) -> Room:
        """The stored room."""
        return Room.objects.get(pk=self[name])

    def message(self, room: str, seq: int) -> Message:
        """The stored message."""
        return Message.objects.get(room_id=self[room], seq=seq)

    def members(self, room: str) -> set[str]:
        """The names of a room's members."""
        rows = Membership.objects.filter(room_id=self[room])
        return set(rows.values_list("user__username", flat=True))


def make_cast() -> Cast:
    """Make the cast through the product's own rules."""
    cast = Cast()
    found = FoundWorkspace(
        by=operator(), workspace="The House", username="ann", name="Ann", password="!unusable"
    )
    cast.people["ann"] = perform_sync(found).result["user"]["id"]
    cast.rooms["general"] = Room.objects.get(slug="general").pk
    for name, role, kind in PEOPLE:
        made = cast.do("operator", CreateUser, username=name, role=role, kind=kind)
        cast.people[name] = made.result["user"]["id"]
    for slug, kind, names in (
        ("lounge", "open", ("bob", "mod", "robo")),
        ("board", "closed", ("bob", "mod")),
    ):
        made = cast.do("ann", CreateRoom, slug=slug, name=slug.title(), kind=kind)
        cast.rooms[slug] = made.result["room"]["id"]
        for name in names:
            cast.do("ann", AddMember, room=slug, user=name)
    direct = cast.do("ann", OpenDirect, users=["bob"])
    cast.rooms["direct"] = direct.result["room"]["id"]
    return cast


Contents = dict[str, list[tuple[Any, ...]]]


def contents(*beside: type[Model]) -> Contents:
    """Everything that is stored beside some records, to see that a refusal stores nothing."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_app_config("chat").get_models()
        if model not in beside
    }


def refused(
    code: str, cast: Cast, by: str | Actor, kind: type[Command], /, **fields: Any
) -> ChatError:
    """Assert that a command is refused with a code and a sentence, and changes nothing."""
    command, before = cast.command(by, kind, **fields), contents()
    with pytest.raises(ChatError) as refusal:
        perform_sync(command)
    assert refusal.value.code == code, refusal.value.message
    assert refusal.value.message.endswith(".")
    assert contents() == before, "a refused command has stored something"
    return refusal.value


def hidden(
    cast: Cast, by: str | Actor, kind: type[Command], /, *, room: str, **fields: Any
) -> None:
    """Assert that a room one may not know of is refused exactly as one that does not exist."""
    found = refused("not_found", cast, by, kind, room=room, **fields)
    absent = refused("not_found", cast, by, kind, room=ABSENT, **fields)
    assert (found.message, found.retry_after) == (absent.message, absent.retry_after)
