"""What every operator's command shares: a refusal is one sentence and exit code 1."""

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


def sentence_of(mistake: ValidationError) -> str:
    """Return what is wrong with the first bad field, without repeating its value."""
    first = mistake.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}."
