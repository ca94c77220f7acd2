"""Who people are beyond their names, and who changed lately."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from chat.models import Membership, Profile, Room, User, Workspace
from chat.models.clock import clock
from chat.protocol.errors import not_found
from chat.protocol.events import stamp
from chat.protocol.limits import COMMON_ROOMS
from chat.queries.accounts import user_wire, users_visible_to

Wire = dict[str, Any]


def profile_wire(user: User, now: datetime) -> Wire:
    """Return an account with its profile as the contract writes it; what is over is left out.

    Reads ``user.profile``.
    """
    profile = getattr(user, "profile", None) or Profile(user=user)
    return user_wire(user) | {
        "seq": profile.seq,
        "title": profile.title,
        "pronouns": profile.pronouns,
        "time_zone": profile.time_zone,
        "status": _status(profile, now),
        "quiet_until": _ahead(profile.quiet_until, now),
        "quiet_hours": profile.quiet_hours,
    }


def _status(profile: Profile, now: datetime) -> Wire | None:
    over = profile.status_until is not None and profile.status_until <= now
    if over or not profile.status_emoji:
        return None
    until = _ahead(profile.status_until, now)
    return {"emoji": profile.status_emoji, "text": profile.status_text, "until": until}


def _ahead(until: datetime | None, now: datetime) -> str | None:
    return stamp(until) if until is not None and until > now else None


def profiles_visible_to(viewer: User) -> QuerySet[User]:
    """Return every account that may be spoken to, each with its profile, by name."""
    return users_visible_to(viewer).select_related("profile")


def profile_visible_to(viewer: User, user_id: int) -> Wire:
    """Return one person; raises ``not_found``."""
    user = profiles_visible_to(viewer).filter(pk=user_id).first()
    if user is None:
        raise not_found("person")
    return profile_wire(user, clock.now())


def rooms_in_common(viewer: User, user_id: int) -> list[Wire]:
    """Return the rooms both belong to, without direct ones, by name; raises ``not_found``."""
    if not users_visible_to(viewer).filter(pk=user_id).exists():
        raise not_found("person")
    theirs = Membership.objects.filter(user=user_id).values("room")
    rows = Room.objects.filter(memberships__user=viewer, pk__in=theirs, archived_at=None)
    rooms = rows.exclude(kind=Room.Kind.DIRECT).order_by("name", "pk")
    return [dict(room) for room in rooms.values("id", "slug", "name", "kind")[:COMMON_ROOMS]]


def profile_of(user: User) -> Profile:
    """Return what somebody says of themselves, empty where they never did."""
    return Profile.objects.filter(user=user).first() or Profile(user=user)


def people_seq() -> int:
    """Return the number of the last change of anybody."""
    return Workspace.objects.values_list("people_seq", flat=True).first() or 0


def people_changed_since(seq: int, limit: int) -> list[tuple[Wire, set[int]]]:
    """Return who changed beyond ``seq``, in order, each with the rooms they belong to."""
    rows = Profile.objects.filter(seq__gt=seq).select_related("user").order_by("seq")[:limit]
    people = [row.user for row in rows]
    rooms: dict[int, set[int]] = defaultdict(set)
    memberships = Membership.objects.filter(user__in=[user.pk for user in people])
    for user_id, room_id in memberships.values_list("user_id", "room_id") if people else ():
        rooms[user_id].add(room_id)
    now = clock.now()
    return [(profile_wire(row.user, now), rooms[row.user_id]) for row in rows]
