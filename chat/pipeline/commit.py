"""One transaction for many commands; what cannot commit together is committed one by one."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from chat import metrics
from chat.actions import carry_out
from chat.actions.batch import Batch
from chat.actions.outcome import Outcome
from chat.actions.prepare import Prepared
from chat.pipeline.publish import Publication, publications
from chat.protocol.commands import Command
from chat.protocol.errors import ChatError

logger = logging.getLogger(__name__)

Result = Outcome | ChatError

RETRY_SECONDS = 2.0  # when to come back after a database that did not answer
CONTENDED = {"40P01", "40001"}  # SQLSTATE of a deadlock and of a serialization failure


@dataclass(slots=True)
class Committed:
    """The result of each command, in order, and what there is to tell."""

    results: list[Result] = field(default_factory=list)
    publications: list[Publication] = field(default_factory=list)


def unavailable() -> ChatError:
    """The answer while the database is away: try again, nothing you sent is lost by it."""
    return ChatError("unavailable", "The server cannot reach its database just now.", RETRY_SECONDS)


def commit(commands: Sequence[Command], prepared: Mapping[int, Prepared]) -> Committed:
    """Commit commands together. Never raises: each command gets an outcome or a ChatError."""
    try:
        return _together(commands, prepared)
    except (OperationalError, InterfaceError) as error:
        connection.close()
        if not _contended(error):
            logger.warning("commit failed: %s", type(error).__name__)
            return Committed([unavailable() for _ in commands])
    except Exception:
        # One bug must not sink its neighbours: it will be logged again beside its command.
        logger.warning("a commit of %d commands is repeated one by one", len(commands))
    metrics.COMMITS_SPLIT.inc()
    committed = Committed()
    for command in commands:
        alone = _alone(command, prepared)
        committed.results += alone.results
        committed.publications += alone.publications
    return committed


def _contended(error: Exception) -> bool:
    return getattr(error.__cause__, "sqlstate", None) in CONTENDED


def _together(commands: Sequence[Command], prepared: Mapping[int, Prepared]) -> Committed:
    results: list[Result] = []
    with transaction.atomic():
        batch = Batch(commands, prepared)
        for command in commands:
            try:
                results.append(carry_out(command, batch))
            except ChatError as refusal:
                results.append(refusal)
        news = batch.close()
    return Committed(results, publications(news))


def _alone(command: Command, prepared: Mapping[int, Prepared]) -> Committed:
    """Commit one command; once more when another process was first with the same key."""
    for attempt in (1, 2):
        try:
            return _together([command], prepared)
        except ChatError as refusal:  # its text was refused while it was prepared
            return Committed([refusal])
        except DatabaseError as error:
            if isinstance(error, OperationalError | InterfaceError):
                connection.close()
            if attempt == 2:
                logger.exception("%s failed", type(command).__name__)
                return Committed([unavailable()])
        except Exception:
            logger.exception("%s failed", type(command).__name__)
            break
    return Committed([ChatError("unavailable", "Something went wrong on our side; it is logged.")])
