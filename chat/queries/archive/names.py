"""People and rooms as an operator names them."""

from collections.abc import Sequence

from chat.models import Room, User
from chat.protocol.errors import ChatError


def user_named(username: str) -> User:
    """Return the account of that name, whatever its case; raises ``not_found``."""
    found = User.objects.filter(username__iexact=username).first()
    if found is None:
        raise ChatError("not_found", "Nobody here is called '{name}'.", name=username)
    return found


def room_ids(slugs: Sequence[str]) -> dict[str, int]:
    """Return the id of each of these rooms that exists, by slug."""
    return dict(Room.objects.filter(slug__in=slugs).values_list("slug", "pk"))


def strangers_to(usernames: Sequence[str]) -> int:
    """Return how many accounts there are beside these."""
    return User.objects.exclude(username__in=usernames).count()
