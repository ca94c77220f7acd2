"""Messages, their earlier texts, reactions and mentions."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Max, QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chat.admin.links import NOTHING, link, listing, row
from chat.admin.operations import Operation, note, viewer
from chat.admin.places import Placed, name_of
from chat.admin.site import site
from chat.models import Membership, Mention, Message, Reaction, Revision, Room
from chat.models.clock import clock
from chat.protocol.actors import RANKS
from chat.protocol.commands import DeleteMessage, EnterRoom
from chat.protocol.limits import REASON_CHARACTERS
from chat.queries.audit import entered

LATEST = 100_000  # messages a filter without an index looks through, at most
PRIVATE = _("Not shown: a direct conversation.")
WITHHELD = _("Not shown: a closed room that you have no part in. Say first why you read it.")


class StateFilter(admin.SimpleListFilter):
    """What became of a message. No index knows, so only the latest are looked through."""

    parameter_name = "state"

    @property
    def title(self) -> str:  # type: ignore[override]
        """What is filtered by, and how far back. Source: ListFilter."""
        latest = number_format(LATEST, force_grouping=True)
        return gettext("state, of the latest {count}").format(count=latest)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices. Source: SimpleListFilter."""
        return [
            ("removed", gettext("Removed")),
            ("edited", gettext("Edited")),
            ("replies", gettext("Replies in threads")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        """Return the chosen messages. Source: SimpleListFilter."""
        column = {"removed": "deleted_at", "edited": "edited_at", "replies": "thread"}
        chosen = column.get(self.value() or "")
        if chosen is None:
            return queryset
        newest = Message.objects.aggregate(newest=Max("pk"))["newest"] or 0
        return queryset.filter(pk__gt=newest - LATEST, **{f"{chosen}__isnull": False})


def place_of(message: Message) -> str:
    """Return where a message stands."""
    return f"{name_of(message.room)} / {message.seq}"


def shown(message: Message, text: str) -> str:
    """Return a text where it may be read here: never a direct conversation's."""
    if getattr(message, "withheld", False):
        return str(WITHHELD)
    return str(PRIVATE) if message.room.kind == Room.Kind.DIRECT else text


def message_of(record: Message | Revision) -> Message:
    """Return the message that a record is, or belongs to."""
    return record if isinstance(record, Message) else record.message


class Texts(Placed):
    """Records with a text, which is read on their own page alone.

    Of a closed room that one has no part in only after one has said why, and each reading is
    noted.
    """

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any | None:
        """Return a record, its text withheld where no reason was given. Source: ModelAdmin."""
        record = super().get_object(request, object_id, from_field)
        if record is not None:
            message: Any = message_of(record)
            away = message.room.kind == Room.Kind.CLOSED and not self._belongs(request, message)
            told = away and entered(viewer(request), message.room_id, clock.now())
            message.entered, message.withheld = told, away and not told
        return record

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a record, and note it where it is read for a reason. Source: ModelAdmin."""
        record = self.get_object(request, object_id)
        message: Any = message_of(record) if record is not None else None
        if message is not None and message.entered:
            about = {"person": message.author_id, "room": message.room_id}
            note(request, "message.read", **about, thing=f"message {message.seq}")
        return super().change_view(request, object_id, form_url, extra_context)

    def _belongs(self, request: HttpRequest, message: Message) -> bool:
        mine = Membership.objects.filter(room=message.room_id, user=viewer(request))
        return mine.exists()


class EntryForm(forms.Form):
    """Why one reads there."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_CHARACTERS,
        help_text=_("It stands in the audit log, with your name, and counts for an hour."),
    )


ENTER = Operation(
    "enter",
    _("Read this room"),
    _("Read a room that you have no part in?"),
    _("Its texts are open to you for an hour; that is noted"),
    lambda actor, message, fields: EnterRoom(
        by=actor, room=message.room_id, reason=fields["reason"]
    ),
    form=EntryForm,
    fits=lambda message: getattr(message, "withheld", False),
)
REMOVE = Operation(
    "remove",
    _("Remove"),
    _("Remove these messages? Their texts are gone for good."),
    _("Removed; a tombstone stays in its place"),
    lambda actor, message, _: DeleteMessage(by=actor, room=message.room_id, seq=message.seq),
    rank=RANKS["moderator"],
    fits=lambda message: message.deleted_at is None,
)


@admin.register(Message, site=site)
class Messages(Texts):
    """Messages. The list says where, who and when; a text is read on its own page."""

    list_display = ("place", "author_link", "at", "length", "state")
    list_filter = (StateFilter,)
    search_help_text = _("A room's address, a place like lounge/42, or @person.")
    fields = ("room_link", "seq", "author_link", "at", "body", "state", "removed_by", "belongings")
    seq, user = "seq", "author"
    linked = ("room", "author")
    operations = (ENTER, REMOVE)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return messages without their texts, which few pages show. Source: ModelAdmin."""
        rows: QuerySet[Any] = super().get_queryset(request).select_related("room", "author")
        rows = rows.annotate(characters=Length("text"))
        return rows.defer("text", "html")

    def describe(self, record: Message) -> str | SafeString:
        """Return a message as the page that asks names it."""
        return gettext("{what}, by {name}").format(what=place_of(record), name=record.author)

    @admin.display(description=_("place"))
    def place(self, message: Message) -> str:
        """The room's address and the seq."""
        return place_of(message)

    @admin.display(description=_("room"))
    def room_link(self, message: Message) -> SafeString | str:
        """Link to the room."""
        return link(message.room, name_of(message.room))

    @admin.display(description=_("author"))
    def author_link(self, message: Message) -> SafeString | str:
        """Link to the author."""
        return link(message.author)

    @admin.display(description=_("characters"))
    def length(self, message: Message) -> int:
        """How long the text is."""
        return int(message.characters)  # type: ignore[attr-defined]

    @admin.display(description=_("state"))
    def state(self, message: Message) -> str:
        """What became of it."""
        if message.deleted_at:
            return gettext("removed")
        states = [gettext("edited")] if message.edited_at else []
        if message.thread is not None:
            states.append(gettext("reply to {seq}").format(seq=message.thread))
        if message.replies:
            counted = ngettext("{count} reply", "{count} replies", message.replies)
            states.append(counted.format(count=message.replies))
        return ", ".join(states) or NOTHING

    @admin.display(description=_("text"))
    def body(self, message: Message) -> str:
        """The text as it was written, unless it is nobody else's concern."""
        return shown(message, message.text or NOTHING)

    @admin.display(description=_("removed by"))
    def removed_by(self, message: Message) -> SafeString | str:
        """Link to whoever removed it."""
        return link(message.deleted_by)

    @admin.display(description=_("see"))
    def belongings(self, message: Message) -> SafeString:
        """Links to what belongs to the message."""
        return row(
            listing("revision", _("earlier texts"), message__id=message.pk),
            listing("reaction", _("reactions"), message__id=message.pk),
            listing("mention", _("mentions"), message__id=message.pk),
        )


class OfMessages(Placed):
    """Records that belong to a message."""

    room, seq = "message__room", "message__seq"
    linked: ClassVar[tuple[str, ...]] = ("message", "user")
    search_help_text = _("A place like lounge/42, or @person.")
    joined: ClassVar[tuple[str, ...]] = ("message__room", "user")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the records with the place of their message. Source: ModelAdmin."""
        rows = super().get_queryset(request).select_related(*self.joined)
        return rows.defer("message__text", "message__html")

    def message_link(self, record: Any) -> SafeString | str:
        """Link to the message."""
        return link(record.message, place_of(record.message))

    message_link.short_description = _("message")  # type: ignore[attr-defined]

    def user_link(self, record: Any) -> SafeString | str:
        """Link to the person."""
        return link(record.user)

    user_link.short_description = _("person")  # type: ignore[attr-defined]


@admin.register(Revision, site=site)
class Revisions(Texts, OfMessages):
    """Earlier texts of edited messages; those of removed ones are gone."""

    list_display = ("id", "message_link", "replaced_at", "length")
    joined = ("message__room",)
    fields = ("message_link", "replaced_at", "replaced_seq", "body")
    linked = ("message",)
    user = "message__author"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return revisions without their texts. Source: ModelAdmin."""
        rows: QuerySet[Any] = super().get_queryset(request)
        rows = rows.annotate(characters=Length("text"))
        return rows.defer("text", "html", "message__text", "message__html")

    @admin.display(description=_("characters"))
    def length(self, revision: Any) -> int:
        """How long the text was."""
        return int(revision.characters)

    @admin.display(description=_("text"))
    def body(self, revision: Revision) -> str:
        """The earlier text, unless it is nobody else's concern."""
        return shown(revision.message, revision.text)

    def describe(self, record: Any) -> str | SafeString:
        """Return a revision's message."""
        return place_of(record.message)


@admin.register(Reaction, site=site)
class Reactions(OfMessages):
    """Reactions to messages."""

    list_display = ("id", "emoji", "message_link", "user_link")
    fields = ("emoji", "message_link", "user_link")


@admin.register(Mention, site=site)
class Mentions(OfMessages):
    """Who is spoken to by name."""

    list_display = ("id", "message_link", "user_link")
    fields = ("message_link", "user_link")
