"""The words of the contract: errors, events, limits and who asks."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from chat.protocol import commands, limits
from chat.protocol.actors import RANKS, SCOPES, Actor, operator
from chat.protocol.commands import Command, PostMessage
from chat.protocol.errors import STATUS, ChatError, not_found
from chat.protocol.events import room_event, stamp, viewer_event

CODES = [
    *("bad_frame", "unauthenticated", "forbidden", "not_found", "too_long", "conflict"),
    *("rate_limited", "slow_mode", "muted", "archived", "busy", "unavailable"),
]


def test_the_codes_are_those_of_the_contract() -> None:
    assert list(STATUS) == CODES
    assert all(400 <= status < 600 for status in STATUS.values())
    with pytest.raises(ValueError, match="not an error code"):
        ChatError("oops", "Something.")


def test_what_may_not_be_seen_is_answered_as_what_is_absent() -> None:
    refusal = not_found("room")
    assert (refusal.code, refusal.status, refusal.retry_after) == ("not_found", 404, None)
    assert refusal.message == "There is no such room, or you may not see it."


def test_times_are_utc_with_microseconds() -> None:
    at = datetime(2026, 11, 24, 4, 0, 0, 5, tzinfo=timezone(timedelta(hours=2)))
    assert stamp(at) == "2026-11-24T02:00:00.000005Z"


def test_events_say_what_happened_when_and_by_whom() -> None:
    at = datetime(2026, 11, 24, 2, tzinfo=UTC)
    assert room_event("member.left", 5, at, 7, member={}) == {
        "seq": 5,
        "kind": "member.left",
        "at": "2026-11-24T02:00:00.000000Z",
        "by": 7,
        "member": {},
    }
    told = {"type": "viewer", "seq": 3, "kind": "mention", "room": 1}
    assert viewer_event("mention", 3, room=1) == told


@pytest.mark.parametrize("name", [name for name in commands.__all__ if name != "Command"])
def test_a_command_is_frozen_strict_and_needs_a_known_scope(name: str) -> None:
    command: type[Command] = getattr(commands, name)
    assert command.model_config["frozen"]
    assert command.model_config["strict"]
    assert command.model_config["extra"] == "forbid"
    assert command.scope in SCOPES
    assert command.__doc__


def test_a_command_cannot_be_changed() -> None:
    command = PostMessage(
        by=Actor(1), room=1, client_id="6f1c3f1a-0000-4000-8000-000000000000", text="hi"
    )
    with pytest.raises(ValidationError):
        command.text = "ho"  # type: ignore[misc]


def test_the_operator_is_nobody_unless_told_otherwise() -> None:
    assert (operator().user, operator(7).user, operator().operator) == (0, 7, True)
    assert not Actor(1).operator
    assert list(RANKS) == ["member", "moderator", "admin", "owner"]
    assert sorted(RANKS.values()) == [0, 1, 2, 3]


def test_every_public_limit_is_a_limit() -> None:
    named = {value for name, value in vars(limits).items() if name.isupper() and name != "PUBLIC"}
    assert limits.PUBLIC
    assert set(limits.PUBLIC.values()) <= {value for value in named if isinstance(value, int)}
