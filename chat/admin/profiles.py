"""What people say of themselves."""

from collections.abc import Sequence

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.admin.records import Records
from chat.admin.site import site
from chat.models import Profile


@admin.register(Profile, site=site)
class Profiles(Records):
    """Titles and statuses, for those who look after what is shown to everyone."""

    list_display = ("user", "title", "pronouns", "status", "status_until")
    list_select_related = ("user",)
    search_fields = ("^user__username", "^user__name")
    search_help_text = _("The beginning of a user name or name.")
    linked = ("user",)

    def get_fields(self, request: HttpRequest, obj: Profile | None = None) -> Sequence[str]:  # type: ignore[override]
        """Return what a page shows. Source: ModelAdmin."""
        return ["user", "title", "pronouns", "time_zone", "status", "status_until", "quiet_until"]

    @admin.display(description=_("status"))
    def status(self, profile: Profile) -> str:
        """The emoji and the words, also of one that has ended."""
        return f"{profile.status_emoji} {profile.status_text}".strip()
