"""Tells the browser where its modules are."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

register = template.Library()

VENDOR = Path(settings.ROOT) / "static" / "vendor"
#: Bare names that modules import, and the vendored folder each stands for.
PACKAGES = {"lit-html": "lit-html.js"}
#: What could end the script element the map stands in.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@lru_cache
def modules() -> dict[str, str]:
    """Return each name a module may import, with its file below the static folder."""
    found: dict[str, str] = {}
    for package, entry in PACKAGES.items():
        for file in sorted((VENDOR / package).rglob("*.js")):
            inside = file.relative_to(VENDOR / package).as_posix()
            name = package if inside == entry else f"{package}/{inside}"
            found[name] = f"vendor/{package}/{inside}"
    return found


class ImportMapNode(template.Node):
    """Writes the map as JSON; a node's text is not escaped again."""

    def render(self, context: Any) -> str:
        """Return the JSON, safe inside a script element. Source: django.template.Node."""
        imports = {name: staticfiles_storage.url(file) for name, file in modules().items()}
        return json.dumps({"imports": imports}).translate(ESCAPES)


@register.tag
def import_map(parser: Any, token: Any) -> ImportMapNode:
    """Write ``{"imports": {name: address}}`` for a script element of type importmap."""
    return ImportMapNode()
