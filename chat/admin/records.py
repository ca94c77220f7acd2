"""What all pages of records share: they show, and change nothing except through an operation."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin, ShowFacets, helpers
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from chat.admin.lists import KEY_DIGITS, RecordList
from chat.admin.operations import Operation, ask, viewer
from chat.protocol.actors import RANKS

if TYPE_CHECKING:
    Pages = ModelAdmin[Any]
else:
    Pages = ModelAdmin


class Records(Pages):
    """Shows one kind of record. A subclass names its columns, links, filters and operations."""

    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 100
    list_max_show_all = 0
    view_on_site = False
    lists: ClassVar[type[RecordList]] = RecordList
    #: The least role that may see these records.
    rank: ClassVar[int] = RANKS["moderator"]
    #: Foreign keys by which other pages link to a part of the list.
    linked: ClassVar[tuple[str, ...]] = ()
    operations: ClassVar[tuple[Operation, ...]] = ()

    # --- Who may ------------------------------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether somebody may see these records. Source: ModelAdmin."""
        return viewer(request).rank >= self.rank

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether they are listed for somebody. Source: ModelAdmin."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is made here. Source: ModelAdmin."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is edited here. Source: ModelAdmin."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here. Source: ModelAdmin."""
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Allow what our own links and filters use, so that no hash can be felt out by asking."""
        if lookup in {f"{name}__id__exact" for name in self.linked}:
            return True
        names = [f if isinstance(f, str) else _name(f) for f in self.list_filter]
        return lookup.partition("__")[0] in names and lookup.count("__") <= 1

    # --- Addresses ----------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Return the list, the page of a record and its operations. Source: ModelAdmin."""
        kind, view = f"chat_{self.opts.model_name}", self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name=f"{kind}_changelist"),
            path("do/<slug:name>/", view(self.operation_view), name=f"{kind}_operation"),
            path("<path:object_id>/change/", view(self.change_view), name=f"{kind}_change"),
        ]

    def handle_of(self, record: Any) -> str:
        """Return what stands for a record in addresses."""
        return str(record.pk)

    def find(self, request: HttpRequest, handles: Sequence[str]) -> list[Any]:
        """Return the records of these handles that there are and that may be seen."""
        keys = [int(h) for h in handles if h.isdecimal() and len(h) <= KEY_DIGITS]
        return list(self.get_queryset(request).filter(pk__in=keys))

    def describe(self, record: Any) -> str | SafeString:
        """Return a record as the page that asks names it."""
        return str(record)

    # --- Pages --------------------------------------------------------------------------------

    @property
    def media(self) -> forms.Media:
        """The one script these pages need; the others break under Trusted Types."""
        return forms.Media(js=["admin/js/actions.js"])

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[RecordList]:
        """Return the kind of list. Source: ModelAdmin."""
        return self.lists

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a record with its operations. Source: ModelAdmin."""
        record = self.get_object(request, object_id)
        context: dict[str, Any] = {"subtitle": None}
        if record is not None:
            fitting = [o for o in self._offered(request) if o.fits(record)]
            context["title"] = self.describe(record)
            context["operations"] = [(o, self._address(o, [object_id])) for o in fitting]
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List the records under their own name. Source: ModelAdmin."""
        context = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, context | (extra_context or {}))

    def operation_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """Ask, and do. Each of these has a page of its own."""
        return ask(self, request, name)

    def _offered(self, request: HttpRequest) -> list[Operation]:
        return [o for o in self.operations if o.offered_to(viewer(request))]

    def _address(self, operation: Operation, handles: Sequence[str]) -> str:
        page = reverse(f"admin:chat_{self.opts.model_name}_operation", args=[operation.name])
        return f"{page}?{urlencode({'id': handles}, doseq=True)}"

    # --- The list's own menu of operations ----------------------------------------------------

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Return the operations as a list offers them. Source: ModelAdmin."""
        return {o.name: (self.response_action, o.name, o.label) for o in self._offered(request)}

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *_: Any, **__: Any
    ) -> HttpResponseRedirect | None:
        """Open the page that asks about the chosen records. Source: ModelAdmin."""
        wanted = request.POST.get("action")
        operation = next((o for o in self._offered(request) if o.name == wanted), None)
        if operation is None:
            self.message_user(request, gettext("Choose what to do."), messages.WARNING)
            return None
        handles = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        return HttpResponseRedirect(self._address(operation, handles))

    def action_checkbox(self, obj: Any) -> SafeString:
        """Return the box that chooses a record. Source: ModelAdmin."""
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            helpers.ACTION_CHECKBOX_NAME,
            self.handle_of(obj),
            gettext("Choose {name}").format(name=obj),
        )


def _name(chosen: Any) -> str:
    """Return the parameter of a filter, which a list names by its class or beside a field."""
    return str(chosen[0] if isinstance(chosen, tuple) else chosen.parameter_name)
