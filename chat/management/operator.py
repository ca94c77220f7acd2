"""What every operator's command shares: a refusal is one sentence and exit code 1."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from pydantic import ValidationError

from chat.archive.refusal import RefusedError
from chat.protocol.errors import ChatError


class OperatorCommand(BaseCommand):
    """A command whose refusals read as sentences."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command; raises ``CommandError``. Source: django.core.management."""
        # Where the audit log stands is for the log of a server, which tells it soon enough.
        chain = logging.getLogger("chat.actions.chain")
        level = chain.level
        chain.setLevel(logging.WARNING)
        try:
            return super().execute(*args, **options)
        except ChatError as refusal:
            raise CommandError(refusal.message) from refusal
        except RefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        except ValidationError as mistake:
            raise CommandError(sentence_of(mistake)) from mistake
        except DatabaseError as trouble:
            raise CommandError(
                f"The database does not answer as expected ({trouble}). Was it migrated?"
            ) from trouble
        finally:
            chain.setLevel(level)


def sentence_of(mistake: ValidationError) -> str:
    """Return what is wrong with the first bad field, without repeating its value."""
    first = mistake.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}."
