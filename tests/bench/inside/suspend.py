"""Suspends an account as an operator does: ``python suspend.py USER``."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")


def main() -> None:
    """Suspend for ever; running servers read it from the log of revocations."""
    django.setup()
    from chat.pipeline import perform_sync
    from chat.protocol.actors import operator
    from chat.protocol.commands import SuspendUser

    perform_sync(SuspendUser(by=operator(), user=int(sys.argv[1])))


if __name__ == "__main__":
    main()
