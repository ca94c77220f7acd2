"""How a history that comes from an export is stored: as it was, without telling anybody.

Not commands: nobody can ask for them but an operator, and an import is no news to anyone. What
the tables demand of a message holds for it as for every other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, transaction

from chat.archive import records as archived
from chat.models import (
    Follow,
    Membership,
    Mention,
    Message,
    Profile,
    Reaction,
    Revision,
    Room,
    Upload,
    User,
    Workspace,
)
from chat.models.upload_bytes import path_of
from chat.queries.archive.arrivals import direct_key
from chat.text.markdown import render
from chat.text.mentions import resolve

ROWS_AT_ONCE = 500  # in one INSERT; its parameters stay below what SQLite takes

Names = dict[str, tuple[int, str]]


@dataclass(frozen=True)
class Arrival:
    """What records name, as it is called here: people and rooms by id, and names in texts."""

    people: dict[int, int]
    rooms: dict[int, int]
    usernames: Names
    slugs: Names


def found_by_import(name: str, epoch: str) -> None:
    """Make the workspace of an export, where there is none."""
    Workspace.objects.get_or_create(pk=1, defaults={"name": name, "epoch": epoch})


def add_person(person: archived.Person, username: str, role: str) -> int:
    """Make an account that cannot sign in before it is given a password.

    Returns its id: the same as in the export where that is free.
    """
    user = User(
        pk=None if User.objects.filter(pk=person.id).exists() else person.id,
        username=username,
        name="" if person.name == person.username else person.name,
        kind=person.kind,
        role=role,
        is_active=person.active,
        created_at=moment(person.created_at),
    )
    user.set_unusable_password()
    user.save(force_insert=True)
    said = {"title": person.title, "pronouns": person.pronouns, "time_zone": person.time_zone}
    if any(said.values()):
        Profile.objects.create(user=user, **said)
    return user.pk


def add_room(room: archived.Room, people: Sequence[int]) -> int:
    """Make a room that stands where the exported one stood.

    Returns its id: the same as in the export where that is free.
    """
    made = Room(
        pk=None if Room.objects.filter(pk=room.id).exists() else room.id,
        slug=room.slug,
        name=room.name,
        kind=room.kind,
        topic=room.topic,
        direct_key=direct_key(people) if room.kind == "direct" else None,
        epoch=room.epoch,
        seq=room.seq,
        changed_seq=room.changed_seq,
        pins=room.pins,
        created_at=moment(room.created_at),
        archived_at=moment(room.archived_at) if room.archived_at else None,
    )
    made.save(force_insert=True)
    return made.pk


def continue_ids() -> None:
    """Let new accounts and rooms get ids beyond those that came along."""
    statements = connection.ops.sequence_reset_sql(no_style(), [User, Room])
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def add_memberships(memberships: Iterable[archived.Membership], arrival: Arrival) -> None:
    """Let people belong to the rooms that came along; who does already stays as they are."""
    rows = [
        Membership(
            room_id=arrival.rooms[m.room],
            user_id=arrival.people[m.user],
            role=m.role,
            level=m.level,
            read_seq=m.read,
            joined_seq=m.joined_seq,
            joined_at=moment(m.joined_at),
        )
        for m in memberships
    ]
    Membership.objects.bulk_create(rows, ROWS_AT_ONCE, ignore_conflicts=True)


def add_messages(messages: Sequence[archived.Message], arrival: Arrival) -> None:
    """Store messages that are not here yet, with all that belongs to them, in one transaction."""
    with transaction.atomic():
        rows = Message.objects.bulk_create([_message(m, arrival) for m in messages], ROWS_AT_ONCE)
        pairs = list(zip(messages, rows, strict=True))
        Revision.objects.bulk_create(_revisions(pairs, arrival), ROWS_AT_ONCE)
        Reaction.objects.bulk_create(_reactions(pairs, arrival), ROWS_AT_ONCE)
        Mention.objects.bulk_create(_mentions(pairs, arrival), ROWS_AT_ONCE)
        Upload.objects.bulk_create(_uploads(pairs, arrival), ROWS_AT_ONCE)


def add_follows(follows: Iterable[tuple[int, int, int, int]]) -> None:
    """Let (user, room, thread, read up to) follow threads; who does already stays."""
    rows = [Follow(user_id=u, room_id=r, thread=t, read_seq=seq) for u, r, t, seq in follows]
    Follow.objects.bulk_create(rows, ROWS_AT_ONCE, ignore_conflicts=True)


Pair = tuple[archived.Message, Message]


def _message(message: archived.Message, arrival: Arrival) -> Message:
    last, deleted = message.last_reply, message.deleted
    carried = [file.model_dump(exclude={"sha256"}) for file in message.attachments]
    return Message(
        room_id=arrival.rooms[message.room],
        seq=message.seq,
        changed_seq=message.changed_seq,
        author_id=arrival.people[message.author],
        client_id=UUID(message.client_id),
        at=moment(message.at),
        text=message.text,
        html="" if deleted else _html(message.text, arrival),
        thread=message.thread,
        replies=message.replies,
        last_reply_seq=last.seq if last else None,
        last_reply_at=moment(last.at) if last else None,
        repliers=[arrival.people[user] for user in last.people] or None if last else None,
        edited_at=moment(message.edited_at) if message.edited_at else None,
        deleted_at=moment(deleted.at) if deleted else None,
        deleted_by_id=arrival.people[deleted.by] if deleted and deleted.by else None,
        pinned_at=moment(message.pinned_at) if message.pinned_at else None,
        pinned_by_id=arrival.people[message.pinned_by] if message.pinned_by else None,
        attachments=carried or None,
    )


def _html(text: str, arrival: Arrival) -> str:
    return resolve(render(text), arrival.usernames, arrival.slugs)


def _revisions(pairs: list[Pair], arrival: Arrival) -> list[Revision]:
    return [
        Revision(
            message=row,
            text=revision.text,
            html=_html(revision.text, arrival),
            replaced_at=moment(revision.replaced_at),
            replaced_seq=revision.replaced_seq,
        )
        for message, row in pairs
        for revision in message.revisions
    ]


def _reactions(pairs: list[Pair], arrival: Arrival) -> list[Reaction]:
    return [
        Reaction(message=row, user_id=arrival.people[user], emoji=reactions.emoji)
        for message, row in pairs
        for reactions in message.reactions
        for user in reactions.users
    ]


def _mentions(pairs: list[Pair], arrival: Arrival) -> list[Mention]:
    return [
        Mention(message=row, user_id=arrival.people[user], room_id=row.room_id, seq=row.seq)
        for message, row in pairs
        for user in message.mentions
    ]


def _uploads(pairs: list[Pair], arrival: Arrival) -> list[Upload]:
    return [
        Upload(
            key=UUID(file.id),
            user_id=row.author_id,
            room_id=row.room_id,
            seq=row.seq,
            name=file.name,
            kind=file.type,
            size=file.size,
            stored=_stored(UUID(file.id)),
            digest=file.sha256,
            width=file.width,
            height=file.height,
            thumbnail_width=file.thumbnail.width if file.thumbnail else None,
            thumbnail_height=file.thumbnail.height if file.thumbnail else None,
            description=file.description,
            at=row.at,
        )
        for message, row in pairs
        for file in message.attachments
    ]


def _stored(key: UUID) -> int:
    """Return how many bytes lie on the disk for a file, its thumbnail's included."""
    paths = (path_of(key), path_of(key, thumbnail=True))
    return sum(path.stat().st_size for path in paths if path.exists())


def moment(at: str) -> datetime:
    """Return a record's time."""
    return datetime.fromisoformat(at)
