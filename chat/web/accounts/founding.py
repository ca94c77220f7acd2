"""The first visit: whoever holds the server's one-time code makes the workspace and owns it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chat.protocol.actors import operator
from chat.protocol.commands import FoundWorkspace
from chat.queries.setup import SETUP_PATH, code_fits, deserted, founded
from chat.web.accounts.door import sign_in_now, try_command
from chat.web.accounts.forms import FoundingForm
from chat.web.sessions import stateless


class FoundingMiddleware:
    """Leads every page to the set-up while there is no account to sign in with."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Redirect, except what needs no account. Source: Django's middleware."""
        if stateless(request) or request.path == SETUP_PATH or not deserted():
            return None
        return redirect("setup")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Ask for the code, then for the workspace and its owner; once only."""
    if founded():
        return render(request, "accounts/setup_done.html", status=410)
    code = request.POST.get("code") or request.GET.get("code", "")
    if not code_fits(code):
        page = {"wrong": bool(code)}
        return render(request, "accounts/setup_code.html", page, status=403 if code else 200)
    form = FoundingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        result = try_command(form, FoundWorkspace(**_wanted(form)))
        if result is not None:
            sign_in_now(request, result["user"]["id"])
            return redirect("home")
    return render(request, "accounts/setup.html", {"form": form, "code": code})


def _wanted(form: FoundingForm) -> dict[str, Any]:
    return form.account() | {
        "by": operator(door="page"),
        "workspace": form.cleaned_data["workspace"],
    }
