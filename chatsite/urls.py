"""Every address of the site."""

from django.urls import include, path

from chat.admin import site as admin_site
from chat.web import operations, pages
from chat.web.accounts import founding, joining
from chat.web.api import api
from chat.web.languages import page as language
from chat.web.languages import words
from chat.web.uploads import files

handler500 = "chat.web.refusals.server_error"

urlpatterns = [
    path("", pages.home, name="home"),
    path("rooms/<slug:slug>", pages.room, name="room"),
    path("rooms/<slug:slug>/<int:seq>", pages.room, name="message"),
    path("rooms/<slug:slug>/<int:seq>/thread", pages.room, name="thread"),
    path("rooms/<slug:slug>/<int:seq>/thread/<int:reply>", pages.room, name="reply"),
    path("threads", pages.place, name="threads"),
    path("saved", pages.place, name="saved"),
    path("mentions", pages.place, name="mentions"),
    path("reminders", pages.place, name="reminders"),
    path("people/<str:username>", pages.person, name="person"),
    path("files/<uuid:key>", files.file, name="file"),
    path("files/<uuid:key>/thumbnail", files.file, {"thumbnail": True}, name="thumbnail"),
    path("setup", founding.setup, name="setup"),
    path("join/<str:code>", joining.join, name="join"),
    path("language", language.choose, name="language"),
    path("words/<slug:language>-<slug:digest>.json", words.sentences, name="words"),
    path("accounts/", include("chat.web.accounts.urls")),
    path("admin/", admin_site.urls),
    path("api/v1/", api.urls),
    path("healthz", operations.healthz, name="healthz"),
    path("readyz", operations.readyz, name="readyz"),
    path("metrics", operations.metrics, name="metrics"),
]
