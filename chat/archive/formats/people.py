"""What every readable format asks of the records: names, and rooms with their people."""

from collections import defaultdict
from functools import cached_property

from chat.archive.formats.base import Edition
from chat.archive.records import Line


class Cast:
    """The people and rooms of an export, in memory: some hundred bytes for each."""

    def __init__(self, edition: Edition) -> None:
        self._records = edition.records

    @cached_property
    def people(self) -> dict[int, Line]:
        """Every person by id."""
        return {person["id"]: person for person in self._records.table("person")}

    @cached_property
    def rooms(self) -> list[Line]:
        """Every room, by slug."""
        return list(self._records.table("room"))

    @cached_property
    def members(self) -> dict[int, list[int]]:
        """The ids of each room's people."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for membership in self._records.table("membership"):
            found[membership["room"]].append(membership["user"])
        return found

    @cached_property
    def by_username(self) -> dict[str, Line]:
        """Every person by user name."""
        return {person["username"]: person for person in self.people.values()}

    @cached_property
    def by_slug(self) -> dict[str, Line]:
        """Every room by slug."""
        return {room["slug"]: room for room in self.rooms}

    def name(self, user: int) -> str:
        """What is shown of a person."""
        return str(self.people[user]["name"])

    def title(self, room: Line) -> str:
        """What is shown of a room: its name, or the people of a direct conversation."""
        if room["kind"] != "direct":
            return str(room["name"] or room["slug"])
        return ", ".join(self.name(user) for user in room["people"] if user in self.people)
