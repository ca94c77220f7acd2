"""The audit log, to be read: by whom, to whom, where and why. Reading it is itself an entry."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.admin.links import NOTHING, link
from chat.admin.lists import NewestFirst
from chat.admin.operations import note, viewer
from chat.admin.records import Records
from chat.admin.site import site
from chat.models import AuditEntry, Room, User
from chat.protocol.acts import ACTS
from chat.queries.audit import entries_visible_to


class ActFilter(admin.SimpleListFilter):
    """What was done."""

    title = _("act")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices. Source: SimpleListFilter."""
        return [(act, act) for act in ACTS]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry]
    ) -> QuerySet[AuditEntry]:
        """Return the chosen entries. Source: SimpleListFilter."""
        return queryset.filter(act=self.value()) if self.value() else queryset


@admin.register(AuditEntry, site=site)
class AuditEntries(Records):
    """Every act. Nothing here can be changed, and the database would refuse it."""

    lists = NewestFirst
    ordering = ("-number",)
    sortable_by = ()
    list_display = (
        *("number", "at", "act", "by_link", "door", "person_link", "room_link", "thing"),
        "reason",
    )
    list_filter = (ActFilter, ("at", admin.DateFieldListFilter), "door")
    search_fields = ("person",)  # only shows the box; what is typed is read below
    search_help_text = _("@person, who did it or to whom; or a room's address.")
    fields = (*list_display, "details", "seal")
    readonly_fields = ("by_link", "person_link", "room_link", "seal")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """Return the entries somebody may read. Source: ModelAdmin."""
        return entries_visible_to(viewer(request))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Allow what the filters use. Source: ModelAdmin."""
        return lookup in {"act", "door", "door__exact", "at__gte", "at__lt"}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry], search_term: str
    ) -> tuple[QuerySet[AuditEntry], bool]:
        """Find `@person` or `room`. Source: ModelAdmin."""
        term = search_term.strip().lower()
        if not term:
            return queryset, False
        if term.startswith("@"):
            people = User.objects.filter(username=term[1:]).values("pk")
            return queryset.filter(Q(by__in=people) | Q(person__in=people)), False
        return queryset.filter(room__in=Room.objects.filter(slug=term).values("pk")), False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List, and note it. Source: ModelAdmin."""
        note(request, "audit.read", details={"asked": request.GET.dict()})
        return super().changelist_view(request, extra_context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one entry, and note it. Source: ModelAdmin."""
        note(request, "audit.read", details={"entry": object_id[:20]})
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description=_("by"))
    def by_link(self, entry: AuditEntry) -> SafeString | str:
        """Link to who did it."""
        return _named(User(pk=entry.by), gettext("person {id}"))

    @admin.display(description=_("person"))
    def person_link(self, entry: AuditEntry) -> SafeString | str:
        """Link to whom it was done to."""
        return _named(User(pk=entry.person), gettext("person {id}"))

    @admin.display(description=_("room"))
    def room_link(self, entry: AuditEntry) -> SafeString | str:
        """Link to the room."""
        return _named(Room(pk=entry.room), gettext("room {id}"))


def _named(record: User | Room, words: str) -> SafeString | str:
    """Link to what an entry knows by its number alone, which may be gone by now."""
    return link(record, words.format(id=record.pk)) if record.pk else NOTHING
