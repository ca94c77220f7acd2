"""Files that people sent: what and how large, never the bytes."""

from typing import Any

from django.contrib import admin
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.admin.links import NOTHING, link
from chat.admin.messages import PRIVATE
from chat.admin.places import Placed, name_of
from chat.admin.site import site
from chat.models import Message, Room, Upload

UNPOSTED = _("Not shown: nobody has posted it.")


@admin.register(Upload, site=site)
class Uploads(Placed):
    """Uploads. Those without a place were not posted yet, and go within a day."""

    list_display = ("id", "called", "kind", "bytes_shown", "user_link", "place", "at")
    fields = (
        *("called", "kind", "bytes_shown", "pixels", "digest", "user_link", "message_link", "at"),
        "all_of_person",
    )
    seq = "seq"
    linked = ("room", "user")
    joined = ("room", "user")
    search_help_text = _("A room's address, a place like lounge/42, or @person.")

    def get_queryset(self, request: Any) -> Any:
        """Return uploads with their rooms and people. Source: ModelAdmin."""
        return super().get_queryset(request).select_related("room", "user")

    def describe(self, record: Upload) -> str | SafeString:
        """Return an upload as the page that asks names it."""
        upload = gettext("Upload {id}").format(id=record.pk)
        return gettext("{what}, by {name}").format(what=upload, name=record.user)

    @admin.display(description=_("name"))
    def called(self, upload: Upload) -> str:
        """The name, unless it is nobody else's concern."""
        if upload.room is None:
            return str(UNPOSTED)
        return str(PRIVATE) if upload.room.kind == Room.Kind.DIRECT else upload.name

    @admin.display(description=_("size"))
    def bytes_shown(self, upload: Upload) -> str:
        """How large it is."""
        return str(filesizeformat(upload.size))

    @admin.display(description=_("pixels"))
    def pixels(self, upload: Upload) -> str:
        """Width and height of a picture."""
        return f"{upload.width} × {upload.height}" if upload.width else NOTHING

    @admin.display(description=_("person"))
    def user_link(self, upload: Upload) -> SafeString | str:
        """Link to whoever sent it."""
        return link(upload.user)

    @admin.display(description=_("place"))
    def place(self, upload: Upload) -> str:
        """The room and seq of its message."""
        return f"{name_of(upload.room)} / {upload.seq}" if upload.room else gettext("not posted")

    @admin.display(description=_("message"))
    def message_link(self, upload: Upload) -> SafeString | str:
        """Link to the message that carries it."""
        if upload.room_id is None:
            return NOTHING
        found = Message.objects.filter(room=upload.room_id, seq=upload.seq or 0).first()
        return link(found, self.place(upload))

    @admin.display(description=_("all files of this person"))
    def all_of_person(self, upload: Upload) -> str:
        """What of their quota is used."""
        mine = Upload.objects.filter(user=upload.user_id)
        return str(filesizeformat(mine.aggregate(bytes=Sum("stored"))["bytes"]))
