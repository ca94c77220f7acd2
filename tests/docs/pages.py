"""Reads Markdown as far as the tests need it: sections, tables and code spans."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

_HEADING = re.compile(r"^(#{1,6}) +(.+?) *$", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")


def pages() -> list[Path]:
    """Every page of the documentation, the README first."""
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def without_code(text: str) -> str:
    """The text with fenced blocks taken out."""
    return _FENCE.sub("", text)


def spans(text: str) -> list[str]:
    """What stands between backticks."""
    return _SPAN.findall(text)


def headings(text: str) -> list[str]:
    """The headings outside of code."""
    return [found[2] for found in _HEADING.finditer(without_code(text))]


def anchors(text: str) -> set[str]:
    """The fragments by which the headings can be linked to."""
    bare = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings(text))
    return {heading.replace(" ", "-") for heading in bare}


def section(text: str, title: str) -> str:
    """What stands under a heading, up to the next of its level or above; it must exist."""
    for found in _HEADING.finditer(text):
        if found[2] == title:
            rest = text[found.end() :]
            end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
            return rest[: end.start()] if end else rest
    raise AssertionError(f"there is no section {title!r}")


def parts(text: str) -> dict[str, str]:
    """The sections directly under the one whose text this is, by title without backticks."""
    titles = [found[2] for found in _HEADING.finditer(text) if len(found[1]) == 3]
    return {title.strip("`"): section(text, title) for title in titles}


def rows(text: str) -> list[list[str]]:
    """The cells of every table row, without head and rule."""
    kept: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("|") and set(line) <= set("|-: "):
            kept.pop()  # the head stands right above the rule
        elif line.startswith("|"):
            kept.append([cell.strip() for cell in line.strip("|").split("|")])
    return kept


def table(text: str) -> dict[str, list[str]]:
    """A table by its first column, without backticks; the other cells as they are."""
    found = rows(text)
    assert found, "there is no table here"
    by_name = {cells[0].strip("`"): cells[1:] for cells in found}
    assert len(by_name) == len(found), "a name stands twice in one table"
    return by_name
