"""What an export says of the state it was read from."""

from typing import Any, NamedTuple

from chat.models import Workspace
from chat.queries.archive.chosen import Chosen


class Place(NamedTuple):
    """A room to export, and where it stands."""

    id: int
    slug: str
    epoch: str
    seq: int


def workspace_state() -> tuple[str, str]:
    """Return the name and epoch of the workspace; both empty before it is founded."""
    found = Workspace.objects.values_list("name", "epoch").first()
    return found or ("", "")


def places_of(chosen: Chosen) -> list[Place]:
    """Return the rooms of a selection, by slug."""
    rows: Any = chosen.rooms.values_list("pk", "slug", "epoch", "seq")
    return [Place(*row) for row in rows]
