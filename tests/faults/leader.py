"""Who leads under faults: pins what others said, brings somebody in and shows them out."""

from collections.abc import Sequence
from typing import Any

from tests.checker import Ack, Pinned, Standing
from tests.clients import Refused
from tests.faults.speakers import Speaker

PINNED = 10  # messages at a time; a room takes fifty
SEATED, UNPINNED = 0.3, 0.4  # shares of its acts


class Leader(Speaker):
    """Who leads the rooms: pins what others said, brings people in and shows them out."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.pins: list[Pinned] = []
        self.standings: list[Standing] = []
        self._pinned: list[tuple[int, int]] = []  # as far as it knows
        self._inside: set[int] = set()  # rooms that its guest is in

    async def act(self, rooms: Sequence[int], guest: int, said: Sequence[Ack]) -> None:
        """Pins something that was said, takes a pin off, or brings the guest in or out."""
        dice = self.dice
        if dice.random() < SEATED:
            room = dice.choice(rooms)
            await self.seat(room, guest, on=room not in self._inside)
            self._inside ^= {room}
        elif len(self._pinned) >= PINNED or (self._pinned and dice.random() < UNPINNED):
            await self.pin(*self._pinned.pop(0), on=False)
        elif said:
            ack = dice.choice(said)
            if (ack.room, ack.seq) not in self._pinned:
                self._pinned.append((ack.room, ack.seq))
                await self.pin(ack.room, ack.seq, on=True)

    async def pin(self, room: int, place: int, *, on: bool) -> None:
        """Pins a message, or takes its pin off."""
        key, seq = f"{room}/{place}/{len(self.log)}", None
        try:
            verb = "message.pin" if on else "message.unpin"
            seq = await self.insist(verb, room, key, {"seq": place})
        except Refused:  # deleted meanwhile, or full
            return
        self.pins.append(Pinned(room, place, on, None if key in self.unknown else seq))

    async def seat(self, room: int, user: int, *, on: bool) -> None:
        """Brings somebody into a room, or ends their membership."""
        key, verb = f"{room}/{user}/{len(self.log)}", "member.add" if on else "member.remove"
        self.surfaces, refused = ("rest",), False
        try:
            await self.insist(verb, room, key, {"user": user})
        except Refused:  # a removal that took effect is not found when it is tried again
            refused = True
        self.surfaces = ("socket", "rest")
        if not refused or key in self.unknown:
            self.standings.append(Standing(room, user, on, key not in self.unknown))
