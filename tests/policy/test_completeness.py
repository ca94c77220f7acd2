"""The policy names every frame, call and command there is, each where it belongs."""

from itertools import chain

import pytest

from chat.actions import HANDLERS
from chat.protocol import commands, frames
from chat.protocol.policy import ACTIONS, KINDS, PLACES, RANKS, ROOM_ACTIONS, SITE_ACTIONS
from chat.web.api import api


def named(what: str) -> set[str]:
    """All that the rows name of a kind of door."""
    return set(chain.from_iterable(getattr(action, what) for action in ACTIONS.values()))


def calls() -> set[str]:
    """Every call of the API, as its own document lists it."""
    paths = api.get_openapi_schema()["paths"]
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, found in paths.items()
        for method in found
    }


def test_every_frame_a_client_may_send_is_in_the_policy() -> None:
    assert named("frames") == set(frames.COMMANDS) | set(frames.READS)


def test_every_call_of_the_api_is_in_the_policy() -> None:
    assert len(calls()) > 50
    assert named("calls") == calls()


def test_every_command_is_in_the_policy() -> None:
    assert named("commands") == {command.__name__ for command in HANDLERS}


@pytest.mark.parametrize("name", ACTIONS)
def test_a_row_asks_for_the_scope_that_its_command_asks_for(name: str) -> None:
    for command in ACTIONS[name].commands:
        assert getattr(commands, command).scope == ACTIONS[name].scope, command


def test_a_frame_stands_in_the_row_of_its_command() -> None:
    for action in ACTIONS.values():
        for frame in action.frames:
            if frame in frames.COMMANDS:
                assert frames.COMMANDS[frame].__name__ in action.commands


def test_every_cell_has_an_answer() -> None:
    ways = [action.way for action in ROOM_ACTIONS.values()]
    ways += [stop.past for action in ROOM_ACTIONS.values() for stop in action.stops]
    for way in ways:
        for kind in KINDS:
            places = PLACES[:2] if kind == "direct" else PLACES
            groups = getattr(way, kind).split()
            assert [len(group) for group in groups] == [len(places)] * len(RANKS)
            assert set("".join(groups)) <= set("Ynf")
    for site in SITE_ACTIONS.values():
        assert len(site.ranks) == len(RANKS)
        assert set(site.ranks) <= set("Ynf")


def test_a_command_of_the_rules_alone_is_no_frame() -> None:
    servers = ("workspace.found", "account.sign_up", "preview.show", "reminder.tell", "audit.write")
    for name in servers:
        assert ACTIONS[name].frames == ACTIONS[name].calls == ()
