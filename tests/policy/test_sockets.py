"""Every frame at the real socket, from wherever somebody may stand."""

from typing import Any

import pytest

from chat.models import Room
from chat.protocol.actors import Actor
from chat.protocol.commands import PostMessage
from chat.protocol.policy import KINDS, PLACES, RANKS, ROOM_ACTIONS, Kind, Rank, judge_room
from tests.house import Client, House
from tests.policy.asks import ROOM_ASKS
from tests.policy.world import World, standing, token


def fields_of(name: str, world: World) -> dict[str, Any]:
    """What a frame of an action carries beside its type."""
    if name == "room.read":
        room = Room.objects.get(pk=world.room)
        return {"room": room.pk, "cursor": {"epoch": room.epoch, "seq": 0}}
    if name == "typing":
        return {"room": world.room}
    return ROOM_ASKS[name](world).fields


def hears(house: House, socket: Client, world: World) -> bool:
    """Whether the person hears, live, what the target says now."""
    listener = house.connect(token=token(world.target))
    said = house.cast.do(Actor(world.target), PostMessage, room=world.room, text="can you hear me")
    listener.heard("message.posted", world.room, seq=said.seq)
    socket.settle()  # what was to come has come
    listener.close()
    return any(event["seq"] == said.seq for event in socket.events(world.room))


@pytest.mark.parametrize("rank", RANKS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_frame_is_answered_as_the_table_says(house: House, kind: Kind, rank: Rank) -> None:
    wrong: list[str] = []
    tried = 0
    for place in PLACES if kind != "direct" else PLACES[:2]:
        world = standing(house.cast, kind, place, rank, mark=place)
        socket = house.connect(token=world.secret)
        for name, action in ROOM_ACTIONS.items():
            expected = judge_room(action, kind, place, rank).code
            for frame in action.frames:
                answer = socket.ask({"type": frame, **fields_of(name, world)})
                code = answer["code"] if answer["type"] == "error" else None
                tried += 1
                if code != expected:
                    wrong.append(f"{place}: {frame} is answered {code}, not {expected}")
        heard = hears(house, socket, world)
        if heard != (judge_room(ROOM_ACTIONS["typing"], kind, place, rank).code is None):
            wrong.append(f"{place}: hears what is said: {heard}")
        socket.close()
    assert tried >= 30
    assert not wrong, "\n".join(wrong)
