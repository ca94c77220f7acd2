"""Rooms and who is in them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.admin.accounts import SuspensionForm
from chat.admin.links import link, listing, row
from chat.admin.operations import Operation
from chat.admin.places import Placed, name_of, within
from chat.admin.records import Records
from chat.admin.removals import REMOVE_IN_ROOM
from chat.admin.rights import rights
from chat.admin.site import site
from chat.models import Follow, Membership, Room
from chat.protocol.actors import RANKS
from chat.protocol.commands import AddMember, ArchiveRoom, EndMembership, ImposeSanction
from chat.protocol.errors import ChatError
from chat.protocol.limits import USERNAME_CHARACTERS
from chat.queries.archive import user_named


class MemberForm(forms.Form):
    """Whom to bring in, and as what."""

    username = forms.CharField(label=_("User name"), max_length=USERNAME_CHARACTERS)
    role = forms.ChoiceField(
        label=_("Role"), choices=Membership.Role.choices, initial=Membership.Role.MEMBER
    )

    def clean_username(self) -> int:
        """Return the id of the account of that name."""
        try:
            return user_named(self.cleaned_data["username"].removeprefix("@")).pk
        except ChatError as refusal:
            raise forms.ValidationError(refusal.told(gettext)) from refusal


def _add(actor: Any, room: Room, fields: dict[str, Any]) -> AddMember:
    return AddMember(by=actor, room=room.pk, user=fields["username"], role=fields["role"])


ADD_MEMBER = Operation(
    "add-member",
    _("Add a member"),
    _("Whom do you bring into this room?"),
    _("Brought in; the room hears of it"),
    _add,
    form=MemberForm,
    fits=lambda room: room.kind != Room.Kind.DIRECT and room.archived_at is None,
    grave=False,
)
ARCHIVE = Operation(
    "archive",
    _("Archive"),
    _("Archive these rooms? They can be read, and not written to."),
    _("Archived"),
    lambda actor, room, _: ArchiveRoom(by=actor, room=room.pk, archived=True),
    fits=lambda room: room.kind != Room.Kind.DIRECT and room.archived_at is None,
)
REOPEN = Operation(
    "reopen",
    _("Open again"),
    _("Open these rooms for writing again?"),
    _("Open again"),
    lambda actor, room, _: ArchiveRoom(by=actor, room=room.pk, archived=False),
    fits=lambda room: room.archived_at is not None,
    grave=False,
)


@admin.register(Room, site=site)
class Rooms(Records):
    """Rooms. Of a direct conversation one sees that there is one, not what is said."""

    list_display = ("slug", "name", "kind", "seq", "archived_at", "created_at")
    list_filter = ("kind", ("archived_at", admin.EmptyFieldListFilter))
    search_fields = ("^slug", "^name")
    search_help_text = _("The beginning of an address or a name.")
    fields = (
        "slug",
        "name",
        "kind",
        "topic",
        "archived_at",
        "created_at",
        "seq",
        "epoch",
        "contents",
    )
    operations = (ADD_MEMBER, ARCHIVE, REOPEN)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Room]:
        """Return the rooms somebody may see. Source: ModelAdmin."""
        return within(super().get_queryset(request), "pk", request)

    @admin.display(description=_("see"))
    def contents(self, room: Room) -> SafeString:
        """Links to what belongs to the room."""
        return row(
            listing("membership", _("members"), room__id=room.pk),
            listing("message", _("messages"), room__id=room.pk),
        )


REMOVE = Operation(
    "remove",
    _("Remove from the room"),
    _("Remove these people from their rooms?"),
    _("Removed; what is said there no longer reaches them"),
    lambda actor, membership, _: EndMembership(
        by=actor, room=membership.room_id, user=membership.user_id
    ),
    fits=lambda membership: membership.room.kind != Room.Kind.DIRECT,
)


BAN = Operation(
    "ban",
    _("Ban"),
    _("Ban these people from their rooms?"),
    _("Banned; they cannot find the room any more"),
    lambda actor, membership, fields: ImposeSanction(
        by=actor, kind="ban", user=membership.user_id, room=membership.room_id, **fields
    ),
    rank=RANKS["moderator"],
    form=SuspensionForm,
    fits=lambda membership: membership.room.kind != Room.Kind.DIRECT,
)
MUTE = Operation(
    "mute",
    _("Mute"),
    _("Mute these people in their rooms?"),
    _("Muted; the person is told"),
    lambda actor, membership, fields: ImposeSanction(
        by=actor, kind="mute", user=membership.user_id, room=membership.room_id, **fields
    ),
    rank=RANKS["moderator"],
    form=SuspensionForm,
    fits=lambda membership: membership.room.kind != Room.Kind.DIRECT,
)


@admin.register(Membership, site=site)
class Memberships(Placed):
    """Who belongs where."""

    list_display = ("id", "room_link", "user_link", "role", "level", "joined_at")
    list_select_related = ("room", "user")
    search_help_text = _("@person or a room's address.")
    fields = (
        *("room_link", "user_link", "role", "level", "joined_at", "joined_seq", "read_seq"),
        "rights",
    )
    linked = ("room", "user")
    operations = (MUTE, REMOVE_IN_ROOM, REMOVE, BAN)

    @admin.display(description=_("may do"))
    def rights(self, membership: Membership) -> SafeString:
        """What the policy says of this person in this room."""
        return rights(membership.user, membership.room)

    @admin.display(description=_("room"))
    def room_link(self, membership: Membership) -> SafeString | str:
        """Link to the room."""
        return link(membership.room, name_of(membership.room))

    @admin.display(description=_("person"))
    def user_link(self, membership: Membership) -> SafeString | str:
        """Link to the person."""
        return link(membership.user)


@admin.register(Follow, site=site)
class Follows(Placed):
    """Who follows which thread."""

    list_display = ("id", "room_link", "thread", "user_link")
    list_select_related = ("room", "user")
    search_help_text = _("@person or a room's address.")
    fields = ("room_link", "thread", "user_link", "read_seq")
    linked = ("room", "user")

    @admin.display(description=_("room"))
    def room_link(self, follow: Follow) -> SafeString | str:
        """Link to the room."""
        return link(follow.room, name_of(follow.room))

    @admin.display(description=_("person"))
    def user_link(self, follow: Follow) -> SafeString | str:
        """Link to the person."""
        return link(follow.user)
