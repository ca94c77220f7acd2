"""Links from one record to another, and to the lists of what belongs to it."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

NOTHING = "–"


def link(record: Model | None, text: object = None) -> SafeString | str:
    """Return a link to a record's page, named by the record itself unless told otherwise."""
    if record is None:
        return NOTHING
    address = reverse(f"admin:chat_{record._meta.model_name}_change", args=[record.pk])
    return format_html('<a href="{}">{}</a>', address, record if text is None else text)


def listing(model: str, text: object, **having: Any) -> SafeString:
    """Return a link to the list of those records of a kind that have these values."""
    address = reverse(f"admin:chat_{model}_changelist")
    chosen = {f"{name}__exact": value for name, value in having.items()}
    return format_html('<a href="{}?{}">{}</a>', address, urlencode(chosen), text)


def row(*links: SafeString) -> SafeString:
    """Return links side by side."""
    return format_html_join(" · ", "{}", ((one,) for one in links))
