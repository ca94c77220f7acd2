"""Lists of records that stay fast on millions of rows: newest first, page by page, uncounted."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.urls import reverse

KEY_DIGITS = 18  # of a key in an address; more does not fit the column
BEFORE = "before"  # the parameter that names where a page begins


class RecordList(ChangeList):
    """A list whose links carry the handle of a record, which for sessions is not its key."""

    def url_for_result(self, result: Any) -> str:
        """Return the address of a record's page. Source: ChangeList."""
        handle = self.model_admin.handle_of(result)  # type: ignore[attr-defined]
        return reverse(f"admin:chat_{self.opts.model_name}_change", args=[handle])


class NewestFirst(RecordList):
    """A list without a count: the page after this one begins before its last record's key.

    Within one room that key is the seq, along whose index a room of any size is read; elsewhere
    it is the primary key, which grows with time.
    """

    older: str | None = None
    newest: str | None = None

    def get_filters_params(self, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the parameters that choose records. Source: ChangeList."""
        found = super().get_filters_params(params)
        found.pop(BEFORE, None)
        return found

    def get_query_string(
        self, new_params: dict[str, Any] | None = None, remove: Iterable[str] | None = None
    ) -> str:
        """Return a query that begins at the newest again. Source: ChangeList."""
        begun = {BEFORE: None} | (new_params or {})
        return super().get_query_string(begun, remove)

    def get_results(self, request: HttpRequest) -> None:
        """Read one page and whether there is another. Source: ChangeList."""
        key = "seq" if self._of_one_room() else self.opts.pk.name
        rows = self.queryset.order_by(f"-{key}")
        before = request.GET.get(BEFORE, "")
        if before.isdecimal() and len(before) <= KEY_DIGITS:
            rows = rows.filter(**{f"{key}__lt": int(before)})
            self.newest = self.get_query_string()
        found = list(rows[: self.list_per_page + 1])
        page = found[: self.list_per_page]
        if len(found) > len(page):
            self.older = self.get_query_string({BEFORE: getattr(page[-1], key)})
        self.result_list = page
        self.result_count = len(page)
        self.full_result_count = None
        self.show_full_result_count = False
        self.show_admin_actions = bool(page)
        self.can_show_all = self.multi_page = False
        self.paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)

    def _of_one_room(self) -> bool:
        return "room__id__exact" in self.params and "seq" in {f.name for f in self.opts.fields}
