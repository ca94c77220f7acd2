"""Reports that wait for somebody, and the sanctions that were imposed."""

from typing import Any, Literal

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.admin.links import NOTHING, link
from chat.admin.lists import NewestFirst
from chat.admin.operations import Operation, viewer
from chat.admin.places import name_of, within
from chat.admin.records import Records
from chat.admin.site import site
from chat.admin.words import COLUMNS
from chat.models import Report, Sanction
from chat.models.clock import clock
from chat.protocol.actors import RANKS
from chat.protocol.commands import DecideReport, LiftSanction, TakeReport
from chat.protocol.limits import COMMENT_CHARACTERS
from chat.queries.reports import reports_visible_to


class NoteForm(forms.Form):
    """What to tell other moderators about a decision."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=COMMENT_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For moderators; the person who reported is told the decision alone."),
    )


def _decide(decision: Literal["upheld", "dismissed"]) -> Any:
    return lambda actor, report, fields: DecideReport(
        by=actor, report=report.pk, decision=decision, note=fields["note"]
    )


def _undecided(report: Report) -> bool:
    return report.status != Report.Status.DECIDED


TAKE = Operation(
    "take",
    _("Look into it"),
    _("Do you look into these reports?"),
    _("Others see that you look into it"),
    lambda actor, report, _: TakeReport(by=actor, report=report.pk),
    rank=RANKS["moderator"],
    fits=lambda report: report.status == Report.Status.OPEN,
    grave=False,
)
RELEASE = Operation(
    "release",
    _("Leave it to others"),
    _("Leave these reports to others?"),
    _("It is open again"),
    lambda actor, report, _: TakeReport(by=actor, report=report.pk, taken=False),
    rank=RANKS["moderator"],
    fits=lambda report: report.status == Report.Status.TAKEN,
    grave=False,
)
UPHOLD = Operation(
    "uphold",
    _("Uphold"),
    _("Were these reports right?"),
    _("Decided; who reported it is told"),
    _decide("upheld"),
    rank=RANKS["moderator"],
    form=NoteForm,
    fits=_undecided,
)
DISMISS = Operation(
    "dismiss",
    _("Dismiss"),
    _("Was there no breach in what these reports are about?"),
    _("Decided; who reported it is told"),
    _decide("dismissed"),
    rank=RANKS["moderator"],
    form=NoteForm,
    fits=_undecided,
    grave=False,
)


@admin.register(Report, site=site)
class Reports(Records):
    """What was reported. The snapshot shows it as it was then, whatever became of it."""

    lists = NewestFirst
    ordering = ("-pk",)
    sortable_by = ()
    list_display = (
        "id",
        "about",
        "reason",
        "reporter_link",
        "at",
        "status",
        "assignee",
        "decision",
    )
    list_filter = ("status", "reason", "decision")
    list_select_related = ("user", "room", "reporter", "assignee")
    fields = (
        *("about", "place", "reason", "comment", "reporter_link", "at", "reported", "around"),
        *("status", "assignee", "decision", "note", "decided_by", "decided_at"),
    )
    linked = ("user", "room")
    operations = (TAKE, RELEASE, UPHOLD, DISMISS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        """Return the reports somebody may see: none about themselves. Source: ModelAdmin."""
        return reports_visible_to(viewer(request)).select_related("user", "room", "reporter")

    @admin.display(description=_("about"))
    def about(self, report: Report) -> SafeString | str:
        """Link to the person it is about."""
        return link(report.user)

    @admin.display(description=_("reported by"))
    def reporter_link(self, report: Report) -> SafeString | str:
        """Link to who reported it."""
        return link(report.reporter)

    @admin.display(description=_("message"))
    def place(self, report: Report) -> SafeString | str:
        """Where the message stands, found among the messages."""
        if report.room is None:
            return NOTHING
        address = reverse("admin:chat_message_changelist")
        place = f"{report.room.slug}/{report.seq}"
        words = f"{name_of(report.room)} / {report.seq}"
        return format_html('<a href="{}?q={}">{}</a>', address, place, words)

    @admin.display(description=_("as it was"))
    def reported(self, report: Report) -> SafeString:
        """The message or profile when it was reported, with earlier texts and files."""
        kept = report.snapshot
        if "profile" in kept:
            said = kept["profile"]
            lines = [
                (COLUMNS[name], said[name]) for name in ("name", "title", "pronouns") if said[name]
            ]
            return format_html_join("", "<p>{}: <bdi>{}</bdi></p>", lines)
        files = [
            (file["name"], file["kind"], filesizeformat(file["size"]), file["sha256"])
            for file in kept["files"]
        ]
        return format_html(
            '<blockquote dir="auto">{}</blockquote>{}{}',
            kept["text"],
            format_html_join(
                "",
                '<p>{} {}: <span dir="auto">{}</span></p>',
                (
                    (gettext("before"), _when(text["replaced_at"]), text["text"])
                    for text in kept["revisions"]
                ),
            ),
            format_html_join("", "<p><bdi>{}</bdi>, {}, {}, SHA-256 <code>{}</code></p>", files),
        )

    @admin.display(description=_("around it"))
    def around(self, report: Report) -> SafeString | str:
        """What was said before and after it."""
        lines = [*report.snapshot.get("before", []), *report.snapshot.get("after", [])]
        if not lines:
            return NOTHING
        return format_html_join(
            "",
            '<p>{} <bdi>{}</bdi>: <span dir="auto">{}</span></p>',
            ((_when(one["at"]), one["author"]["name"], one["text"]) for one in lines),
        )


def _when(written: str) -> str:
    at = parse_datetime(written)
    return date_format(at, "j M Y, H:i") if at else written


LIFT = Operation(
    "lift",
    _("Lift"),
    _("Lift these sanctions before their time?"),
    _("Lifted; the person is told"),
    lambda actor, sanction, _: LiftSanction(by=actor, sanction=sanction.pk),
    rank=RANKS["moderator"],
    fits=lambda sanction: sanction.running_at(clock.now()),
    grave=False,
)


class RunningFilter(admin.SimpleListFilter):
    """What holds now."""

    title = _("running")
    parameter_name = "running"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices. Source: SimpleListFilter."""
        return [("yes", gettext("Running"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Sanction]) -> QuerySet[Sanction]:
        """Return the chosen sanctions. Source: SimpleListFilter."""
        return queryset.running(clock.now()) if self.value() else queryset  # type: ignore[attr-defined]


@admin.register(Sanction, site=site)
class SanctionRecords(Records):
    """Warnings, mutes, bans and suspensions, running and over."""

    lists = NewestFirst
    ordering = ("-pk",)
    sortable_by = ()
    list_display = ("id", "kind", "user_link", "place", "reason", "at", "until", "state", "by")
    list_filter = ("kind", RunningFilter)
    list_select_related = ("user", "room", "by", "lifted_by")
    fields = ("kind", "user_link", "place", "reason", "at", "until", "by", "state", "lifted_by")
    linked = ("user", "room")
    operations = (LIFT,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return those of rooms somebody may see, and of the workspace. Source: ModelAdmin."""
        return within(super().get_queryset(request), "room", request)

    @admin.display(description=_("person"))
    def user_link(self, sanction: Sanction) -> SafeString | str:
        """Link to the person."""
        return link(sanction.user)

    @admin.display(description=_("where"))
    def place(self, sanction: Sanction) -> SafeString | str:
        """Link to the room it is for."""
        if sanction.room is None:
            return gettext("everywhere")
        return link(sanction.room, name_of(sanction.room))

    @admin.display(description=_("state"))
    def state(self, sanction: Sanction) -> str:
        """Whether it holds."""
        if sanction.kind == Sanction.Kind.WARNING:
            return gettext("said")
        if sanction.lifted_at:
            when = date_format(sanction.lifted_at, "j M Y, H:i")
            return gettext("lifted {when}").format(when=when)
        return gettext("running") if sanction.running_at(clock.now()) else gettext("over")
