"""Turns refusals and failures into pages that say what happened."""

import math
import sys
from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext
from pydantic import ValidationError

from chat.protocol.errors import ChatError
from chat.web.context import language

DATABASE_RETRY = 5  # seconds: about what a restart of a database takes


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for an exception nobody expected, or for a database that does not answer."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(render_to_string("500.html", language(request)), status=500)
    response = HttpResponse(render_to_string("503.html", language(request)), status=503)
    response["Retry-After"] = str(DATABASE_RETRY)
    return response


class RefusalMiddleware:
    """Answers what views leave to it: signs in whom it must, explains the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Answer a ChatError that a page did not catch. Source: Django's middleware."""
        if isinstance(problem, ValidationError):  # a page passed on what no page of ours sends
            return render(request, "400.html", status=400)
        if not isinstance(problem, ChatError):
            return None
        if problem.code == "unauthenticated":
            return redirect_to_login(request.get_full_path())
        if problem.code == "not_found":
            return render(request, "404.html", status=404)
        told = {
            "refusal": problem,
            "said": problem.told(gettext),
            "seconds": math.ceil(problem.retry_after or 0),
        }
        response = render(request, "errors/refused.html", told, status=problem.status)
        if problem.retry_after is not None:
            response["Retry-After"] = str(int(problem.retry_after) + 1)
        return response
