"""What an operator's selection finds: rooms, people, memberships and messages."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from chat.archive.selection import Selection
from chat.models import Membership, Mention, Message, Reaction, Room, User
from chat.protocol.errors import ChatError
from chat.queries.archive.names import user_named

MADE = ("html",)  # made from the text, so it would only be a second truth
FIELDS = [f.attname for f in Message._meta.concrete_fields if f.attname not in MADE]


@dataclass(frozen=True)
class Chosen:
    """The rows of a selection. Raises ``not_found`` for a name that is nobody's and no room's."""

    selection: Selection

    def __post_init__(self) -> None:
        slugs = self.selection.rooms
        if slugs is not None:
            missing = sorted(set(slugs) - set(self.rooms.values_list("slug", flat=True)))
            if missing:
                raise ChatError(
                    "not_found",
                    "No room that can be exported is called '{name}'.",
                    name=missing[0],
                )
        _ = self.messages

    @cached_property
    def rooms(self) -> QuerySet[Room]:
        """The rooms, by slug; direct conversations only where they were asked for."""
        rooms = Room.objects.order_by("slug")
        if not self.selection.direct:
            rooms = rooms.exclude(kind=Room.Kind.DIRECT)
        if self.selection.rooms is not None:
            rooms = rooms.filter(slug__in=set(self.selection.rooms))
        return rooms

    @property
    def room_ids(self) -> QuerySet[Room, int]:
        """The rooms as a subquery, so that no list of ids grows with the workspace."""
        return self.rooms.order_by().values_list("pk", flat=True)

    @cached_property
    def messages(self) -> QuerySet[Message]:
        """The messages of any room that are chosen, as far as the database can tell."""
        chosen = self.selection
        rows = Message.objects.all()
        if chosen.users:
            rows = rows.filter(author__in=[user_named(name).pk for name in chosen.users])
        if chosen.since:
            rows = rows.filter(at__gte=chosen.since)
        if chosen.until:
            rows = rows.filter(at__lt=chosen.until)
        return rows.filter(deleted_at=None) if chosen.search else rows

    def rows(self, room_id: int, beyond: int, last: int) -> QuerySet[Message, Any]:
        """The named rows of a room with a seq beyond one and up to another, oldest first."""
        rows = self.messages.filter(room_id=room_id, seq__gt=beyond, seq__lte=last)
        return rows.order_by("seq").values_list(*FIELDS, named=True)

    @property
    def memberships(self) -> QuerySet[Membership]:
        """Who belongs to the rooms."""
        return Membership.objects.filter(room__in=self.room_ids).order_by("room_id", "user_id")

    @property
    def people(self) -> QuerySet[User]:
        """The people to name: everyone, or who left a trace in the rooms."""
        people = User.objects.order_by("pk").select_related("profile")
        if self.selection.rooms is None:
            return people
        me, rooms = OuterRef("pk"), self.room_ids
        removed = Message.objects.filter(room__in=rooms, deleted_by__isnull=False)
        pinned = Message.objects.filter(room__in=rooms, pinned_at__isnull=False)
        return people.filter(
            Exists(Membership.objects.filter(user=me, room__in=rooms))
            | Exists(Message.objects.filter(author=me, room__in=rooms))
            | Exists(Mention.objects.filter(user=me, room__in=rooms))
            | Exists(Reaction.objects.filter(user=me, message__room__in=rooms))
            | Q(pk__in=removed.values("deleted_by"))  # one walk: that column has no index
            | Q(pk__in=pinned.values("pinned_by"))
        )

    def message_count(self) -> int:
        """How many messages there are before their texts are looked at."""
        return self.messages.filter(room__in=self.room_ids).count()
