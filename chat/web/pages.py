"""The addresses of the chat page itself."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from chat.models import User
from chat.queries.accounts import users_visible_to, workspace
from chat.queries.landing import first_room_slug, room_slug_visible
from chat.queries.profiles import profile_visible_to
from chat.web.accounts.door import for_the_signed_in, viewer_of


@require_safe
@for_the_signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Lead to a room; a browser that remembers another one goes there by itself."""
    slug = first_room_slug(viewer_of(request))
    return redirect("room", slug=slug) if slug else _page(request)


@require_safe
@for_the_signed_in
def room(request: HttpRequest, slug: str, seq: int = 0, reply: int = 0) -> HttpResponse:
    """Answer the chat page, opened at a room, one of its messages or one of its threads."""
    if not room_slug_visible(viewer_of(request), slug):
        raise Http404
    return _page(request)


@require_safe
@for_the_signed_in
def place(request: HttpRequest) -> HttpResponse:
    """Answer the chat page, opened at threads, mentions, reminders or what one keeps."""
    return _page(request)


@require_safe
@for_the_signed_in
def person(request: HttpRequest, username: str) -> HttpResponse:
    """Answer the chat page, opened at the conversation with somebody; mentions lead here."""
    found = users_visible_to(viewer_of(request)).filter(username=username).first()
    if found is None:
        raise Http404
    return _page(request, person=found.pk)


@ensure_csrf_cookie
def _page(request: HttpRequest, **opened: int) -> HttpResponse:
    config = page_config(viewer_of(request)) | opened
    return render(request, "chat/page.html", {"page_config": config})


def page_config(viewer: User) -> dict[str, Any]:
    """Return what the page's scripts need to know before they connect."""
    here = workspace()
    return {
        "user": {
            "id": viewer.pk,
            "username": viewer.username,
            "name": viewer.display_name,
            "role": viewer.role,
        },
        "profile": profile_visible_to(viewer, viewer.pk),
        "workspace": {"name": here.name if here else ""},
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "urls": {
            "sign_in": reverse("account_login"),
            "sign_out": reverse("account_logout"),
            "profile": reverse("profile"),
            "status": reverse("status"),
            "invite": reverse("invitations"),
            "admin": reverse("admin:index") if viewer.is_staff else None,
        },
    }
