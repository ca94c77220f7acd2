"""Turns a refusal by a rule into a page that says what happened."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from chat.protocol.errors import ChatError


class RefusalMiddleware:
    """Answers what views leave to it: signs in whom it must, explains the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Answer a ChatError that a page did not catch. Source: Django's middleware."""
        if not isinstance(problem, ChatError):
            return None
        if problem.code == "unauthenticated":
            return redirect_to_login(request.get_full_path())
        if problem.code == "not_found":
            return render(request, "404.html", status=404)
        response = render(
            request, "errors/refused.html", {"refusal": problem}, status=problem.status
        )
        if problem.retry_after is not None:
            response["Retry-After"] = str(int(problem.retry_after) + 1)
        return response
