"""What is pinned in a room."""

from chat.models import User
from chat.protocol.events import Wire, stamp
from chat.queries.messages import wires, with_authors
from chat.queries.rooms import room_visible_to


def pins_of(viewer: User, room_id: int) -> list[Wire]:
    """Return a visible room's pins, pinned last first; raises ``not_found``."""
    room = room_visible_to(viewer, room_id)
    rows = list(with_authors().filter(room=room, pinned_at__isnull=False))
    rows.sort(key=lambda row: (row.pinned_at, row.seq), reverse=True)
    return [
        {"message": shown, "at": stamp(row.pinned_at), "by": row.pinned_by_id}
        for row, shown in zip(rows, wires(rows), strict=True)
    ]
