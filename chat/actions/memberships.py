"""The rules of joining, adding, leaving and removing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count

from chat.actions import access
from chat.actions.batch import Batch
from chat.actions.ends import checked_end
from chat.actions.outcome import Outcome
from chat.models import FOR_EVER, Follow, Membership, Room, Sanction, User
from chat.protocol.actors import RANKS, Actor
from chat.protocol.commands import AddMember, EndMembership, SetLevel
from chat.protocol.errors import ChatError, not_found
from chat.protocol.events import stamp
from chat.protocol.limits import MEMBERSHIPS_PER_USER
from chat.queries.accounts import user_wire
from chat.queries.members import member_wire
from chat.queries.rooms import entry_of


def refuse_full(users: Sequence[User]) -> None:
    """Refuse, before anything is written, those who belong to as many rooms as one may."""
    rows = Membership.objects.filter(user__in=users).values("user_id").annotate(rooms=Count("pk"))
    if rows.filter(rooms__gte=MEMBERSHIPS_PER_USER).exists():
        raise ChatError("forbidden", "This person belongs to as many rooms as one may.")


def enter(
    room: Room,
    users: Sequence[User],
    by: Actor,
    batch: Batch,
    role: str = Membership.Role.MEMBER,
    level: str = Membership.Level.MENTIONS,
) -> list[Membership]:
    """Make people members: the room hears who came; they hear of the room, with all in it.

    Raises ``forbidden`` where somebody is banned, or belongs to as many rooms as one may.
    """
    refuse_full(users)
    hushed = _hushed(room, users, batch)
    made = [
        Membership(room=room, user=user, role=role, level=level, silenced_until=hushed.get(user.pk))
        for user in users
    ]
    entered = [_enter_one(membership, by, batch) for membership in made]
    for user in users:
        batch.tell_viewer(user.pk, "room.opened", room=entry_of(user.pk, room))
    return entered


def _hushed(room: Room, users: Sequence[User], batch: Batch) -> dict[int, datetime]:
    """Return until when some of them are muted here: who leaves and comes back still is.

    Raises ``forbidden`` for whoever is banned from the room.
    """
    rows = Sanction.objects.running(batch.now).filter(room=room, user__in=users)
    found = list(rows.values_list("user_id", "kind", "until")) if room.seq else []
    if any(kind == Sanction.Kind.BAN for _, kind, _ in found):
        raise ChatError("forbidden", "This person may not join this room.")
    return {user: until or FOR_EVER for user, _, until in found}


def _enter_one(membership: Membership, by: Actor, batch: Batch) -> Membership:
    room = membership.room
    member = member_wire(membership)
    seq = batch.tell_room(room, "member.joined", by.user, member=member, was=None)
    membership.joined_seq = membership.read_seq = seq
    membership.save()
    batch.memberships[room.pk, membership.user_id] = membership
    return membership


def add_member(command: AddMember, batch: Batch) -> Outcome:
    """Join an open room, or bring somebody in; who is in already stays as they are.

    Members bring people into open rooms, leaders into closed ones; a role is given by owners
    of the room and admins. Raises ``not_found``, ``forbidden``, ``archived``.
    """
    room = _enterable(command, batch)
    user = batch.user(command.user)
    if not user.is_active:
        raise not_found("person")
    if command.user != command.by.user:
        mine = batch.membership(room.pk, command.by.user)
        access.refuse_muted(batch, command.by, mine)
    role = _granted(command, batch, room)
    membership = batch.membership(room.pk, user.pk)
    if membership is None:
        access.refuse_archived(room)
        (membership,) = enter(room, [user], command.by, batch, role or Membership.Role.MEMBER)
        if command.user != command.by.user or command.by.operator:  # who joins is not brought in
            _note(command.by, "member.added", membership, batch, role=membership.role)
    elif role is not None and membership.role != role:
        _give_role(membership, role, command, batch, room)
    else:
        member = member_wire(membership)
        return Outcome(room.pk, room.seq, repeated=True, result={"member": member})
    return Outcome(room.pk, room.seq, result={"member": member_wire(membership)})


def _enterable(command: AddMember, batch: Batch) -> Room:
    """Return a room the actor may bring this person into."""
    room = batch.room(command.room)
    mine = batch.membership(room.pk, command.by.user)
    admin = access.site_rank(batch, command.by) >= RANKS["admin"]
    if room.kind == Room.Kind.DIRECT:
        if mine is None:
            raise not_found("room")
        raise ChatError("forbidden", "A direct conversation keeps its people; open another.")
    if not admin and access.unknown(room, mine, command.by):
        raise not_found("room")
    if room.kind == Room.Kind.OPEN:
        if mine is None and command.user != command.by.user and not admin:
            raise ChatError("forbidden", "Join this room first.")
        return room
    if command.user != command.by.user and not access.leads(batch, command.by, mine):
        raise ChatError("forbidden", "Only those who lead this room may bring people in.")
    return room


def _granted(command: AddMember, batch: Batch, room: Room) -> str | None:
    """Return the role to give; refuse one that the actor may not give."""
    if command.role in (None, Membership.Role.MEMBER):
        return command.role
    mine = batch.membership(room.pk, command.by.user)
    owns = mine is not None and mine.role == Membership.Role.OWNER
    if not owns and access.site_rank(batch, command.by) < RANKS["admin"]:
        raise ChatError("forbidden", "Only an owner of this room may give that role.")
    return command.role


def _give_role(
    membership: Membership, role: str, command: AddMember, batch: Batch, room: Room
) -> None:
    itself = membership.user_id == command.by.user
    if not itself and not access.outranks(batch, command.by, membership.user_id, room):
        raise ChatError("forbidden", "You may not change this person's role.")
    was, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    _note(command.by, "member.role_changed", membership, batch, was=was, role=role)
    member = member_wire(membership)
    batch.tell_room(room, "member.joined", command.by.user, member=member, was=was)
    batch.tell_viewer(membership.user_id, "role.changed", room=room.pk, role=role)


def _note(by: Actor, act: str, membership: Membership, batch: Batch, **said: Any) -> None:
    batch.note(by, act, person=membership.user_id, room=membership.room_id, **said)


def end_membership(command: EndMembership, batch: Batch) -> Outcome:
    """Leave a room, or remove somebody below oneself. Raises ``not_found``, ``forbidden``."""
    room, membership = _endable(command, batch)
    if command.user != command.by.user or command.by.operator:
        _note(command.by, "member.removed", membership, batch, role=membership.role)
    return Outcome(room.pk, depart(room, membership, command.by, batch))


def depart(room: Room, membership: Membership, by: Actor, batch: Batch) -> int:
    """End a membership: the room hears who is gone, they that it is closed. Returns the seq."""
    user_id = membership.user_id
    member = {"user": user_wire(batch.user(user_id)), "role": membership.role}
    membership.delete()
    Follow.objects.filter(room=room, user_id=user_id).delete()
    del batch.memberships[room.pk, user_id]
    seq = batch.tell_room(room, "member.left", by.user, member=member)
    batch.tell_viewer(user_id, "room.closed", room={"id": room.pk, "slug": room.slug})
    return seq


def _endable(command: EndMembership, batch: Batch) -> tuple[Room, Membership]:
    room = batch.room(command.room)
    if access.hidden(batch, command.by, room):
        raise not_found("room")
    if room.kind == Room.Kind.DIRECT:
        raise ChatError("forbidden", "A direct conversation keeps its people.")
    membership = batch.membership(room.pk, command.user)
    if membership is None:
        raise not_found("member")
    itself = command.user == command.by.user
    if not itself and not access.outranks(batch, command.by, command.user, room):
        raise ChatError("forbidden", "You may not remove this person.")
    return room, membership


def set_level(command: SetLevel, batch: Batch) -> Outcome:
    """Choose what one is told of a room, and until when nothing.

    Raises ``not_found``, ``forbidden``, ``bad_frame``.
    """
    room, membership = access.joined(batch, command)
    until = checked_end(command.muted_until, batch.now, "muted_until")
    stored = Membership.objects.filter(pk=membership.pk)
    chosen = {"level": command.level, "muted_until": until}
    repeated = stored.filter(**chosen).exists()
    told = chosen | {"muted_until": stamp(until) if until else None}
    if not repeated:
        membership.level = command.level
        stored.update(**chosen)
        batch.tell_viewer(command.by.user, "level.changed", room=room.pk, **told)
    return Outcome(room.pk, room.seq, repeated, result=told)
