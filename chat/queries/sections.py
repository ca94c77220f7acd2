"""The sections of a person's sidebar."""

from collections.abc import Sequence
from typing import Any

from chat.models import Section

Entry = dict[str, Any]


def section_wire(section: Section) -> Entry:
    """Return a section as the contract writes it."""
    return {"id": section.pk, "name": section.name, "collapsed": section.collapsed}


def sections_of(user_ids: Sequence[int]) -> dict[int, list[Entry]]:
    """Return each person's sections in their order, in one query for all of them."""
    found: dict[int, list[Entry]] = {user: [] for user in user_ids}
    for section in Section.objects.filter(user_id__in=user_ids):
        found[section.user_id].append(section_wire(section))
    return found
