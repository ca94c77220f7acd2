"""When something that ends by itself ends."""

from datetime import datetime, timedelta

from chat.protocol.errors import ChatError
from chat.protocol.limits import STATUS_DAYS


def checked_end(until: datetime | None, now: datetime, name: str = "until") -> datetime | None:
    """Refuse an end that is over already, or so far away that it is none.

    ``name`` is the field's. Raises ``bad_frame``.
    """
    if until is not None and until <= now:
        raise ChatError("bad_frame", "{name}: this time is over already.", name=name)
    if until is not None and until > now + timedelta(days=STATUS_DAYS):
        raise ChatError(
            "bad_frame", "{name}: at most {count} days from now.", name=name, count=STATUS_DAYS
        )
    return until
