"""Reads from the source which frames and events the server sends, and with which fields."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.docs.pages import ROOT

#: Where frames for clients are built.
SENDERS = ("chat/realtime", "chat/queries/messages.py", "chat/protocol/events.py")
ANY = "*"  # stands for fields that come from elsewhere


def trees(*places: str) -> Iterator[ast.AST]:
    """The syntax trees of files, or of all files of folders."""
    for place in places:
        path = ROOT / place
        files: list[Path] = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        assert files, f"{place} holds no source"
        for file in files:
            yield from ast.walk(ast.parse(file.read_text()))


def frames() -> dict[str, set[str]]:
    """The fields of every frame that is written as a dict with its type; ANY for a spread.

    What carries an origin goes to other processes, and what is named after a protocol of the
    server goes to it.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for node in trees(*SENDERS):
        if not isinstance(node, ast.Dict):
            continue
        fields = {
            ANY if key is None else str(key.value)
            for key in node.keys
            if key is None or isinstance(key, ast.Constant)
        }
        kind = _type_of(node)
        if kind and "origin" not in fields and not kind.startswith(("websocket.", "lifespan.")):
            found[kind] |= fields - {"type"}
    return found


def _type_of(node: ast.Dict) -> str | None:
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and key.value == "type":
            return _word(value)
    return None


def _word(node: ast.expr) -> str | None:
    """A string that stands in the source; None for anything else."""
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else None


def events(method: str) -> dict[str, set[str]]:
    """The fields of every event told by a method of the batch, by kind; ANY for a spread."""
    found: dict[str, set[str]] = defaultdict(set)
    for node in trees("chat/actions"):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr != method:
                continue
            kinds = [word for word in map(_word, node.args) if word is not None]
            fields = {keyword.arg or ANY for keyword in node.keywords} - {"seq"}
            for kind in kinds or ["through another function"]:
                found[kind] |= fields
    return found


def changes_told() -> set[str]:
    """The kinds of events that `tell_changed` tells, each with the message."""
    calls = (
        node
        for node in trees("chat/actions")
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "tell_changed"
    )
    return {word for call in calls if (word := _word(call.args[0])) is not None}


def codes_refused() -> set[str]:
    """The error codes that anything in the product refuses with."""
    found: set[str] = set()
    for node in trees("chat"):
        if isinstance(node, ast.Call) and _name(node.func) in {"ChatError", "problem"}:
            found |= {word for word in map(_word, node.args[:1]) if word is not None}
    return found


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""
