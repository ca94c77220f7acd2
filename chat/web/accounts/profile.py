"""One's own name and e-mail address."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chat.pipeline import perform_sync
from chat.protocol.commands import SetEmail, UpdateProfile
from chat.protocol.errors import ChatError
from chat.web.accounts.door import for_the_signed_in, try_command, viewer_of
from chat.web.accounts.forms import EmailForm, NameForm
from chat.web.authentication import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Show the profile; a POST changes the display name."""
    viewer = viewer_of(request)
    form = NameForm(request.POST or None, initial={"name": viewer.display_name})
    if form.is_valid():
        command = UpdateProfile(by=actor_of(request), name=form.cleaned_data["name"])
        if try_command(form, command) is not None:
            messages.success(request, "Your name is changed.")
            return redirect("profile")
    return _page(request, form, _email_form(request))


@sensitive_post_parameters("password")
@require_http_methods(["POST"])
@for_the_signed_in
def email(request: HttpRequest) -> HttpResponse:
    """Change the e-mail address of somebody who gives their password."""
    form = _email_form(request)
    if form.is_valid() and _stored(request, form):
        messages.success(request, "Your e-mail address is changed.")
        return redirect("profile")
    return _page(request, NameForm(initial={"name": viewer_of(request).display_name}), form)


def _stored(request: HttpRequest, form: EmailForm) -> bool:
    try:
        perform_sync(SetEmail(by=actor_of(request), email=form.cleaned_data["email"]))
    except ChatError as refusal:
        form.add_error("email", refusal.message)
        return False
    return True


def _email_form(request: HttpRequest) -> EmailForm:
    viewer = viewer_of(request)
    sent = request.POST if "email" in request.POST else None
    return EmailForm(sent, viewer=viewer, initial={"email": viewer.email}, auto_id="email_%s")


def _page(request: HttpRequest, name: NameForm, mail: EmailForm) -> HttpResponse:
    return render(request, "accounts/profile.html", {"name_form": name, "email_form": mail})
