"""Who one is, and what one says of oneself."""

from django.http import HttpResponse
from ninja import Router

from chat.pipeline import perform_sync
from chat.protocol.commands import SetQuiet, SetQuietHours, SetStatus, UpdateProfile
from chat.protocol.commands.base import Time
from chat.protocol.commands.profiles import (
    Hours,
    Name,
    Pronouns,
    StatusEmoji,
    StatusText,
    Title,
    Zone,
)
from chat.queries.profiles import profile_visible_to
from chat.web.api.entry import Call, require_read, viewer_of
from chat.web.api.openapi import changes, reads
from chat.web.api.people import Me, Profile
from chat.web.api.shapes import Body, answer

router = Router(tags=["people"])


class ProfileChange(Body):
    """What one says of oneself; what is absent stays, what is empty is taken away."""

    name: Name | None = None
    title: Title | None = None
    pronouns: Pronouns | None = None
    time_zone: Zone | None = None


class NewStatus(Body):
    """What one is doing just now; without an end it stays until it is changed."""

    emoji: StatusEmoji = ""
    text: StatusText = ""
    until: Time | None = None


class Quiet(Body):
    """Until when one is not to be disturbed; null is now."""

    until: Time | None


class Week(Body):
    """When one is not to be disturbed, week after week, in one's own time zone."""

    hours: Hours


@router.get("/me", response=Me, summary="Who am I", **reads("me"))
def me(request: Call) -> HttpResponse:
    """The account the credential stands for, and the credential's scopes."""
    found = profile_visible_to(viewer_of(request), request.auth.user)
    return answer(found | {"scopes": sorted(request.auth.scopes)})


@router.patch(
    "/me", response=Profile, summary="Change what one says of oneself", **changes("update_profile")
)
def update_profile(request: Call, body: ProfileChange) -> HttpResponse:
    """Whoever shares a room hears of it."""
    return _done(request, UpdateProfile(by=request.auth, **body.model_dump()))


@router.put(
    "/me/status", response=Profile, summary="Say what one is doing", **changes("set_status")
)
def set_status(request: Call, body: NewStatus) -> HttpResponse:
    """It ends by itself everywhere. Without emoji and text there is none any more."""
    return _done(request, SetStatus(by=request.auth, **body.model_dump()))


@router.put("/me/quiet", response=Profile, summary="Do not disturb", **changes("set_quiet"))
def set_quiet(request: Call, body: Quiet) -> HttpResponse:
    """Until a time, after which one is reached again by itself."""
    return _done(request, SetQuiet(by=request.auth, until=body.until))


@router.put(
    "/me/quiet-hours", response=Profile, summary="Choose quiet hours", **changes("set_quiet_hours")
)
def set_quiet_hours(request: Call, body: Week) -> HttpResponse:
    """At most once for each day of the week; none is an empty list. They need a time zone."""
    return _done(request, SetQuietHours(by=request.auth, hours=body.hours))


def _done(
    request: Call, command: UpdateProfile | SetStatus | SetQuiet | SetQuietHours
) -> HttpResponse:
    require_read(request)
    return answer(perform_sync(command).result["user"])
