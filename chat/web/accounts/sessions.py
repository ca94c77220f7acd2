"""The devices one is signed in on, and signing them out."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from chat.pipeline import perform_sync
from chat.protocol.commands import EndOtherSessions, EndSession
from chat.protocol.errors import not_found
from chat.queries.accounts import sessions_of
from chat.web.accounts.door import for_the_signed_in, viewer_of
from chat.web.authentication import actor_of

KEY_HASH = re.compile(r"[0-9a-f]{64}")
#: In the order in which they must be looked for: many browsers also claim to be others.
BROWSERS = {
    "Edge": "Edg",
    "Opera": "OPR/",
    "Firefox": "Firefox/|FxiOS",
    "Chrome": "Chrome/|Chromium/|CriOS",
    "Safari": "Safari/",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac": "Macintosh",
    "ChromeOS": "CrOS",
    "Linux": "Linux|X11",
}


def device(agent: str) -> str:
    """Return a browser's name for itself as people would say it."""
    browser = next((name for name, mark in BROWSERS.items() if re.search(mark, agent)), None)
    system = next((name for name, mark in SYSTEMS.items() if re.search(mark, agent)), None)
    if browser and system:
        return gettext("{browser} on {system}").format(browser=browser, system=system)
    return browser or system or agent[:40] or gettext("Unknown device")


@require_safe
@for_the_signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """List where one is signed in, this device first."""
    here = actor_of(request).session
    rows = [
        {"row": row, "device": device(row.agent), "here": row.pk == here}
        for row in sessions_of(viewer_of(request).pk)
    ]
    rows.sort(key=lambda each: not each["here"])
    return render(request, "accounts/sessions.html", {"sessions": rows})


@require_POST
@for_the_signed_in
def end(request: HttpRequest) -> HttpResponse:
    """Sign one device out."""
    session = request.POST.get("session", "")
    if not KEY_HASH.fullmatch(session):
        raise not_found("session")
    perform_sync(EndSession(by=actor_of(request), session=session))
    messages.success(request, gettext("That device is signed out."))
    return redirect("sessions")


@require_POST
@for_the_signed_in
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out every device but this one."""
    actor = actor_of(request)
    perform_sync(EndOtherSessions(by=actor, user=actor.user, keep=actor.session))
    messages.success(request, gettext("All your other devices are signed out."))
    return redirect("sessions")
