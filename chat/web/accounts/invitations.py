"""Invitation links: made, shown once, withdrawn."""

import secrets

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from chat.models import User
from chat.models.clock import clock
from chat.pipeline import perform_sync
from chat.protocol.actors import RANKS
from chat.protocol.commands import InvitePeople, RevokeInvitation
from chat.queries.accounts import hash_key, invitations_visible_to
from chat.queries.landing import rooms_to_invite_to
from chat.web.accounts.door import for_the_signed_in, try_command, viewer_of
from chat.web.accounts.forms import InvitationForm
from chat.web.authentication import actor_of

CODE_BYTES = 16  # 128 bits: not to be guessed


def may_invite(viewer: User) -> bool:
    """Whether to offer the page; whether one may, the rule decides."""
    return viewer.rank >= RANKS["moderator"]


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_signed_in
def invitations(request: HttpRequest) -> HttpResponse:
    """List the invitations; a POST makes one and shows its link, this once."""
    viewer = viewer_of(request)
    if not may_invite(viewer):
        raise PermissionDenied(gettext("Only moderators and admins may invite people."))
    form = InvitationForm(request.POST or None, rooms=rooms_to_invite_to(viewer))
    link = _created(request, form) if form.is_valid() else None
    now = clock.now()
    rows = [row for row in invitations_visible_to(viewer) if row.live_at(now)]
    return render(
        request, "accounts/invitations.html", {"form": form, "link": link, "invitations": rows}
    )


@require_POST
@for_the_signed_in
def revoke(request: HttpRequest, invitation: int) -> HttpResponse:
    """Withdraw an invitation."""
    perform_sync(RevokeInvitation(by=actor_of(request), invitation=invitation))
    messages.success(request, gettext("The invitation is withdrawn."))
    return redirect("invitations")


def _created(request: HttpRequest, form: InvitationForm) -> str | None:
    """Store the invitation; return its link, or None where a rule refused."""
    wanted = form.cleaned_data
    code = secrets.token_urlsafe(CODE_BYTES)
    command = InvitePeople(
        by=actor_of(request),
        code_hash=hash_key(code),
        room=wanted["room"],
        uses=wanted["uses"],
        days=wanted["days"],
    )
    if try_command(form, command) is None:
        return None
    return request.build_absolute_uri(reverse("join", args=[code]))
