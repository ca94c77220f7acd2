"""The workspace itself, and the log of rights taken away."""

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.admin.links import NOTHING, link
from chat.admin.lists import NewestFirst
from chat.admin.records import Records
from chat.admin.site import site
from chat.models import Revocation, Token, User, Workspace
from chat.protocol.actors import RANKS


@admin.register(Workspace, site=site)
class Workspaces(Records):
    """The one row that says whose chat this is."""

    list_display = fields = ("name", "open_sign_up", "founded_at", "revocation_seq", "epoch")
    rank = RANKS["admin"]


@admin.register(Revocation, site=site)
class Revocations(Records):
    """Rights that ended, in the order in which they did."""

    list_display = fields = ("seq", "at", "kind", "target_link", "code")
    list_display_links = ("seq",)
    list_filter = ("kind",)
    lists = NewestFirst
    ordering = ("-seq",)
    sortable_by = ()
    rank = RANKS["admin"]

    @admin.display(description=_("whose"))
    def target_link(self, revocation: Revocation) -> SafeString | str:
        """Link to the person or token; a session is gone, and its key is for no eyes."""
        if revocation.kind == Revocation.Kind.USER:
            return link(
                User(pk=int(revocation.target)), gettext("person {id}").format(id=revocation.target)
            )
        if revocation.kind == Revocation.Kind.TOKEN:
            return link(
                Token(pk=int(revocation.target)), gettext("token {id}").format(id=revocation.target)
            )
        return NOTHING
