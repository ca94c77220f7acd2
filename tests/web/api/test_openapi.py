"""The OpenAPI document is complete, and so is the page made from it."""

import re
from typing import Any

import pytest
from django.templatetags.static import static
from django.urls.resolvers import RoutePattern

from chat.web.api import api
from chat.web.api.docs import FORM
from tests.web.api.conftest import Caller

Json = dict[str, Any]

CONTRACT = [
    "GET /me",
    "GET /users",
    "POST /users",
    "GET /rooms",
    "POST /rooms",
    "GET /rooms/{room}",
    "PATCH /rooms/{room}",
    "POST /rooms/direct",
    "GET /rooms/{room}/members",
    "PUT /rooms/{room}/members/{user}",
    "DELETE /rooms/{room}/members/{user}",
    "GET /rooms/{room}/messages",
    "GET /rooms/{room}/changes",
    "POST /rooms/{room}/messages",
    "PATCH /rooms/{room}/messages/{seq}",
    "DELETE /rooms/{room}/messages/{seq}",
    "PUT /rooms/{room}/messages/{seq}/reactions/{emoji}",
    "DELETE /rooms/{room}/messages/{seq}/reactions/{emoji}",
    "GET /rooms/{room}/messages/{seq}/thread",
    "GET /rooms/{room}/messages/{seq}/revisions",
    "PUT /rooms/{room}/read",
    "GET /search",
]


#: Calls that can miss what is named in their body or query.
NAMED_IN_BODY = (
    *("/direct", "/search", "/explain"),
    *("POST /api/v1/sanctions", "POST /api/v1/removals"),
)


def schema() -> Json:
    """The document as it is served."""
    answer = Caller().get("/openapi.json")
    assert answer.status_code == 200
    found: Json = answer.json()
    return found


def calls_of() -> list[tuple[str, str, Json]]:
    """Every documented call: path, method, operation."""
    paths = schema()["paths"]
    return [(path, method, call) for path, found in paths.items() for method, call in found.items()]


def test_every_call_of_the_contract_is_documented() -> None:
    documented = {f"{method.upper()} {path}" for path, method, _ in calls_of()}
    wanted = {line.replace(" ", " /api/v1", 1) for line in CONTRACT}
    assert wanted
    assert wanted <= documented


def test_every_address_is_documented() -> None:
    routes = [pattern.pattern for pattern in api.urls[0]]
    served = {
        "/api/v1/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(route))
        for route in routes
        if isinstance(route, RoutePattern)
    } - {"/api/v1/docs", "/api/v1/openapi.json"}
    assert served
    assert served == {path for path, _, _ in calls_of()}


def test_every_call_says_what_it_answers_and_refuses() -> None:
    found = calls_of()
    assert found
    for path, method, call in found:
        answers = call["responses"]
        assert {"401", "403", "413", "422", "500", "503"} <= answers.keys(), path
        assert any(status.startswith("2") for status in answers), path
        assert ("404" in answers) == (
            "{" in path or f"{method.upper()} {path}".endswith(NAMED_IN_BODY)
        ), path
        if method != "get":
            assert "409" in answers, path
        for status, answer in answers.items():
            if status != "204":
                kind = "json" if status.startswith("2") else "problem+json"
                assert list(answer["content"]) == [f"application/{kind}"], (path, status)
                assert "schema" in answer["content"][f"application/{kind}"]


def test_every_call_has_a_name_a_summary_and_both_credentials() -> None:
    found = [call for _, _, call in calls_of()]
    assert len({call["operationId"] for call in found}) == len(found)
    schemes = schema()["components"]["securitySchemes"]
    for call in found:
        assert call["summary"]
        assert {name for way in call["security"] for name in way} == set(schemes)


def test_every_reference_leads_somewhere() -> None:
    document = schema()
    names = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert names
    assert names <= set(document["components"]["schemas"])


def test_bodies_take_no_unknown_fields() -> None:
    document = schema()
    bodies = {
        content["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for _, _, call in calls_of()
        if (content := call.get("requestBody", {}).get("content")) and FORM not in content
    }
    assert bodies
    for name in bodies:
        assert document["components"]["schemas"][name]["additionalProperties"] is False


@pytest.fixture
def listing() -> str:
    """The documentation page."""
    answer = Caller().get("/docs")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_page_names_every_call_and_every_code(listing: str) -> None:
    for path, method, call in calls_of():
        assert f"{method.upper()} {path}" in listing
        assert f'id="{call["operationId"]}"' in listing
    for code in ("bad_frame", "not_found", "unavailable"):
        assert f'id="{code}"' in listing


def test_the_page_needs_no_script_no_inline_style_and_no_other_site(listing: str) -> None:
    theme = f'<script src="{static("js/chat/early.js")}"></script>'
    assert theme in listing
    listing = listing.replace(theme, "")
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://|src=|href=.//", listing)
