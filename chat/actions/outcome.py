"""What a rule hands back to whoever asked."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a command that was carried out, or had been before (``repeated``)."""

    room: int | None = None
    seq: int | None = None
    repeated: bool = False
    result: dict[str, Any] = field(default_factory=dict)
