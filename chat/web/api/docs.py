"""The documentation page: the OpenAPI document as plain HTML, without a script."""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from chat.web.api.problems import STATUSES, TITLES

Json = dict[str, Any]
FORM = "multipart/form-data"  # how a file is sent
PAGE = Path(__file__).with_name("docs.html").read_text()


class Listing(DocsBase):
    """Renders every call, shape and code as a list that any browser shows."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Return the page. Source: ninja.openapi.docs."""
        schema = api.get_openapi_schema(path_params=kwargs)
        context = {
            "title": api.title,
            "description": api.description,
            "schema_url": self.get_openapi_url(api, kwargs),
            "calls": calls(schema),
            "shapes": shapes(schema),
            "codes": [(code, STATUSES[code].value, title) for code, title in TITLES.items()],
        }
        return HttpResponse(Engine.get_default().from_string(PAGE).render(Context(context)))


def calls(schema: Json) -> list[Json]:
    """Return every call with its parameters, body, answers and scope."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "id": call["operationId"],
            "summary": call["summary"],
            "description": call.get("description", ""),
            "scope": call["security"][0]["token"][0],
            "parameters": [parameter(p) for p in call["parameters"]],
            "body": body(call),
            "answers": [good for good in map(told, call["responses"].items()) if good],
            "refusals": [code for given in call["responses"].values() for code in codes_of(given)],
        }
        for path, methods in schema["paths"].items()
        for method, call in methods.items()
    ]


def parameter(given: Json) -> Json:
    """Return a parameter's name, place, kind and whether it must be given."""
    return {
        "name": given["name"],
        "place": given["in"],
        "kind": kind(given["schema"]),
        "required": given["required"],
    }


def body(call: Json) -> str:
    """Return the name of the shape a call's body must have, or a form's fields; or nothing."""
    content = call.get("requestBody", {}).get("content", {})
    if FORM in content:
        return f"form with {', '.join(content[FORM]['schema']['properties'])}"
    return kind(content["application/json"]["schema"]) if content else ""


def codes_of(response: Json) -> list[str]:
    """Return the codes a refusal can carry; none for a good answer."""
    return list(response.get("x-codes", ()))


def told(response: tuple[object, Json]) -> tuple[object, str, str] | None:
    """Return a good answer's status, meaning and shape; None for a refusal."""
    status, given = response
    if codes_of(given):
        return None
    content = next(iter(given.get("content", {}).values()), None)
    return status, given["description"], kind(content["schema"]) if content else ""


def shapes(schema: Json) -> list[Json]:
    """Return every named shape with its fields."""
    return [
        {
            "name": name,
            "description": shape.get("description", ""),
            "fields": [
                (field, kind(form), field in shape.get("required", []), form.get("description", ""))
                for field, form in shape.get("properties", {}).items()
            ],
        }
        for name, shape in sorted(schema["components"]["schemas"].items())
    ]


def kind(form: Json) -> str:
    """Return a schema in a few words."""
    if "$ref" in form:
        return str(form["$ref"]).rpartition("/")[2]
    if "anyOf" in form:
        return " or ".join(kind(choice) for choice in form["anyOf"])
    if "enum" in form:
        return " | ".join(str(choice) for choice in form["enum"])
    if "const" in form:
        return str(form["const"])
    if form.get("type") == "array":
        return f"list of {kind(form['items'])}"
    return " ".join([str(form.get("type", "anything")), *bounds(form)])


def bounds(form: Json) -> list[str]:
    """Return what limits a value, in a few words."""
    words = {
        "format": "({})",
        "minimum": "≥ {}",
        "maximum": "≤ {}",
        "maxLength": "of at most {} characters",
    }
    return [words[name].format(form[name]) for name in words if name in form]
