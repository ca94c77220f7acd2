"""Logs requests without the secrets that some addresses carry."""

import re

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware as StructlogMiddleware

from chat.web.sessions import address_of, stateless

#: Links that open something by themselves: invitation, set-up, password reset.
SECRETS = re.compile(r"(?<=/join/)[^/?]+|(?<=[?&]code=)[^&]+|(?<=/password/reset/key/)[^/?]+")


def without_secrets(path: str) -> str:
    """Return an address fit for a log."""
    return SECRETS.sub("…", path)


class RequestMiddleware(StructlogMiddleware):
    """Binds a request id to every line, and the user id where a page has one anyway."""

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """Name the address the server saw, whatever headers claim. Source: django_structlog."""
        structlog.contextvars.bind_contextvars(ip=address_of(request))

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return a request's line in the log. Source: django_structlog."""
        return f"{request.method} {without_secrets(request.get_full_path())}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Name the user, but read no session for what needs none. Source: django_structlog."""
        if not stateless(request):
            StructlogMiddleware.bind_user_id(request)
