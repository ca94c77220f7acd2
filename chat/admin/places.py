"""What has a place in a room: found by place or person, by moderators only where they may be."""

import re
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext

from chat.admin.lists import NewestFirst
from chat.admin.operations import viewer
from chat.admin.records import Records
from chat.models import Room
from chat.protocol.actors import RANKS
from chat.queries.rooms import rooms_visible_to

_TERM = re.compile(r"@(?P<user>[\w.-]+)|(?P<slug>[\w-]+)(?:/(?P<seq>\d{1,18}))?")


class Placed(Records):
    """Records of a room, in lists of any length: no count, no text search, only keyed look-ups."""

    lists = NewestFirst
    ordering = ("-pk",)
    sortable_by = ()
    search_fields = ("place",)  # only shows the box; what is typed is read below
    #: The paths from a record to its room, to the seq of its message, and to its person.
    room: ClassVar[str] = "room"
    seq: ClassVar[str] = ""
    user: ClassVar[str] = "user"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the records somebody may see: admins all, others those of their rooms."""
        return within(super().get_queryset(request), self.room, request)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find `@person`, `room` or `room/seq`; anything else is nowhere. Source: ModelAdmin."""
        if not search_term.strip():
            return queryset, False
        term = _TERM.fullmatch(search_term.strip())
        return queryset.filter(self._found(term)) if term else queryset.none(), False

    def _found(self, term: re.Match[str]) -> Q:
        if term["user"]:
            return Q(**{f"{self.user}__username": term["user"].lower()})
        place = Q(**{f"{self.room}__slug": term["slug"].lower()})
        if term["seq"] and self.seq:
            place &= Q(**{self.seq: int(term["seq"])})
        return place


def within(records: QuerySet[Any], room: str, request: HttpRequest) -> QuerySet[Any]:
    """Leave out what belongs to rooms the viewer may not see; admins see all."""
    if viewer(request).rank >= RANKS["admin"]:
        return records
    seen = rooms_visible_to(viewer(request)).order_by().values("pk")
    # What is hidden is excluded: asked for what is seen, SQLite would go through it room by room
    # and sort every message of the workspace for one page.
    hidden = Room.objects.exclude(pk__in=seen).order_by().values("pk")
    return records.exclude(**{f"{room}__in": hidden})


def name_of(room: Room) -> str:
    """Return what a room is called in lists; direct conversations have no name of their own."""
    return gettext("direct conversation") if room.kind == Room.Kind.DIRECT else f"#{room.slug}"
