"""The door of those who look after the workspace: every record to see, writes through the rules.

`chatsite/urls.py` mounts `site`; its pages are Django's own, in the product's clothes.
"""

from chat.admin import (
    accounts,
    audit,
    credentials,
    messages,
    moderation,
    profiles,
    removals,
    rooms,
    uploads,
    workspace,
)
from chat.admin.site import site

__all__ = [
    "accounts",
    "audit",
    "credentials",
    "messages",
    "moderation",
    "profiles",
    "removals",
    "rooms",
    "site",
    "uploads",
    "workspace",
]
