"""What a client makes of what it is told: a room as it follows from snapshots and events."""

from dataclasses import dataclass, field
from typing import Any

from chat.models import Room
from chat.queries.members import member_wire
from chat.queries.messages import wires, with_authors
from chat.queries.rooms import room_state

Wire = dict[str, Any]


@dataclass
class Replica:
    """One room: its state, its messages by seq, its members by id, up to a seq."""

    room: Wire = field(default_factory=dict)
    messages: dict[int, Wire] = field(default_factory=dict)
    members: dict[int, Wire] = field(default_factory=dict)

    @property
    def seq(self) -> int:
        """Up to where it follows the room."""
        return int(self.room["seq"])

    @property
    def cursor(self) -> dict[str, Wire]:
        """What to say hello with."""
        return {str(self.room["id"]): {"epoch": self.room["epoch"], "seq": self.seq}}

    def follow(self, frames: list[Wire]) -> None:
        """Apply what a socket was sent, in its order; repeats are no use and no harm."""
        for frame in frames:
            if frame.get("room") != self.room["id"]:
                continue
            if frame["type"] == "room.synced":
                self.synced(frame)
            elif frame["type"] == "events":
                for event in frame["events"]:
                    self.apply(event)

    def synced(self, frame: Wire) -> None:
        """Apply a state-based catch-up."""
        assert frame["seq"] >= self.seq
        self.messages |= {message["seq"]: message for message in frame["messages"]}
        self.room = frame["room_state"] | {"seq": frame["seq"]}

    def apply(self, event: Wire) -> None:
        """Apply the next event of the room; a gap is the sender's fault."""
        assert event["seq"] == self.seq + 1, f"{event['seq']} does not follow {self.seq}"
        kind = event["kind"]
        if "message" in event:
            self.messages[event["message"]["seq"]] = event["message"]
        if "root" in event:
            root = self.messages[event["root"]["seq"]]
            root |= event["root"] | {"changed_seq": event["seq"]}
        if "pins" in event:
            self.room = self.room | {"pins": event["pins"]}
        if kind == "room.changed":
            self.room = event["room"]
        elif kind == "member.joined":
            self.members[event["member"]["user"]["id"]] = event["member"]
        elif kind == "member.left":
            self.members.pop(event["member"]["user"]["id"], None)  # came while one was away
        self.room = self.room | {"seq": event["seq"]}


def stored_replica(room_id: int) -> Replica:
    """The room as it is stored now."""
    room = Room.objects.get(pk=room_id)
    rows = with_authors().filter(room=room).order_by("seq")
    members = room.memberships.select_related("user")
    return Replica(
        room_state(room),
        {message["seq"]: message for message in wires(rows)},
        {m.user_id: member_wire(m) for m in members},
    )
