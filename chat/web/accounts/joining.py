"""Signing up: by an invitation link, or freely where the workspace is open."""

from allauth.account.adapter import get_adapter
from allauth.core.ratelimit import consume_or_429
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chat.models import Invitation
from chat.protocol.actors import operator
from chat.protocol.commands import SignUp
from chat.queries.accounts import hash_key, invitation_by_code
from chat.web.accounts.door import sign_in_now, try_command
from chat.web.accounts.forms import AccountForm


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Answer an invitation link."""
    invitation = invitation_by_code(code)
    if invitation is None:
        return render(request, "accounts/join_over.html", status=404)
    return _sign_up(request, hash_key(code), invitation)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Answer those who come without an invitation."""
    if not get_adapter(request).is_open_for_signup(request):
        return render(request, "accounts/join_closed.html", status=403)
    return _sign_up(request, None, None)


def _sign_up(
    request: HttpRequest, code_hash: str | None, invitation: Invitation | None
) -> HttpResponse:
    if request.user.is_authenticated:
        return render(request, "accounts/join_already.html", {"invitation": invitation})
    form = AccountForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        too_many: HttpResponse | None = consume_or_429(request, action="signup")
        if too_many is not None:
            return too_many
        if _signed_up(request, form, code_hash):
            room = invitation.room if invitation else None
            return redirect("room", slug=room.slug) if room else redirect("home")
    return render(request, "accounts/join.html", {"form": form, "invitation": invitation})


def _signed_up(request: HttpRequest, form: AccountForm, code_hash: str | None) -> bool:
    if not form.is_valid():
        return False
    command = SignUp(by=operator(door="page"), code_hash=code_hash, **form.account())
    result = try_command(form, command)
    if result is None:
        return False
    sign_in_now(request, result["user"]["id"])
    return True
