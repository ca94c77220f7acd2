"""People and bots."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.admin.links import listing, row
from chat.admin.operations import Operation, viewer
from chat.admin.records import Records
from chat.admin.removals import REMOVE_EVERYWHERE
from chat.admin.rights import rights
from chat.admin.site import site
from chat.models import User
from chat.models.clock import clock
from chat.protocol.actors import RANKS
from chat.protocol.commands import (
    ChangeRole,
    EndOtherSessions,
    ImposeSanction,
    LiftSuspension,
    SuspendUser,
)
from chat.protocol.limits import REASON_CHARACTERS

FOR_GOOD_YEAR = 9999  # in which a suspension without an end is stored to end


class SuspensionForm(forms.Form):
    """Until when, and why."""

    until = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("In UTC. Empty means for good."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=250,
        help_text=_("The person reads it when they try to sign in."),
    )

    def clean_until(self) -> datetime | None:
        """Refuse an end that is over already."""
        until: datetime | None = self.cleaned_data["until"]
        if until is not None and until <= clock.now():
            raise forms.ValidationError(gettext("That is over already; choose a time to come."))
        return until


class SanctionForm(SuspensionForm):
    """Whether they are warned or muted, until when, and why."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("warning", _("A warning")), ("mute", _("Muted everywhere"))],
        initial="mute",
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=REASON_CHARACTERS,
        help_text=_("The person is told it."),
    )


class RoleForm(forms.Form):
    """Which role."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[choice for choice in User.Role.choices if choice[0] != User.Role.OWNER],
        help_text=_("It counts from their next act on, in every open page."),
    )


class SuspendedFilter(admin.SimpleListFilter):
    """Who is suspended now."""

    title = _("suspension")
    parameter_name = "suspended"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices. Source: SimpleListFilter."""
        return [("yes", gettext("Suspended")), ("no", gettext("Not suspended"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        """Return the chosen people. Source: SimpleListFilter."""
        suspended = Q(suspended_until__gt=clock.now())
        chosen = {"yes": suspended, "no": ~suspended}.get(self.value() or "")
        return queryset.filter(chosen) if chosen else queryset


def _suspend(actor: Any, user: User, fields: dict[str, Any]) -> SuspendUser:
    return SuspendUser(by=actor, user=user.pk, until=fields["until"], reason=fields["reason"])


SUSPEND = Operation(
    "suspend",
    _("Suspend"),
    _("Suspend these people?"),
    _("Suspended; their open pages close"),
    _suspend,
    rank=RANKS["moderator"],
    form=SuspensionForm,
)
SANCTION = Operation(
    "sanction",
    _("Warn or mute"),
    _("Warn or mute these people?"),
    _("Done; the person is told"),
    lambda actor, user, fields: ImposeSanction(by=actor, user=user.pk, **fields),
    rank=RANKS["moderator"],
    form=SanctionForm,
)
LIFT = Operation(
    "lift",
    _("Lift suspension"),
    _("Lift the suspension of these people?"),
    _("The suspension is lifted"),
    lambda actor, user, _: LiftSuspension(by=actor, user=user.pk),
    rank=RANKS["moderator"],
    fits=lambda user: user.suspended_at(clock.now()),
    grave=False,
)
GIVE_ROLE = Operation(
    "role",
    _("Give a role"),
    _("Give these people another role?"),
    _("They have the role now"),
    lambda actor, user, fields: ChangeRole(by=actor, user=user.pk, role=fields["role"]),
    form=RoleForm,
    grave=False,
)
SIGN_OUT_EVERYWHERE = Operation(
    "sign-out",
    _("Sign out everywhere"),
    _("Sign these people out on every device?"),
    _("Signed out everywhere"),
    lambda actor, user, _: EndOtherSessions(by=actor, user=user.pk),
)


@admin.register(User, site=site)
class Users(Records):
    """Accounts of the workspace."""

    list_display = ("username", "display_name", "kind", "role", "standing", "created_at")
    list_filter = ("role", "kind", SuspendedFilter, "is_active")
    search_fields = ("^username", "^name", "^email")
    search_help_text = _("The beginning of a user name, name or e-mail address.")
    operations = (
        *(SANCTION, SUSPEND, LIFT),
        *(REMOVE_EVERYWHERE, GIVE_ROLE, SIGN_OUT_EVERYWHERE),
    )

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Sequence[str]:  # type: ignore[override]
        """Return what a page shows; addresses are for admins. Source: ModelAdmin."""
        shown = ["username", "display_name", "kind", "role", "standing", "created_at"]
        if viewer(request).rank >= RANKS["admin"]:
            return [*shown, "email", "belongings", "credentials", "rights"]
        return [*shown, "belongings", "rights"]

    @admin.display(description=_("may do"))
    def rights(self, user: User) -> SafeString:
        """What the policy says of this person in the workspace."""
        return rights(user)

    @admin.display(description=_("standing"))
    def standing(self, user: User) -> str:
        """Whether the account may be used."""
        if not user.is_active:
            return gettext("not in use")
        if not user.suspended_until or not user.suspended_at(clock.now()):
            return gettext("active")
        why = f": {user.suspended_reason}" if user.suspended_reason else ""
        if user.suspended_until.year >= FOR_GOOD_YEAR:
            return gettext("suspended{why}").format(why=why)
        until = date_format(user.suspended_until, "j M Y, H:i")
        return gettext("suspended until {until}{why}").format(until=until, why=why)

    @admin.display(description=_("see"))
    def belongings(self, user: User) -> SafeString:
        """Links to what this person has a part in."""
        return row(
            listing("profile", _("profile"), user__id=user.pk),
            listing("membership", _("rooms"), user__id=user.pk),
            listing("message", _("messages"), author__id=user.pk),
            listing("reaction", _("reactions"), user__id=user.pk),
            listing("mention", _("mentions"), user__id=user.pk),
            listing("report", _("reports about them"), user__id=user.pk),
            listing("sanction", _("sanctions"), user__id=user.pk),
            listing("removal", _("removals of messages"), user__id=user.pk),
        )

    @admin.display(description=_("credentials"))
    def credentials(self, user: User) -> SafeString:
        """Links to what this person signs in with."""
        return row(
            listing("session", _("sessions"), user__id=user.pk),
            listing("token", _("tokens"), user__id=user.pk),
            listing("invitation", _("invitations"), invited_by__id=user.pk),
        )
