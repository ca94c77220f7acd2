"""Turns the names in a batch's texts into people and rooms, with one query each."""

from collections.abc import Collection, Iterable

from chat.actions.prepare import Prepared
from chat.models import Membership, Room, User
from chat.text.mentions import GROUPS, resolve


class Names:
    """The people and open rooms that a batch's texts speak of."""

    def __init__(self, prepared: Iterable[Prepared], room_ids: Collection[int]) -> None:
        rendered = [p.rendered for p in prepared]
        self._users = self._read_users({name for r in rendered for name in r.names})
        self._rooms = self._read_rooms({slug for r in rendered for slug in r.rooms})
        self._members = self._read_members(room_ids)

    def _read_users(self, names: set[str]) -> dict[str, tuple[int, str]]:
        rows = User.objects.filter(username__in=names, is_active=True) if names else []
        return {u.username: (u.pk, u.display_name) for u in rows}

    def _read_rooms(self, slugs: set[str]) -> dict[str, tuple[int, str]]:
        """Only open rooms become links: a closed one's name is its members' secret."""
        rows = Room.objects.filter(slug__in=slugs, kind=Room.Kind.OPEN) if slugs else []
        return {room.slug: (room.pk, room.name) for room in rows}

    def _read_members(self, room_ids: Collection[int]) -> set[tuple[int, int]]:
        if not self._users:
            return set()
        people = [user_id for user_id, _ in self._users.values()]
        rows = Membership.objects.filter(room_id__in=room_ids, user_id__in=people)
        return set(rows.values_list("room_id", "user_id"))

    def html(self, prepared: Prepared) -> str:
        """Return the final HTML of a text."""
        return resolve(prepared.rendered, self._users, self._rooms)

    def groups(self, prepared: Prepared) -> set[str]:
        """Return which groups a text calls. An account of that name is older and keeps it."""
        return {name for name in prepared.rendered.names if name in GROUPS} - self._users.keys()

    def mentioned(self, prepared: Prepared, room_id: int) -> list[int]:
        """Return the members of the room whom a text mentions, in order of first mention."""
        found = (self._users.get(name) for name in prepared.rendered.names)
        ids = dict.fromkeys(user[0] for user in found if user)
        return [user_id for user_id in ids if (room_id, user_id) in self._members]
