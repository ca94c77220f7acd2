"""What one is doing, and when one is not to be disturbed."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chat.models import Profile
from chat.models.clock import clock
from chat.pipeline import perform_sync
from chat.protocol.commands import Command, SetQuiet, SetQuietHours, SetStatus
from chat.queries.profiles import profile_of
from chat.web.accounts.door import for_the_signed_in, try_command, viewer_of
from chat.web.accounts.ends import NEVER, end_of, zone_of
from chat.web.accounts.status_forms import QuietForm, QuietHoursForm, StatusForm
from chat.web.authentication import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_signed_in
def status(request: HttpRequest) -> HttpResponse:
    """Show status and quiet; a POST says what one is doing."""
    profile = profile_of(viewer_of(request))
    form = StatusForm(request.POST or None, initial=_said(profile))
    if form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("emoji", "text")}
        until = end_of(form.cleaned_data["ends"], clock.now(), zone_of(profile.time_zone))
        command = SetStatus(by=actor_of(request), until=until, **fields)
        if _did(request, form, command, gettext("Your status is changed.")):
            return redirect("status")
    return _page(request, profile, status_form=form)


@require_http_methods(["POST"])
@for_the_signed_in
def quiet(request: HttpRequest) -> HttpResponse:
    """Ask not to be disturbed for a while; without a choice, be reached again."""
    profile = profile_of(viewer_of(request))
    if "ends" not in request.POST:
        perform_sync(SetQuiet(by=actor_of(request)))
        messages.success(request, gettext("You are reached again."))
        return redirect("status")
    form = QuietForm(request.POST)
    if form.is_valid():
        until = end_of(form.cleaned_data["ends"], clock.now(), zone_of(profile.time_zone))
        command = SetQuiet(by=actor_of(request), until=until)
        if _did(request, form, command, gettext("You are not disturbed for now.")):
            return redirect("status")
    return _page(request, profile, quiet_form=form)


@require_http_methods(["POST"])
@for_the_signed_in
def quiet_hours(request: HttpRequest) -> HttpResponse:
    """Choose when one is not to be disturbed, week after week."""
    profile = profile_of(viewer_of(request))
    form = QuietHoursForm(request.POST, hours=profile.quiet_hours)
    if form.is_valid():
        command = SetQuietHours(by=actor_of(request), hours=form.hours())
        if _did(request, form, command, gettext("Your quiet hours are changed.")):
            return redirect("status")
    return _page(request, profile, hours_form=form)


def _did(request: HttpRequest, form: forms.Form, command: Command, words: str) -> bool:
    """Carry a command out and say so; a refusal becomes an error of the form."""
    done = try_command(form, command) is not None
    if done:
        messages.success(request, words)
    return done


def _said(profile: Profile) -> dict[str, str]:
    """Return the status that holds, as its form shows it."""
    over = profile.status_until is not None and profile.status_until <= clock.now()
    if over:
        return {"ends": NEVER}
    return {"emoji": profile.status_emoji, "text": profile.status_text, "ends": NEVER}


def _page(request: HttpRequest, profile: Profile, **given: forms.Form) -> HttpResponse:
    now = clock.now()
    shown: dict[str, object] = {
        "profile": profile,
        "now": now,
        "zone": zone_of(profile.time_zone),
        "status_form": StatusForm(initial=_said(profile), auto_id="status_%s"),
        "quiet_form": QuietForm(auto_id="quiet_%s"),
        "hours_form": QuietHoursForm(hours=profile.quiet_hours),
    }
    return render(request, "accounts/status.html", shown | given)
