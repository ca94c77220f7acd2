"""All of a person's messages of a period: asked for beside the person, followed here."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.admin.links import link
from chat.admin.lists import NewestFirst
from chat.admin.operations import Operation
from chat.admin.places import name_of, within
from chat.admin.records import Records
from chat.admin.site import site
from chat.models import Membership, Removal
from chat.models.clock import clock
from chat.protocol.actors import RANKS
from chat.protocol.commands import EndRemoval, RemoveMessages
from chat.protocol.limits import REASON_CHARACTERS
from chat.queries.removals import LEFT_MAX, left_of


class PeriodForm(forms.Form):
    """Since when, until when, and why."""

    since = forms.DateTimeField(
        label=_("Since"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("In UTC."),
    )
    until = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("In UTC. Empty means until now."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=REASON_CHARACTERS,
        help_text=_("For moderators."),
    )

    def clean_since(self) -> datetime:
        """Refuse a beginning that is still to come."""
        since: datetime = self.cleaned_data["since"]
        if since > clock.now():
            raise forms.ValidationError(
                gettext("Nothing was said then yet; choose a time that is over.")
            )
        return since


def _in_room(actor: Any, membership: Membership, fields: dict[str, Any]) -> RemoveMessages:
    return RemoveMessages(by=actor, user=membership.user_id, room=membership.room_id, **fields)


REMOVE_EVERYWHERE = Operation(
    "remove-messages",
    _("Remove messages"),
    _("Remove all that these people said in a period, everywhere?"),
    _("It has begun; how far it is stands among the removals"),
    lambda actor, user, fields: RemoveMessages(by=actor, user=user.pk, **fields),
    rank=RANKS["moderator"],
    form=PeriodForm,
)
REMOVE_IN_ROOM = Operation(
    "remove-messages",
    _("Remove messages"),
    _("Remove all that these people said in their rooms in a period?"),
    _("It has begun; how far it is stands among the removals"),
    _in_room,
    rank=RANKS["moderator"],
    form=PeriodForm,
)
STOP = Operation(
    "stop",
    _("Stop"),
    _("Stop these removals? What is removed stays so."),
    _("Stopped"),
    lambda actor, removal, _: EndRemoval(by=actor, removal=removal.pk),
    rank=RANKS["moderator"],
    fits=lambda removal: removal.state == Removal.State.RUNNING,
    grave=False,
)


@admin.register(Removal, site=site)
class Removals(Records):
    """Removals of many messages, running and over."""

    lists = NewestFirst
    ordering = ("-pk",)
    sortable_by = ()
    list_display = ("id", "user_link", "place", "since", "until", "by", "at", "state", "removed")
    list_filter = ("state",)
    list_select_related = ("user", "room", "by", "ended_by")
    fields = (
        *("user_link", "place", "since", "until", "reason", "by", "at"),
        *("state", "removed", "left", "ended_at", "ended_by"),
    )
    linked = ("user", "room")
    operations = (STOP,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Removal]:
        """Return those of rooms somebody may see, and of the workspace. Source: ModelAdmin."""
        return within(super().get_queryset(request), "room", request)

    @admin.display(description=_("person"))
    def user_link(self, removal: Removal) -> SafeString | str:
        """Link to the person whose messages go."""
        return link(removal.user)

    @admin.display(description=_("where"))
    def place(self, removal: Removal) -> SafeString | str:
        """Link to the room it is about."""
        return link(removal.room, name_of(removal.room)) if removal.room else gettext("everywhere")

    @admin.display(description=_("left"))
    def left(self, removal: Removal) -> str:
        """How many messages are still to be removed."""
        count = left_of(removal)
        if count >= LEFT_MAX:
            return gettext("{count} or more").format(count=number_format(count))
        return str(number_format(count))
