"""Which sanctions there are, who may see them, and whom they keep out of a room."""

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from chat.models import Membership, Room, Sanction, User
from chat.protocol.actors import RANKS
from chat.protocol.errors import not_found
from chat.protocol.events import stamp

Row = TypeVar("Row", bound=Model)


def sanction_wire(sanction: Sanction, now: datetime) -> dict[str, Any]:
    """Return a sanction as the person it is for reads it: who imposed it is not named."""
    return {
        "id": sanction.pk,
        "kind": sanction.kind,
        "user": sanction.user_id,
        "room": sanction.room_id,
        "reason": sanction.reason,
        "at": stamp(sanction.at),
        "until": stamp(sanction.until) if sanction.until else None,
        "running": sanction.running_at(now),
    }


def sanction_record(sanction: Sanction, now: datetime) -> dict[str, Any]:
    """Return a sanction as moderators read it."""
    return sanction_wire(sanction, now) | {
        "by": sanction.by_id,
        "lifted_at": stamp(sanction.lifted_at) if sanction.lifted_at else None,
        "lifted_by": sanction.lifted_by_id,
    }


def sanctions_visible_to(viewer: User) -> QuerySet[Sanction]:
    """Return those of the rooms one leads; for moderators also of the workspace and of the rooms
    they see; for admins all."""
    return where_moderating(viewer, Sanction.objects.all())


def where_moderating(viewer: User, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Return those records of moderation whose room, or the workspace where they have none, is
    the viewer's to moderate."""
    if viewer.rank >= RANKS["admin"]:
        return rows
    mine = Membership.objects.filter(room=OuterRef("room"), user=viewer)
    if viewer.rank >= RANKS["moderator"]:
        seen = Q(room=None) | Q(room__kind=Room.Kind.OPEN) | Exists(mine)
        return rows.filter(seen)
    led = mine.exclude(role=Membership.Role.MEMBER)
    return rows.filter(Exists(led))


def sanction_visible_to(viewer: User, sanction_id: int) -> Sanction:
    """Return one of them; raises ``not_found``."""
    found = sanctions_visible_to(viewer).filter(pk=sanction_id).first()
    if found is None:
        raise not_found("sanction")
    return found


def sanctions_of(user_id: int, now: datetime) -> list[dict[str, Any]]:
    """Return what a person is told of their own running sanctions, the newest first."""
    rows = Sanction.objects.running(now).filter(user=user_id)
    return [sanction_wire(row, now) for row in rows]


def bans_of(user: int | Combinable, room: int | Combinable) -> QuerySet[Sanction]:
    """Return what keeps somebody out of a room now."""
    runs = Q(until=None) | Q(until__gt=Now())
    return Sanction.objects.filter(
        runs, user=user, room=room, kind=Sanction.Kind.BAN, lifted_at=None
    ).order_by()
