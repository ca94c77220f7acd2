"""Ninja's API with what it leaves out: no cookies, problems for every refusal, a whole schema."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from chat.web.api.openapi import complete
from chat.web.api.problems import absent, not_allowed

View = Callable[..., HttpResponseBase]


class Surface(NinjaAPI):
    """The REST surface. Every address below its root is answered here, known or not."""

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        # The last of ninja's own leads nowhere and only lends its name.
        patterns = [p for p in super()._get_urls()[:-1] if isinstance(p, URLPattern)]
        for pattern in patterns:
            pattern.callback = stateless(pattern.callback)
        root = re_path("^$", stateless(absent), name="api-root")
        return [*patterns, root, re_path("", stateless(absent))]

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Return the OpenAPI document. Source: ninja.NinjaAPI."""
        schema = super().get_openapi_schema(**kwargs)
        complete(schema)
        return schema


def stateless(view: View) -> View:
    """Let a view answer without a cookie, without a cache, and with a problem for 405."""

    @csrf_exempt  # sessions are checked by `caller_of`, which knows when a call has none
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        if isinstance(answer, HttpResponseNotAllowed):
            answer = not_allowed(answer)
        request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)
        answer["Cache-Control"] = "no-store"
        return answer

    return answered
