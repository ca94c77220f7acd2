"""Completes the OpenAPI document: refusals as problems, both credentials, scopes."""

from collections import defaultdict
from typing import Any

from django.conf import settings

from chat.web.api.problems import MEDIA_TYPE, STATUSES, TITLES, Problem

Json = dict[str, Any]

#: What any call may be answered with.
ALWAYS = ("bad_frame", "too_long", "unauthenticated", "forbidden", "unavailable", "internal")
#: What any call that changes something may be answered with besides.
CHANGES = ("busy", "conflict")

SECURITY_SCHEMES: Json = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token with the scopes a call names. Cookies are then ignored.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": (
            "The session of a signed-in browser. A call that changes something also carries the "
            f"cookie {settings.CSRF_COOKIE_NAME} and its value in the header X-CSRFToken."
        ),
    },
}


def reads(operation_id: str, *codes: str) -> Json:
    """Return what a reading call adds to its route: its name, its refusals and its scope."""
    return _extras(operation_id, (*ALWAYS, *codes), "read")


def changes(operation_id: str, *codes: str, scope: str = "write") -> Json:
    """Return what a changing call adds to its route."""
    return _extras(operation_id, (*ALWAYS, *CHANGES, *codes), scope)


def _extras(operation_id: str, codes: tuple[str, ...], scope: str) -> Json:
    security = [{"token": [scope]}, {"session": []}]
    return {
        "operation_id": operation_id,
        "openapi_extra": {"security": security, "responses": refusals(codes)},
    }


def refusals(codes: tuple[str, ...]) -> dict[int, Json]:
    """Return the problem responses for these codes, by status."""
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in codes:
        by_status[STATUSES[code].value].append(code)
    return {status: _response(status, found) for status, found in sorted(by_status.items())}


def _response(status: int, codes: list[str]) -> Json:
    response: Json = {
        "description": "; ".join(f"{code}: {TITLES[code]}" for code in codes),
        "x-codes": codes,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    headers = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}
    if status in headers:
        response["headers"] = {headers[status]: {"schema": {"type": "string"}}}
    return response


def complete(schema: Json) -> Json:
    """Add to a schema what its routes refer to; say plainly what a parameter may be."""
    components = schema["components"]
    components["schemas"]["Problem"] = Problem.model_json_schema()
    components["securitySchemes"] = SECURITY_SCHEMES
    for methods in schema["paths"].values():
        for call in methods.values():
            for parameter in call["parameters"]:
                parameter["schema"] = without_null(parameter["schema"])
    return schema


def without_null(form: Json) -> Json:
    """Return a parameter's schema without null: an address can leave it out, not write it."""
    choices = [choice for choice in form.get("anyOf", []) if choice != {"type": "null"}]
    return choices[0] if len(choices) == 1 else form
