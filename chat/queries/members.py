"""Who belongs to a room."""

from collections.abc import Iterable
from typing import Any

from chat.models import Membership, User
from chat.protocol.events import stamp
from chat.queries.accounts import user_wire
from chat.queries.rooms import room_visible_to

Entry = dict[str, Any]


def member_wire(membership: Membership) -> Entry:
    """Return a membership as the contract writes it; reads ``membership.user``."""
    return {
        "user": user_wire(membership.user),
        "role": membership.role,
        "level": membership.level,
        "joined_at": stamp(membership.joined_at),
    }


def members_of(viewer: User, room_id: int) -> list[Entry]:
    """Return who belongs to a visible room, by name; raises ``not_found``."""
    room = room_visible_to(viewer, room_id)
    rows = room.memberships.select_related("user").order_by("user__username")
    return [member_wire(m) for m in rows]


def member_ids(room_id: int) -> set[int]:
    """Return the ids of those who belong to a room."""
    return set(Membership.objects.filter(room_id=room_id).values_list("user_id", flat=True))


def members_among(room_id: int, user_ids: Iterable[int]) -> set[int]:
    """Return which of these people belong to the room."""
    rows = Membership.objects.filter(room_id=room_id, user_id__in=list(user_ids))
    return set(rows.values_list("user_id", flat=True))
