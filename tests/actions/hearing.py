"""Lets one act while everybody listens, and tells who heard what."""

from dataclasses import dataclass, field
from typing import Any

from chat.pipeline import Outcome
from chat.protocol.actors import Actor
from chat.protocol.commands import Command
from tests.house import Client, Frame, House

EVERYONE = ("ann", "bob", "eve", "mod")


@dataclass
class Listening:
    """A socket for each of some people, and how much each had heard when it began."""

    house: House
    names: tuple[str, ...] = EVERYONE
    sockets: dict[str, Client] = field(default_factory=dict)
    _marks: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Client:
        return self.sockets[name]

    def __post_init__(self) -> None:
        for name in self.names:
            self.sockets[name] = self.house.connect(name)
        self.begin()

    def begin(self) -> None:
        """From here on it counts who hears what."""
        for name, socket in self.sockets.items():
            socket.settle()
            self._marks[name] = len(socket.frames)

    def do(self, by: str | Actor, kind: type[Command], /, **fields: Any) -> Outcome:
        """Let somebody act, now that everybody listens."""
        self.begin()
        return self.house.cast.do(by, kind, **fields)

    def all_hear(self, kind: str, outcome: Outcome, *names: str) -> Frame:
        """Assert that these people hear one event of the room with the outcome's seq."""
        assert names, "somebody must hear it"
        heard = [self[name].heard(kind, outcome.room, seq=outcome.seq) for name in names]
        assert all(event == heard[0] for event in heard)
        for name in names:
            self[name].settle()
            again = [e for e in self[name].events(outcome.room) if e["seq"] == outcome.seq]
            assert len(again) == 1, f"{name} heard it more than once"
        return heard[0]

    def none_hear(self, *names: str) -> None:
        """Assert that these people were told nothing at all."""
        assert names, "somebody must be asked"
        for name in names:
            self[name].nothing_since(self._marks[name])

    def told(self, name: str, kind: str) -> Frame:
        """Return what one person alone was told; its number follows the one before it."""
        event = self[name].told(kind)
        numbers = [f["seq"] for f in self[name].viewer_events()]
        welcomed = next(f["viewer_seq"] for f in self[name].frames if f["type"] == "welcome")
        assert numbers == list(range(welcomed + 1, welcomed + 1 + len(numbers)))
        return event
