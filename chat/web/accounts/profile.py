"""What one says of oneself, and one's e-mail address."""

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chat.pipeline import perform_sync
from chat.protocol.commands import SetEmail, UpdateProfile
from chat.protocol.errors import ChatError
from chat.queries.profiles import profile_of
from chat.web.accounts.door import for_the_signed_in, try_command, viewer_of
from chat.web.accounts.forms import EmailForm, ProfileForm
from chat.web.authentication import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Show the profile; a POST changes what one says of oneself."""
    form = _profile_form(request)
    if form.is_valid():
        command = UpdateProfile(by=actor_of(request), **form.cleaned_data)
        if try_command(form, command) is not None:
            messages.success(request, gettext("Your profile is changed."))
            return redirect("profile")
    return _page(request, form, _email_form(request))


@sensitive_post_parameters("password")
@require_http_methods(["POST"])
@for_the_signed_in
def email(request: HttpRequest) -> HttpResponse:
    """Change the e-mail address of somebody who gives their password."""
    form = _email_form(request)
    if form.is_valid() and _stored(request, form):
        messages.success(request, gettext("Your e-mail address is changed."))
        return redirect("profile")
    return _page(request, _profile_form(request), form)


def _stored(request: HttpRequest, form: EmailForm) -> bool:
    try:
        perform_sync(SetEmail(by=actor_of(request), email=form.cleaned_data["email"]))
    except ChatError as refusal:
        form.add_error("email", refusal.told(gettext))
        return False
    return True


def _profile_form(request: HttpRequest) -> ProfileForm:
    """Return the form as it was sent, or with what is stored where another one was."""
    viewer = viewer_of(request)
    sent = None if "email" in request.POST else request.POST or None
    stored = model_to_dict(profile_of(viewer), fields=["title", "pronouns", "time_zone"])
    return ProfileForm(sent, initial=stored | {"name": viewer.display_name})


def _email_form(request: HttpRequest) -> EmailForm:
    viewer = viewer_of(request)
    sent = request.POST if "email" in request.POST else None
    return EmailForm(sent, viewer=viewer, initial={"email": viewer.email}, auto_id="email_%s")


def _page(request: HttpRequest, about: ProfileForm, mail: EmailForm) -> HttpResponse:
    return render(request, "accounts/profile.html", {"profile_form": about, "email_form": mail})
