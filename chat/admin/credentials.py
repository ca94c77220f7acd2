"""What people and programs come in with: sessions, tokens and invitations. For admins only."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.admin.links import NOTHING, link
from chat.admin.lists import KEY_DIGITS
from chat.admin.operations import Operation
from chat.admin.records import Records
from chat.admin.site import site
from chat.models import Invitation, Session, Token
from chat.models.clock import clock
from chat.protocol.actors import RANKS
from chat.protocol.commands import EndSession, RevokeInvitation, RevokeToken


class Credentials(Records):
    """What only admins may see."""

    rank = RANKS["admin"]

    def user_link(self, record: Any) -> SafeString | str:
        """Link to the person."""
        return link(record.user)

    user_link.short_description = _("person")  # type: ignore[attr-defined]


SIGN_OUT = Operation(
    "sign-out",
    _("Sign out"),
    _("Sign these sessions out?"),
    _("Signed out; its open pages close"),
    lambda actor, session, _: EndSession(by=actor, session=session.pk),
)


@admin.register(Session, site=site)
class Sessions(Credentials):
    """Signed-in devices. Their keys, hashed as they are, are part of no page or address."""

    list_display = ("user_link", "last_seen_at", "created_at", "address", "device", "ends_at")
    list_display_links = ("last_seen_at",)
    list_select_related = ("user",)
    search_fields = ("^user__username", "=address")
    search_help_text = _("The beginning of a user name, or an address.")
    fields = (
        "user_link",
        "created_at",
        "last_seen_at",
        "expire_date",
        "ends_at",
        "address",
        "agent",
    )
    readonly_fields = ("user_link", "created_at", "last_seen_at")
    linked = ("user",)
    operations = (SIGN_OUT,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        """Return sessions of people; a visitor's holds nothing. Source: ModelAdmin."""
        every = super().get_queryset(request).defer("session_data")
        return every.filter(user__isnull=False).select_related("user")

    def handle_of(self, record: Session) -> str:
        """Return a name from which the key cannot be found again without the server's secret."""
        digest = salted_hmac("chat.admin.session", record.pk).hexdigest()[:24]
        return f"{record.user_id}-{digest}"

    def find(self, request: HttpRequest, handles: Sequence[str]) -> list[Session]:
        """Return the sessions of these handles, looked for among their people's."""
        people = {h.partition("-")[0] for h in handles}
        ids = [int(p) for p in people if p.isdecimal() and len(p) <= KEY_DIGITS]
        rows = self.get_queryset(request).filter(user_id__in=ids)
        return [session for session in rows if self.handle_of(session) in handles]

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Session | None:
        """Return the session of a handle. Source: ModelAdmin."""
        return next(iter(self.find(request, [object_id])), None)

    @admin.display(description=_("device"))
    def device(self, session: Session) -> str:
        """The beginning of what the browser calls itself."""
        return session.agent[:60] or NOTHING


REVOKE_TOKEN = Operation(
    "revoke",
    _("Revoke"),
    _("Revoke these tokens?"),
    _("Revoked; programs that use it are refused at once"),
    lambda actor, token, _: RevokeToken(by=actor, token=token.pk),
    fits=lambda token: token.revoked_at is None,
)


@admin.register(Token, site=site)
class Tokens(Credentials):
    """Keys for programs. A page shows the beginning of the secret, which opens nothing."""

    list_display = ("name", "begins", "user_link", "scope", "state", "last_used_at", "created_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("user",)
    search_fields = ("^name", "^hint", "^user__username")
    search_help_text = _("The beginning of a name, of a secret as shown here, or of a user name.")
    fields = (
        *("name", "begins", "user_link", "scope", "state"),
        *("created_at", "expires_at", "last_used_at", "revoked_at"),
    )
    linked = ("user",)
    operations = (REVOKE_TOKEN,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Token]:
        """Return tokens without their hashes. Source: ModelAdmin."""
        return super().get_queryset(request).defer("key_hash")

    @admin.display(description=_("begins with"))
    def begins(self, token: Token) -> str:
        """The characters by which its owner recognises it."""
        return f"{token.hint}…"

    @admin.display(description=_("scopes"))
    def scope(self, token: Token) -> str:
        """What it is good for."""
        return ", ".join(token.scopes)

    @admin.display(description=_("state"))
    def state(self, token: Token) -> str:
        """Whether it still counts."""
        if token.revoked_at is not None:
            return gettext("revoked")
        return gettext("valid") if token.live_at(clock.now()) else gettext("expired")


REVOKE_INVITATION = Operation(
    "revoke",
    _("Withdraw"),
    _("Withdraw these invitations?"),
    _("Withdrawn; its link is useless now"),
    lambda actor, invitation, _: RevokeInvitation(by=actor, invitation=invitation.pk),
    fits=lambda invitation: invitation.revoked_at is None,
)


@admin.register(Invitation, site=site)
class Invitations(Records):
    """Links that let people sign up. Their codes are part of no page."""

    list_display = ("id", "inviter", "room_link", "state", "uses_left", "expires_at", "created_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("invited_by", "room")
    search_fields = ("^invited_by__username",)
    search_help_text = _("The beginning of the user name of whoever invited.")
    fields = (
        "inviter",
        "room_link",
        "state",
        "uses_left",
        "expires_at",
        "created_at",
        "revoked_at",
    )
    rank = RANKS["admin"]
    linked = ("invited_by", "room")
    operations = (REVOKE_INVITATION,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        """Return invitations without their hashes. Source: ModelAdmin."""
        return super().get_queryset(request).defer("code_hash")

    @admin.display(description=_("invited by"))
    def inviter(self, invitation: Invitation) -> SafeString | str:
        """Link to whoever made it."""
        return link(invitation.invited_by)

    @admin.display(description=_("into room"))
    def room_link(self, invitation: Invitation) -> SafeString | str:
        """Link to the room it leads to."""
        return link(invitation.room)

    @admin.display(description=_("state"))
    def state(self, invitation: Invitation) -> str:
        """Whether somebody may still use it."""
        if invitation.revoked_at is not None:
            return gettext("withdrawn")
        if invitation.live_at(clock.now()):
            return gettext("valid")
        return gettext("used up or expired")
