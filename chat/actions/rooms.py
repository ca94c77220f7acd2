"""The rules of making, changing and archiving rooms."""

import secrets

from chat.actions import access
from chat.actions.batch import Batch
from chat.actions.memberships import enter, refuse_full
from chat.actions.outcome import Outcome
from chat.models import Membership, Room, User
from chat.protocol.actors import RANKS
from chat.protocol.commands import ArchiveRoom, CreateRoom, EnterRoom, OpenDirect, UpdateRoom
from chat.protocol.errors import ChatError, not_found
from chat.protocol.limits import NAME_CHARACTERS, REASON_CHARACTERS, TOPIC_CHARACTERS
from chat.queries.rooms import entry_of, room_state
from chat.text.check import check_name, check_slug


def create_room(command: CreateRoom, batch: Batch) -> Outcome:
    """Make a room with its creator as owner. Raises ``conflict``, ``bad_frame``, ``too_long``."""
    room = Room(
        slug=check_slug(command.slug),
        name=check_name(command.name, NAME_CHARACTERS),
        kind=command.kind,
        topic=check_name(command.topic, TOPIC_CHARACTERS) if command.topic else "",
    )
    access.refuse_muted(batch, command.by)
    refuse_taken_slug(room.slug)
    owners = [batch.user(command.by.user)] if command.by.user else []
    refuse_full(owners)
    room.save()
    batch.add_room(room)
    enter(room, owners, command.by, batch, Membership.Role.OWNER)
    batch.note(command.by, "room.created", room=room.pk, kind=room.kind)
    return _seen_by(command.by.user, room)


def refuse_taken_slug(slug: str) -> None:
    """Refuse a slug in use. It may be a room one cannot see: slugs are one name space."""
    if Room.objects.filter(slug=slug).exists():
        raise ChatError("conflict", "The address '{slug}' is taken; choose another.", slug=slug)


def _seen_by(user_id: int, room: Room) -> Outcome:
    return Outcome(room.pk, room.seq, result={"room": entry_of(user_id, room)})


def open_direct(command: OpenDirect, batch: Batch) -> Outcome:
    """Find or make the one direct room of a set of people. Raises ``not_found``, ``forbidden``."""
    ids = sorted({*command.users, command.by.user})
    people = list(User.objects.filter(pk__in=ids, is_active=True).order_by("pk"))
    if len(people) != len(ids):
        raise not_found("person")
    key = ",".join(map(str, ids))
    room = Room.objects.filter(direct_key=key).first()
    if room is not None:
        found = _seen_by(command.by.user, room)
        return Outcome(room.pk, room.seq, repeated=True, result=found.result)
    access.refuse_muted(batch, command.by)
    refuse_full(people)
    slug = f"direct-{secrets.token_hex(8)}"
    room = Room.objects.create(slug=slug, kind=Room.Kind.DIRECT, direct_key=key)
    batch.add_room(room)
    enter(room, people, command.by, batch, level=Membership.Level.EVERYTHING)
    return _seen_by(command.by.user, room)


def update_room(command: UpdateRoom, batch: Batch) -> Outcome:
    """Change a room's name, address, topic or callers; no change tells nobody anything.

    Raises ``not_found``, ``forbidden``, ``archived``, ``conflict``.
    """
    room = access.led(batch, command)
    access.refuse_archived(room)
    changes: dict[str, object] = {}
    if command.name is not None:
        changes["name"] = check_name(command.name, NAME_CHARACTERS)
    if command.topic is not None:
        changes["topic"] = check_name(command.topic, TOPIC_CHARACTERS) if command.topic else ""
    if command.slug is not None and command.slug != room.slug:
        changes["slug"] = check_slug(command.slug)
        refuse_taken_slug(command.slug)
    if command.callers is not None:
        changes["callers"] = command.callers
    return _change(room, changes, command, batch)


def archive_room(command: ArchiveRoom, batch: Batch) -> Outcome:
    """Close a room for writing, or open it again. Raises ``not_found``, ``forbidden``."""
    room = access.led(batch, command)
    if (room.archived_at is not None) == command.archived:
        return _change(room, {}, command, batch)
    act = "room.archived" if command.archived else "room.reopened"
    return _change(
        room, {"archived_at": batch.now if command.archived else None}, command, batch, act
    )


def enter_room(command: EnterRoom, batch: Batch) -> Outcome:
    """Let an admin read a closed room that they have no part in, for the reason they give.

    The entry in the audit log is what opens it, for a while. Nobody enters a direct conversation.
    Raises ``not_found``, ``forbidden``, ``bad_frame``.
    """
    room = batch.room(command.room)
    membership = batch.membership(room.pk, command.by.user)
    admin = access.site_rank(batch, command.by) >= RANKS["admin"]
    if not admin or room.kind == Room.Kind.DIRECT:
        if access.unknown(room, membership, command.by):
            raise not_found("room")
        raise ChatError("forbidden", "Only admins enter rooms, and no direct conversation.")
    reason = check_name(command.reason, REASON_CHARACTERS)
    if membership is not None or room.kind == Room.Kind.OPEN:
        return Outcome(room.pk, room.seq, repeated=True)
    batch.note(command.by, "room.entered", room=room.pk, reason=reason)
    return Outcome(room.pk, room.seq)


def _change(
    room: Room,
    changes: dict[str, object],
    command: UpdateRoom | ArchiveRoom,
    batch: Batch,
    act: str = "room.changed",
) -> Outcome:
    """Store changed settings under the room's next seq, and tell the room."""
    changed = {k: v for k, v in changes.items() if getattr(room, k) != v}
    if not changed:
        found = _seen_by(command.by.user, room)
        return Outcome(room.pk, room.seq, repeated=True, result=found.result)
    room.changed_seq = batch.next_seq(room)
    for name, value in changed.items():
        setattr(room, name, value)
    room.save(update_fields=[*changed, "changed_seq", "seq"])
    batch.tell_room(
        room, "room.changed", command.by.user, seq=room.changed_seq, room=room_state(room)
    )
    batch.note(command.by, act, room=room.pk, changed=sorted(changed))
    return _seen_by(command.by.user, room)
