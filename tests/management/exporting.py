"""A process that exports in short parts, and kills itself with SIGKILL where it is told to."""

import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

import django

PART = 100  # seqs in a part, so that a short history has many


def main(die_after: int, *words: str) -> None:
    """Run the command; after so many messages, die as if somebody had pulled the plug."""
    django.setup()
    from django.core.management import call_command

    from chat.archive import layout
    from chat.queries.archive import records

    layout.PART_SEQS = PART
    told, read = 0, records.messages

    def counted(*asked: Any) -> Iterator[dict[str, Any]]:
        nonlocal told
        for line in read(*asked):
            told += 1
            if told == die_after:
                os.kill(os.getpid(), signal.SIGKILL)
            yield line

    records.messages = counted
    call_command(*words)
    sys.stdout.write(f"{told}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
