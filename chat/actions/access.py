"""Who may see, write to and lead a room, decided under the lock that orders the write."""

from chat.actions.authority import rank_of
from chat.actions.batch import Batch
from chat.models import FOR_EVER, Membership, Room
from chat.protocol.actors import RANKS, Actor
from chat.protocol.commands.base import RoomCommand
from chat.protocol.errors import ChatError, Thing, not_found
from chat.queries.sanctions import bans_of

ROOM_RANKS = {
    Membership.Role.MEMBER.value: 0,
    Membership.Role.MODERATOR.value: 1,
    Membership.Role.OWNER.value: 2,
}


def site_rank(batch: Batch, by: Actor) -> int:
    """Return the actor's rank in the workspace, as of this commit."""
    return rank_of(by, batch.users.get(by.user))


def seen(batch: Batch, command: RoomCommand) -> tuple[Room, Membership | None]:
    """Return a room the actor may see, and how they stand in it; raises ``not_found``."""
    room = batch.room(command.room)
    membership = batch.membership(room.pk, command.by.user)
    if unknown(room, membership, command.by):
        raise not_found("room")
    return room, membership


def unknown(room: Room, membership: Membership | None, by: Actor) -> bool:
    """Whether somebody may not know of a room: a stranger to it that is not open, or banned."""
    if membership is not None or by.operator:
        return False
    return room.kind != Room.Kind.OPEN or bans_of(by.user, room.pk).exists()


def hidden(batch: Batch, by: Actor, room: Room) -> bool:
    """Whether a room is not there for somebody who would act on it as one above others: admins
    know of every room but direct ones, of which only their people do."""
    membership = batch.membership(room.pk, by.user)
    if room.kind == Room.Kind.DIRECT:
        return membership is None and not by.operator
    return site_rank(batch, by) < RANKS["admin"] and unknown(room, membership, by)


def locked(batch: Batch, room_id: int) -> Room:
    """Return a room that a command names without being about it. It commits alone, so this lock
    waits for nobody. Raises ``not_found``."""
    if room_id not in batch.rooms:
        found = Room.objects.select_for_update(no_key=True).filter(pk=room_id).first()
        if found is None:
            raise not_found("room")
        batch.add_room(found)
    return batch.rooms[room_id]


def refuse_stranger(by: Actor, batch: Batch, room: Room | None, what: Thing) -> None:
    """Refuse, as if there were no such record of a room, who may not know of it."""
    mine = batch.membership(room.pk, by.user) if room else None
    open_to_staff = room is None or room.kind == Room.Kind.OPEN or mine is not None
    staff = site_rank(batch, by) >= RANKS["moderator"]
    if not (leads(batch, by, mine) or (staff and open_to_staff)):
        raise not_found(what)


def joined(batch: Batch, command: RoomCommand) -> tuple[Room, Membership]:
    """Return a room the actor belongs to; raises ``not_found`` or ``forbidden``."""
    room, membership = seen(batch, command)
    if membership is None:
        raise ChatError("forbidden", "Join this room first.")
    return room, membership


def writable(batch: Batch, command: RoomCommand) -> tuple[Room, Membership]:
    """Return a room the actor may write to; raises also ``archived``, ``muted``."""
    room, membership = joined(batch, command)
    refuse_archived(room)
    refuse_muted(batch, command.by, membership)
    return room, membership


def refuse_muted(batch: Batch, by: Actor, membership: Membership | None = None) -> None:
    """Refuse who is muted everywhere, or in the room of this membership; raises ``muted``."""
    user = batch.users.get(by.user)
    ends = [found.silenced_until for found in (user, membership) if found and found.silenced_until]
    until = max(ends, default=batch.now)
    if until > batch.now and not by.operator:
        wait = None if until >= FOR_EVER else (until - batch.now).total_seconds()
        raise ChatError("muted", "You are muted: you can read here, but not write.", wait)


def refuse_archived(room: Room) -> None:
    """Refuse what an archived room no longer takes."""
    if room.archived_at is not None:
        raise ChatError("archived", "This room is archived: it can be read, not written to.")


def leads(batch: Batch, by: Actor, membership: Membership | None) -> bool:
    """Whether the actor may change a room's settings and people: its leaders and admins."""
    if site_rank(batch, by) >= RANKS["admin"]:
        return True
    return membership is not None and ROOM_RANKS[membership.role] >= 1


def led(batch: Batch, command: RoomCommand) -> Room:
    """Return a room whose settings the actor may change; raises ``not_found``, ``forbidden``.

    An admin may lead every room but a direct one, of which only its people know.
    """
    room = batch.room(command.room)
    if hidden(batch, command.by, room):
        raise not_found("room")
    if room.kind == Room.Kind.DIRECT:
        raise ChatError("forbidden", "A direct conversation has no settings.")
    if not leads(batch, command.by, batch.membership(room.pk, command.by.user)):
        raise ChatError("forbidden", "Only those who lead this room may do that.")
    return room


def outranks(batch: Batch, by: Actor, user_id: int, room: Room | None = None) -> bool:
    """Whether the actor stands above somebody, in the workspace or in a room they lead.

    Nobody acts on an equal or a higher role.
    """
    target = batch.user(user_id)
    mine = site_rank(batch, by)
    if mine >= RANKS["moderator"] and mine > target.rank:
        return True
    if room is None or target.rank >= RANKS["moderator"]:
        return False
    here, there = batch.membership(room.pk, by.user), batch.membership(room.pk, user_id)
    rank_here = ROOM_RANKS[here.role] if here else 0
    return rank_here >= 1 and rank_here > (ROOM_RANKS[there.role] if there else 0)
