"""Knows the time zones that people may live in."""

import re
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from chat.protocol.errors import ChatError

# Continent and city, as browsers know them; folders of the machine's own are none.
_NAME = re.compile(r"(?!posix/|right/)[A-Z][A-Za-z_]*(?:/[A-Z][A-Za-z0-9_+-]*){1,2}|UTC")


def check_zone(name: str) -> str:
    """The name of a time zone, like ``Europe/Berlin``; otherwise `bad_frame`."""
    if _NAME.fullmatch(name):
        try:
            ZoneInfo(name)  # one small file, read once
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
        else:
            return name
    raise ChatError("bad_frame", "That is not a time zone this chat knows.")


@cache
def zones() -> tuple[str, ...]:
    """Every time zone that one may choose, by name."""
    return tuple(sorted(name for name in available_timezones() if _NAME.fullmatch(name)))
