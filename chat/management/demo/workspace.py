"""Makes the small workspace of the demonstration, once, through the same rules as people do."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5

from django.contrib.auth.hashers import make_password

from chat.actions.outcome import Outcome
from chat.management.demo.cast import DIRECT, PEOPLE, PLACES, WORKSPACE, Person, Place
from chat.management.demo.talk import DIRECT_TALK, TALK, Line
from chat.pipeline import perform_sync
from chat.protocol.actors import operator
from chat.protocol.commands import (
    AddMember,
    AddReaction,
    CreateRoom,
    CreateUser,
    DeleteMessage,
    EditMessage,
    FoundWorkspace,
    MoveRead,
    OpenDirect,
    PostMessage,
    UpdateRoom,
)
from chat.protocol.errors import ChatError
from chat.queries.archive import room_ids
from chat.queries.rooms import heads

DEMO = uuid5(NAMESPACE_URL, "chat:demonstration")  # message ids come from it: a rerun repeats them
PASSWORD_BYTES = 9  # twelve characters to type, 72 random bits
FIRST_ROOM = "general"  # comes with a founded workspace; here it becomes the lounge
UNREAD = 3  # messages that those who did not write last have not read yet


@dataclass(slots=True)
class Demonstration:
    """The ids and new passwords of the accounts, as they come to be."""

    ids: dict[str, int] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    messages: int = 0
    founded: bool = False  # by this run


def seed(say: Callable[[str], None]) -> Demonstration:
    """Make what is missing of the demonstration; raises ``ChatError``."""
    demo = Demonstration()
    for person in PEOPLE:
        make_person(demo, person)
    for place in PLACES:
        room = make_room(demo, place)
        talk(demo, room, TALK[place.slug])
        read(demo, room, place.people)
    make_direct(demo)
    say(f"{len(PEOPLE)} people, {len(PLACES) + 1} rooms, {demo.messages} new messages.")
    return demo


def make_person(demo: Demonstration, person: Person) -> None:
    """Make an account with a random password; the first owner founds the workspace."""
    password = "" if person.kind == "bot" else secrets.token_urlsafe(PASSWORD_BYTES)
    hashed = make_password(password) if password else ""
    outcome = found(demo, person, hashed) if person.role == "owner" else None
    if outcome is None:
        outcome = perform_sync(
            CreateUser(
                by=operator(),
                username=person.username,
                name=person.name,
                password=hashed,
                kind=person.kind,
                role="admin" if person.role == "owner" else person.role,
            )
        )
    demo.ids[person.username] = outcome.result["user"]["id"]
    if password and not outcome.repeated:
        demo.passwords[person.username] = password


def found(demo: Demonstration, person: Person, password: str) -> Outcome | None:
    """Found the workspace, or return None where somebody did before."""
    try:
        outcome = perform_sync(
            FoundWorkspace(
                by=operator(),
                workspace=WORKSPACE,
                username=person.username,
                name=person.name,
                password=password,
            )
        )
    except ChatError as refusal:
        if refusal.code != "conflict":
            raise
        return None
    demo.founded = True
    return outcome


def make_room(demo: Demonstration, place: Place) -> int:
    """Find or make a room and bring its people in; returns its id."""
    host = operator(demo.ids[place.people[0]])
    known = room_ids([place.slug, FIRST_ROOM])
    if place.slug in known:
        return known[place.slug]
    if demo.founded and place is PLACES[0] and FIRST_ROOM in known:
        room = known[FIRST_ROOM]
        perform_sync(
            UpdateRoom(by=host, room=room, slug=place.slug, name=place.name, topic=place.topic)
        )
    else:
        command = CreateRoom(
            by=host, slug=place.slug, name=place.name, kind=place.kind, topic=place.topic
        )
        room = int(perform_sync(command).result["room"]["id"])
    for username in place.people[1:]:
        perform_sync(AddMember(by=host, room=room, user=demo.ids[username]))
    return room


def make_direct(demo: Demonstration) -> None:
    """Find or open the direct conversation, and let its people talk."""
    people = [demo.ids[username] for username in DIRECT]
    outcome = perform_sync(OpenDirect(by=operator(people[0]), users=people))
    talk(demo, int(outcome.result["room"]["id"]), DIRECT_TALK)


def talk(demo: Demonstration, room: int, lines: tuple[Line, ...]) -> None:
    """Post the lines in order; what was posted before is left as people made it since."""
    seqs: dict[str, int] = {}
    for number, line in enumerate(lines):
        outcome = perform_sync(
            PostMessage(
                by=operator(demo.ids[line.by]),
                room=room,
                client_id=uuid5(DEMO, f"{room}/{number}"),
                text=line.text,
                thread=seqs[line.to] if line.to else None,
            )
        )
        if outcome.seq is not None:
            seqs[line.key] = outcome.seq
            if not outcome.repeated:
                demo.messages += 1
                follow(demo, room, outcome.seq, line)


def follow(demo: Demonstration, room: int, seq: int, line: Line) -> None:
    """React to a new message, correct it or take it back."""
    author = operator(demo.ids[line.by])
    for emoji, people in line.reactions:
        for username in people:
            by = operator(demo.ids[username])
            perform_sync(AddReaction(by=by, room=room, seq=seq, emoji=emoji))
    if line.edited:
        perform_sync(EditMessage(by=author, room=room, seq=seq, text=line.edited))
    if line.deleted:
        perform_sync(DeleteMessage(by=author, room=room, seq=seq))


def read(demo: Demonstration, room: int, people: tuple[str, ...]) -> None:
    """Let everyone have read all but the last few messages of a room."""
    head = heads([room])[room]
    for username in people:
        by = operator(demo.ids[username])
        perform_sync(MoveRead(by=by, room=room, seq=max(0, head - UNREAD)))
