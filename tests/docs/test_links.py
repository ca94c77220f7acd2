"""Whatever the documentation points at exists: pages, files, commands, options."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from tests.docs.pages import ROOT, anchors, pages, spans, without_code

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
TOP_LEVEL = ("chat/", "chatsite/", "docs/", "static/", "templates/", "tests/", ".ci/")
TOP_FILES = ("manage.py", "requirements.txt", "Makefile", "pyproject.toml", "LICENSE")
FEATURE_LINES, DECISION_LINES = 50, 40  # a page that is longer explains too much at once

PAGES = [pytest.param(page, id=page.relative_to(ROOT).as_posix()) for page in pages()]


def text_of(place: Path) -> str:
    """The text of a page; it must exist."""
    return place.read_text()


@pytest.mark.parametrize("place", PAGES)
def test_every_link_leads_somewhere(place: Path) -> None:
    for target in LINK.findall(without_code(text_of(place))):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, fragment = target.partition("#")
        meant = (place.parent / path).resolve() if path else place
        assert meant.exists(), f"{target} leads nowhere"
        if fragment:
            assert fragment in anchors(meant.read_text()), f"{target} has no such heading"


@pytest.mark.parametrize("place", PAGES)
def test_every_file_that_is_named_exists(place: Path) -> None:
    for span in spans(without_code(text_of(place))):
        if (span.startswith(TOP_LEVEL) and " " not in span) or span in TOP_FILES:
            assert list(ROOT.glob(span.rstrip("/"))), f"{span} does not exist"


def code_of(text: str) -> str:
    """All that is code on a page: blocks and spans."""
    blocks = re.findall(r"^```.*?^```$", text, re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *spans(without_code(text))])


@pytest.mark.parametrize("place", PAGES)
def test_every_make_target_exists(place: Path) -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert "run" in targets
    for line in re.findall(r"(?:^|\s)make ([^\n]+)$", code_of(text_of(place)), re.MULTILINE):
        named = [word for word in line.split() if re.fullmatch(r"[a-z-]+", word)]
        assert named, f"make {line} names no target"
        assert set(named) <= targets, f"make {line}"


@pytest.mark.parametrize("place", PAGES)
def test_every_command_exists_with_its_options(place: Path) -> None:
    known = get_commands()
    assert "serve" in known
    for line in re.findall(r"manage\.py ([a-z_]+[^\n]*)", code_of(text_of(place))):
        name, *words = line.split()
        assert name in known, f"there is no command {name}"
        if known[name] == "chat":
            offered = load_command_class("chat", name).create_parser("manage.py", name)
            options = {word.partition("=")[0] for word in words if word.startswith("--")}
            assert options <= set(offered._option_string_actions), line


def test_feature_pages_and_decisions_stay_short() -> None:
    lengths = {page: len(page.read_text().splitlines()) for page in pages()}
    features = {p: n for p, n in lengths.items() if p.parent.name == "features"}
    decisions = {p: n for p, n in lengths.items() if p.parent.name == "decisions"}
    assert features
    assert decisions
    assert {p.name: n for p, n in features.items() if n > FEATURE_LINES} == {}
    assert {p.name: n for p, n in decisions.items() if n > DECISION_LINES} == {}


def test_every_decision_says_situation_choice_and_price() -> None:
    for page in (ROOT / "docs" / "decisions").glob("[0-9]*.md"):
        found = re.findall(r"^## (.+)$", page.read_text(), re.MULTILINE)
        assert found == ["Situation", "Choice", "Price"], page.name


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in reached:
            continue
        reached.add(page)
        for target in LINK.findall(without_code(page.read_text())):
            place = (page.parent / target.partition("#")[0]).resolve()
            if place.suffix == ".md" and place.is_file():
                ahead.append(place)
    assert {p.name for p in pages() if p not in reached} == set()
