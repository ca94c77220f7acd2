"""How somebody stands, as the policy asks it, and what it says of them: for explanations alone.

Whether a thing is done, the rules decide under their locks. The tests hold both against each other
in every cell.
"""

from datetime import datetime

from chat.models import Membership, Room, User
from chat.protocol.actors import RANKS as LEVELS
from chat.protocol.policy import (
    RANKS,
    ROOM_ACTIONS,
    SITE_ACTIONS,
    Bar,
    Kind,
    Place,
    Rank,
    Verdict,
    judge_room,
    judge_site,
)
from chat.queries.sanctions import bans_of

_PLACES: dict[str, Place] = {
    Membership.Role.MEMBER.value: "member",
    Membership.Role.MODERATOR.value: "leader",
    Membership.Role.OWNER.value: "owner",
}
_KINDS: dict[str, Kind] = {
    Room.Kind.OPEN.value: "open",
    Room.Kind.CLOSED.value: "closed",
    Room.Kind.DIRECT.value: "direct",
}


def explain(user: User, action: str, room: Room | None, now: datetime) -> Verdict:
    """Return whether somebody may do something, in a room where it is about one, and why.

    ``action`` is a row of the policy. Raises ``KeyError`` for another, ``ValueError`` where a row
    about rooms gets none.
    """
    about_rooms = action in ROOM_ACTIONS
    if about_rooms and room is None:
        raise ValueError("this action is about a room")
    return explain_all(user, room if about_rooms else None, now)[action]


def explain_all(user: User, room: Room | None, now: datetime) -> dict[str, Verdict]:
    """Return the same of every action in a room, or without one of every one in the workspace."""
    if not user.may_enter(now):
        out = Verdict("unauthenticated", ("the account is suspended or not in use",))
        return dict.fromkeys(ROOM_ACTIONS if room is not None else SITE_ACTIONS, out)
    rank = rank_of(user)
    if room is None:
        return {name: judge_site(action, rank) for name, action in SITE_ACTIONS.items()}
    membership = Membership.objects.filter(room=room, user=user).first()
    place: Place = _PLACES[membership.role] if membership else "outsider"
    kind, bars = _KINDS[room.kind], bars_of(user, room, membership, now)
    return {
        name: judge_room(action, kind, place, rank, bars) for name, action in ROOM_ACTIONS.items()
    }


def rank_of(user: User) -> Rank:
    """Return a person's rank in the workspace; an owner's is an admin's."""
    return RANKS[min(user.rank, LEVELS["admin"])]


def bars_of(
    user: User, room: Room, membership: Membership | None, now: datetime
) -> tuple[Bar, ...]:
    """Return what bars somebody in a room just now."""
    silences = [user.silenced_until, membership.silenced_until if membership else None]
    bars: list[Bar] = []
    if room.archived_at is not None:
        bars.append("archived")
    if any(until is not None and until > now for until in silences):
        bars.append("muted")
    if membership is None and bans_of(user.pk, room.pk).exists():
        bars.append("banned")
    return tuple(bars)
