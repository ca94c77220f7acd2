"""Decides where a visit begins: the room that an address or a fresh sign-in leads to."""

from chat.models import Room, User
from chat.queries.rooms import rooms_visible_to


def first_room_slug(viewer: User) -> str | None:
    """Return the room a person lands in: their oldest, else the oldest open one."""
    rooms = rooms_visible_to(viewer).exclude(kind=Room.Kind.DIRECT).filter(archived_at=None)
    mine = rooms.filter(memberships__user=viewer).order_by("pk")
    room = mine.first() or rooms.order_by("pk").first()
    return room.slug if room else None


def room_slug_visible(viewer: User, slug: str) -> bool:
    """Whether there is such a room, as far as this person may know."""
    return rooms_visible_to(viewer).filter(slug=slug).exists()


def rooms_to_invite_to(viewer: User) -> list[tuple[int, str]]:
    """Return the rooms that newcomers may be led into, as id and name."""
    rooms = rooms_visible_to(viewer).exclude(kind=Room.Kind.DIRECT).filter(archived_at=None)
    return [(room.pk, str(room)) for room in rooms]
