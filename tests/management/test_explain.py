"""`explain`: what somebody may do, and each step that decides it."""

import pytest
from django.core.management.base import CommandError

from chat.protocol.commands import SuspendUser
from tests.cast import Cast
from tests.management.conftest import Run


def test_it_prints_the_verdict_and_each_step(run: Run, cast: Cast) -> None:
    assert run("explain", "Bob", "message.pin", "lounge").splitlines() == [
        "- open room",
        "- member of the room",
        "- member of the workspace",
        "- forbidden",
        "message.pin: forbidden",
    ]
    assert run("explain", "ann", "message.pin", "lounge").endswith("message.pin: allowed\n")
    assert run("explain", "mod", "person.suspend").endswith("person.suspend: allowed\n")


def test_a_direct_conversation_is_named_by_its_id(run: Run, cast: Cast) -> None:
    said = run("explain", "eve", "room.read", str(cast["direct"]))
    assert said.endswith("room.read: not_found\n")


def test_who_is_suspended_may_nothing(run: Run, cast: Cast) -> None:
    cast.do("ann", SuspendUser, user="bob")
    assert run("explain", "bob", "self.read").endswith("self.read: unauthenticated\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("zoe", "self.read"), "no account 'zoe'"),
        (("bob", "message.post"), "is about a room"),
        (("bob", "message.post", "attic"), "no room 'attic'"),
        (("bob", "nothing"), "invalid choice"),
    ],
)
def test_a_question_without_a_sense_is_refused(
    run: Run, cast: Cast, words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        run("explain", *words)
