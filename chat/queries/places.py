"""Names a place in the whole history without telling how much of it there is.

Ids of messages count what everybody writes, also where one may not look. So a place travels
scrambled: the same number for the same place, and no order between them.
"""

from django.utils.crypto import salted_hmac

ROUNDS = 4  # of a Feistel network; enough that neighbours have nothing in common
HALF_BITS = 32
HALF = (1 << HALF_BITS) - 1


def sealed(place: int) -> str:
    """Return a place as 16 hexadecimal digits."""
    left, right = place >> HALF_BITS, place & HALF
    for turn in range(ROUNDS):
        left, right = right, left ^ _mixed(turn, right)
    return f"{left << HALF_BITS | right:016x}"


def opened(name: str) -> int:
    """Return the place that a name stands for. Raises ValueError where it cannot be one."""
    number = int(name, 16)
    left, right = number >> HALF_BITS, number & HALF
    for turn in reversed(range(ROUNDS)):
        left, right = right ^ _mixed(turn, left), left
    return left << HALF_BITS | right


def _mixed(turn: int, half: int) -> int:
    digest = salted_hmac("chat.queries.places", f"{turn}:{half}", algorithm="sha256").digest()
    return int.from_bytes(digest[:4])
