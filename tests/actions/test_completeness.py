"""Every rule is tested three ways: who may, who may not, what the others hear."""

import importlib
from pathlib import Path

import pytest

from chat.actions import HANDLERS
from chat.protocol import commands
from chat.protocol.commands import Command
from tests.actions.rules import ASPECTS, PROOFS, Aspect, rule

for path in sorted(Path(__file__).parent.glob("test_*.py")):
    if path != Path(__file__):
        importlib.import_module(f"tests.actions.{path.stem}")


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("command", list(HANDLERS), ids=lambda command: command.__name__)
def test_every_rule_has_a_test_of(command: type[Command], aspect: Aspect) -> None:
    assert PROOFS[command, aspect], f"no test marked @rule({command.__name__}, {aspect!r})"


def test_every_command_has_a_rule() -> None:
    named = {getattr(commands, name) for name in commands.__all__} - {Command}
    assert named, "there are no commands at all"
    assert named == set(HANDLERS)


def test_a_proof_that_would_not_be_collected_is_refused() -> None:
    with pytest.raises(ValueError, match="not be collected"):
        rule(commands.PostMessage, "may")(lambda: None)
