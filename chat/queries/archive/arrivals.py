"""What of an arriving history is here already."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from chat.models import Message, Room, Upload, User


def people_here() -> dict[str, int]:
    """Return the id of every account by user name."""
    return dict(User.objects.values_list("username", "pk"))


def is_unclaimed() -> bool:
    """Return whether nobody leads this workspace yet."""
    return not User.objects.filter(role=User.Role.OWNER).exists()


def room_of(epoch: str) -> Room | None:
    """Return the room that an earlier run made of that lineage."""
    return Room.objects.filter(epoch=epoch).first()


def is_slug_taken(slug: str) -> bool:
    """Return whether a room has that address."""
    return Room.objects.filter(slug=slug).exists()


def direct_room_of(people: Sequence[int]) -> Room | None:
    """Return the conversation of exactly these people."""
    return Room.objects.filter(direct_key=direct_key(people)).first()


def direct_key(people: Iterable[int]) -> str:
    """Return what makes a set of people one conversation."""
    return ",".join(map(str, sorted(set(people))))


def messages_here(places: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return which of these (room, seq) are taken."""
    by_room: dict[int, list[int]] = {}
    for room, seq in places:
        by_room.setdefault(room, []).append(seq)
    wanted = Q()
    for room, seqs in by_room.items():
        wanted |= Q(room=room, seq__in=seqs)
    if not by_room:
        return set()
    return set(Message.objects.filter(wanted).values_list("room_id", "seq"))


def uploads_here(keys: Iterable[str]) -> set[str]:
    """Return which of these files are known."""
    found = Upload.objects.filter(key__in=list(keys)).values_list("key", flat=True)
    return set(map(str, found))
