"""Notes which tests prove what of which rule, so that none can be forgotten."""

from collections import defaultdict
from collections.abc import Callable
from typing import Literal, TypeVar

from chat.protocol.commands import Command

Aspect = Literal["may", "may_not", "heard"]
ASPECTS: tuple[Aspect, ...] = ("may", "may_not", "heard")
Test = TypeVar("Test", bound=Callable[..., None])

#: The names of the tests that prove an aspect of a rule, filled as their modules are imported.
PROOFS: dict[tuple[type[Command], Aspect], list[str]] = defaultdict(list)


def rule(command: type[Command], aspect: Aspect) -> Callable[[Test], Test]:
    """Mark a test: it shows who may, who may not, or what the others hear."""

    def marked(test: Test) -> Test:
        if not test.__name__.startswith("test_"):
            raise ValueError(f"{test.__name__} would not be collected as a test")
        PROOFS[command, aspect].append(f"{test.__module__}.{test.__name__}")
        return test

    return marked
