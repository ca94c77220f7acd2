"""The admin site: only what can be seen and done here has an address, sign-in is the chat's own."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.admin.words import name_record

#: How the records are grouped on the first page and in the sidebar.
GROUPS = {
    _("Moderation"): ("Report", "Sanction", "Removal"),
    _("People"): ("User", "Session", "Token", "Invitation"),
    _("Rooms"): ("Room", "Membership"),
    _("Messages"): ("Message", "Revision", "Reaction", "Mention"),
    _("Workspace"): ("Workspace", "AuditEntry", "Revocation"),
}


class ChatAdminSite(AdminSite):
    """Django's admin without its own sign-in, passwords and change log."""

    site_title = site_header = _("Administration")
    index_title = _("Records")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Add kinds of records under names for people. Source: AdminSite."""
        super().register(model_or_iterable, admin_class, **options)
        for model in model_or_iterable:
            name_record(model)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return what exists. Source: AdminSite."""
        return [
            path("", self.admin_view(self.index), name="index"),
            path("login/", self.login, name="login"),
            path("logout/", self.logout, name="logout"),
            path("jsi18n/", self.admin_view(self.i18n_javascript, cacheable=True), name="jsi18n"),
            path("<slug:app_label>/", self.admin_view(self.app_index), name="app_list"),
            *(
                path(
                    f"{model._meta.app_label}/{model._meta.model_name}/",
                    include(records.get_urls()),
                )
                for model, records in self._registry.items()
            ),
        ]

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send visitors to the chat's sign-in page; refuse those who are signed in already."""
        if request.user.is_authenticated:
            raise PermissionDenied(gettext("Only moderators and admins may open these pages."))
        target = request.GET.get("next", reverse("admin:index"))
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': target})}")

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send people to the chat's own page for that."""
        return HttpResponseRedirect(reverse("account_logout"))

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Return the records one may see, grouped by subject. Source: AdminSite."""
        every = super().get_app_list(request, app_label)
        models = {m["object_name"]: m for app in every for m in app["models"]}
        app = every[0] if every else {}
        return [
            {**app, "name": title, "models": [models[name] for name in names if name in models]}
            for title, names in GROUPS.items()
            if any(name in models for name in names)
        ]


site = ChatAdminSite(name="admin")
