"""What the operator's commands read: people and rooms by name, and the history to export."""

from chat.queries.archive.names import room_ids, strangers_to, user_named
from chat.queries.archive.stream import export_lines

__all__ = ["export_lines", "room_ids", "strangers_to", "user_named"]
