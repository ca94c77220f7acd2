"""Which removals there are, who may see them, and what they have left to remove."""

from typing import Any

from django.db.models import QuerySet

from chat.models import Message, Removal, User
from chat.protocol.actors import RANKS
from chat.protocol.errors import not_found
from chat.protocol.events import stamp
from chat.protocol.limits import REMOVED_AT_ONCE
from chat.queries.rooms import rooms_visible_to
from chat.queries.sanctions import where_moderating

LEFT_MAX = 10_000  # messages that are counted as left; a progress needs no more

Place = tuple[int, int, int]  # the id of a message, its room and its seq


def removal_record(removal: Removal) -> dict[str, Any]:
    """Return a removal as moderators read it."""
    return {
        "id": removal.pk,
        "user": removal.user_id,
        "room": removal.room_id,
        "by": removal.by_id,
        "reason": removal.reason,
        "at": stamp(removal.at),
        "since": stamp(removal.since),
        "until": stamp(removal.until),
        "state": removal.state,
        "removed": removal.removed,
        "ended_at": stamp(removal.ended_at) if removal.ended_at else None,
        "ended_by": removal.ended_by_id,
    }


def removals_visible_to(viewer: User) -> QuerySet[Removal]:
    """Return those of the rooms one leads; for moderators also of the workspace and of the rooms
    they see; for admins all."""
    return where_moderating(viewer, Removal.objects.all())


def removal_visible_to(viewer: User, removal_id: int) -> Removal:
    """Return one of them; raises ``not_found``."""
    found = removals_visible_to(viewer).filter(pk=removal_id).first()
    if found is None:
        raise not_found("removal")
    return found


def removable(removal: Removal) -> QuerySet[Message]:
    """Return what is left to remove, where whoever asked for it may remove something."""
    rows = Message.objects.filter(
        author=removal.user_id,
        at__gte=removal.since,
        at__lte=removal.until,
        deleted_at=None,
        pk__gt=removal.reached,
    )
    if removal.room_id is not None:
        return rows.filter(room=removal.room_id)
    by = removal.by
    if removal.operator or by is None or by.rank >= RANKS["admin"]:
        return rows
    return rows.filter(room__in=rooms_visible_to(by).order_by().values("pk"))


def next_places(removal: Removal) -> list[Place]:
    """Return the next few messages to remove, the oldest first."""
    rows = removable(removal).order_by("pk")
    return list(rows.values_list("pk", "room_id", "seq")[:REMOVED_AT_ONCE])


def left_of(removal: Removal) -> int:
    """Return how many messages are left to remove, at most ``LEFT_MAX``."""
    if removal.state != Removal.State.RUNNING:
        return 0
    return removable(removal).order_by()[:LEFT_MAX].count()


def removal_progress(removal: Removal) -> dict[str, Any]:
    """Return a removal with how many messages it has left."""
    return removal_record(removal) | {"left": left_of(removal)}


def removal_now(removal_id: int) -> dict[str, Any]:
    """Return the same of one that its caller may see in any case; raises ``not_found``."""
    found = Removal.objects.select_related("by").filter(pk=removal_id).first()
    if found is None:
        raise not_found("removal")
    return removal_progress(found)
