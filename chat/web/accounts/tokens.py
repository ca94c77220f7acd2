"""One's own API tokens: made, shown once, revoked."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from chat.pipeline import perform_sync
from chat.protocol.commands import CreateToken, RevokeToken
from chat.queries.accounts import hash_key, new_secret, tokens_of
from chat.web.accounts.door import for_the_signed_in, try_command, viewer_of
from chat.web.accounts.forms import TokenForm
from chat.web.authentication import actor_of

PREFIX = "chat_"
HINT_CHARACTERS = 10  # of a secret, kept to recognise it by: the prefix and 20 bits


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@for_the_signed_in
def tokens(request: HttpRequest) -> HttpResponse:
    """List the tokens; a POST makes one and shows its secret, this once."""
    form = TokenForm(request.POST or None, viewer=viewer_of(request))
    secret = _created(request, form) if form.is_valid() else None
    if secret is not None:
        form = TokenForm(viewer=viewer_of(request))
    page = {"form": form, "secret": secret, "tokens": tokens_of(viewer_of(request).pk)}
    return render(request, "accounts/tokens.html", page)


@require_POST
@for_the_signed_in
def revoke(request: HttpRequest, token: int) -> HttpResponse:
    """Make a token useless."""
    perform_sync(RevokeToken(by=actor_of(request), token=token))
    messages.success(request, gettext("The token is revoked."))
    return redirect("tokens")


@sensitive_variables("secret")
def _created(request: HttpRequest, form: TokenForm) -> str | None:
    """Store the token; return its secret, or None where a rule refused."""
    wanted: dict[str, Any] = form.cleaned_data
    secret = new_secret(PREFIX)
    actor = actor_of(request)
    command = CreateToken(
        by=actor,
        user=actor.user,
        name=wanted["name"],
        key_hash=hash_key(secret),
        hint=secret[:HINT_CHARACTERS],
        scopes=wanted["scopes"],
        days=wanted["days"] or None,
    )
    return secret if try_command(form, command) is not None else None
