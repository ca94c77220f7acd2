"""The rule of the audit log: what no other command does is noted by the server alone."""

from chat.actions.batch import Batch
from chat.actions.outcome import Outcome
from chat.protocol.commands import RecordAct
from chat.protocol.errors import ChatError


def record_act(command: RecordAct, batch: Batch) -> Outcome:
    """Add an entry. Nobody but the server writes the log. Raises ``forbidden``."""
    if not command.by.operator:
        raise ChatError("forbidden", "Only the server itself writes the audit log.")
    about = {"person": command.person, "room": command.room, "thing": command.thing}
    batch.note(command.by, command.act, **about, reason=command.reason, **command.details)
    return Outcome()
