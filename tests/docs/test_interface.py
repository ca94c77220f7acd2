"""Every point on the page of the interface is held by a test or a picture that exists."""

import ast
import importlib
import re

import pytest

from tests.docs.pages import DOCS, ROOT, section, spans, table

PAGE = DOCS / "interface.md"
POINTS = {"What one expects of a chat": 36, "Beyond it": 15, "In a conversation": 15}
_SCRIPT_TEST = re.compile(r"""\btest\((["'`])(.+?)\1""")
_SCENES = re.compile(r"\bscenes? ((?:`[a-z-]+`(?:, )?)+)")


def held(title: str) -> dict[str, str]:
    """The points under a heading, each with its last cell."""
    return {point: cells[-1] for point, cells in table(section(PAGE.read_text(), title)).items()}


def written_in(module: str) -> set[str]:
    """The names of a module's tests, as they are written."""
    text = (ROOT / "tests" / module).read_text()
    if module.endswith(".js"):
        return {found[2].partition(", seed ${")[0] for found in _SCRIPT_TEST.finditer(text)}
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, functions)}


def scene_names() -> set[str]:
    """The scenes of which pictures are taken."""
    for module in sorted((ROOT / "tests" / "browser").glob("scenes_*.py")):
        importlib.import_module(f"tests.browser.{module.stem}")
    return {scene.name for scene in importlib.import_module("tests.browser.scenes").SCENES}


@pytest.mark.parametrize("title", POINTS)
def test_every_point_is_there_and_held_by_something(title: str) -> None:
    points = held(title)
    assert list(points) == [str(number) for number in range(1, POINTS[title] + 1)]
    assert [point for point, cell in points.items() if not spans(cell)] == []


@pytest.mark.parametrize("title", POINTS)
def test_every_test_that_holds_a_point_exists(title: str) -> None:
    named = [span for cell in held(title).values() for span in spans(cell) if "::" in span]
    assert named
    for module, _, name in (span.partition("::") for span in named):
        assert name in written_in(module), f"{module} has no test {name!r}"


@pytest.mark.parametrize("title", POINTS)
def test_every_picture_that_holds_a_point_is_taken(title: str) -> None:
    named = {
        scene
        for cell in held(title).values()
        for found in _SCENES.finditer(cell)
        for scene in spans(found[1])
    }
    assert named
    assert named - scene_names() == set()
