"""A process that removes messages, and kills itself with SIGKILL in the middle of a commit."""

import os
import signal
import sys
from typing import Any

import django


def main(die_after: int, *words: str) -> None:
    """Run the command; at that deletion, die as if somebody had pulled the plug."""
    django.setup()
    from django.core.management import call_command

    from chat.actions import removals

    removals.LEASE_SECONDS = 1  # what a killed process had taken is soon another's
    gone, delete = 0, removals.delete_message

    def counted(*asked: Any) -> Any:
        nonlocal gone
        gone += 1
        outcome = delete(*asked)
        if gone == die_after:
            os.kill(os.getpid(), signal.SIGKILL)
        return outcome

    removals.delete_message = counted
    call_command("remove_messages", *words)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
