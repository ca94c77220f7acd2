"""Every cell of the policy about rooms, at every door that leads to it."""

import pytest
from django.db import transaction
from django.utils import timezone

from chat.models import Room, User
from chat.protocol.actors import Actor
from chat.protocol.policy import (
    KINDS,
    PLACES,
    RANKS,
    ROOM_ACTIONS,
    Bar,
    Kind,
    Place,
    Rank,
    judge_room,
)
from chat.queries.policy import explain
from tests.cast import Cast
from tests.policy.asks import ROOM_ASKS
from tests.policy.doors import answers, by_call, by_rule
from tests.policy.world import standing, token

STANDINGS = [
    (kind, place, rank)
    for kind in KINDS
    for place in PLACES
    for rank in RANKS
    if kind != "direct" or place in ("outsider", "member")
]
SOCKETS_ALONE = {"typing"}  # leads to no command and no call


def bars_of(kind: Kind, place: Place) -> list[Bar | None]:
    """What can bar somebody there: a direct conversation knows neither bans nor an archive."""
    bars: list[Bar | None] = [None, "muted"]
    if kind != "direct":
        bars += ["archived", *(["banned"] if place == "outsider" else [])]
    return bars


def test_every_action_in_a_room_is_asked_for() -> None:
    assert set(ROOM_ASKS) == set(ROOM_ACTIONS) - SOCKETS_ALONE


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("kind", "place", "rank"), STANDINGS)
def test_every_door_answers_as_the_table_says(
    cast: Cast, kind: Kind, place: Place, rank: Rank
) -> None:
    wrong: list[str] = []
    tried = 0
    for bar in bars_of(kind, place):
        bars = [bar] if bar else []
        with transaction.atomic():
            world = standing(cast, kind, place, rank, bar)
            for name, ask in ROOM_ASKS.items():
                action = ROOM_ACTIONS[name]
                expected = judge_room(action, kind, place, rank, bars).code
                for door, code in answers(ask(world), action.frames, world.actor, world.secret):
                    tried += 1
                    if code != expected:
                        wrong.append(f"{name}, {bar}: {door} says {code}, not {expected}")
            transaction.set_rollback(True)
    assert tried >= len(ROOM_ASKS)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("kind", "place", "rank"), STANDINGS)
def test_what_is_explained_is_what_the_table_says(
    cast: Cast, kind: Kind, place: Place, rank: Rank
) -> None:
    for bar in bars_of(kind, place):
        bars = [bar] if bar else []
        with transaction.atomic():
            world = standing(cast, kind, place, rank, bar)
            person, room = User.objects.get(pk=world.person), Room.objects.get(pk=world.room)
            for name, action in ROOM_ACTIONS.items():
                explained = explain(person, name, room, timezone.now())
                assert explained == judge_room(action, kind, place, rank, bars), (name, bar)
                assert explained.trace
            transaction.set_rollback(True)


def test_a_token_without_the_scope_is_refused_wherever_its_owner_might(cast: Cast) -> None:
    world = standing(cast, "open", "owner", "admin")
    for name, ask in ROOM_ASKS.items():
        action, asked = ROOM_ACTIONS[name], ask(world)
        others = {"read", "write", "moderate", "admin"} - {action.scope}
        secret = token(world.person, *others)
        for call in asked.calls:
            with transaction.atomic():
                assert by_call(call, secret) == "forbidden", (name, call)
                transaction.set_rollback(True)


def test_a_suspended_person_and_a_stranger_are_refused_everything(cast: Cast) -> None:
    world = standing(cast, "open", "owner", "admin")
    User.objects.filter(pk=world.person).update(is_active=False)
    person, room = User.objects.get(pk=world.person), Room.objects.get(pk=world.room)
    for name, ask in ROOM_ASKS.items():
        asked = ask(world)
        assert explain(person, name, room, timezone.now()).code == "unauthenticated"
        for secret in (world.secret, "chat_nothing"):
            for call in asked.calls:
                assert by_call(call, secret) == "unauthenticated", (name, call)
        if asked.command is not None:
            for actor in (world.actor, Actor(0)):
                assert by_rule(asked.command(by=actor, **asked.fields)) == "unauthenticated"
