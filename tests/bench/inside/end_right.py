"""Takes a right away as an operator does: ``python end_right.py role|account USER``."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")


def main() -> None:
    """Give a role, or suspend for ever; running servers hear of it as of any act."""
    django.setup()
    from chat.pipeline import perform_sync
    from chat.protocol.actors import operator
    from chat.protocol.commands import ChangeRole, SuspendUser

    kind, user = sys.argv[1], int(sys.argv[2])
    if kind == "role":
        perform_sync(ChangeRole(by=operator(), user=user, role="moderator"))
    else:
        perform_sync(SuspendUser(by=operator(), user=user))


if __name__ == "__main__":
    main()
