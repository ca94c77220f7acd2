"""Vendored files stay what was fetched, load without a bundler, and hold what the pages need."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.tooling import vendor
from tests.tooling.catalogue import ICONS, SPRITE, VENDOR, symbol, without_map

LIT = VENDOR / "lit-html"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of everything vendored."""
    shutil.copytree(vendor.ROOT / VENDOR, tmp_path / VENDOR)
    (tmp_path / SPRITE).parent.mkdir(parents=True)
    shutil.copy(vendor.ROOT / SPRITE, tmp_path / SPRITE)
    return tmp_path


def test_the_vendored_files_are_those_of_the_record(tree: Path) -> None:
    assert sum(len(entry["files"]) for entry in vendor.recorded(tree)) > 10
    assert vendor.check(tree) == []


def test_a_changed_a_missing_and_an_added_file_are_noticed(tree: Path) -> None:
    with (tree / LIT / "lit-html.js").open("a") as script:
        script.write("\n")
    (tree / LIT / "directive.js").unlink()
    (tree / LIT / "own.js").write_text("")
    assert sorted(vendor.check(tree)) == [
        f"{LIT}/directive.js is missing",
        f"{LIT}/lit-html.js was changed by hand",
        f"{LIT}/own.js is in no library",
    ]


def test_another_version_than_the_catalogues_is_noticed(tree: Path) -> None:
    record = tree / vendor.RECORD
    record.write_text(
        re.sub(r'"version": "[^"]+"', '"version": "0.0.1"', record.read_text(), count=1)
    )
    assert len([fault for fault in vendor.check(tree) if "wanted and recorded" in fault]) == 2


def test_every_module_finds_its_imports_by_relative_path_and_names_no_map() -> None:
    modules = sorted((vendor.ROOT / LIT).rglob("*.js"))
    assert modules
    imports = 0
    for module in modules:
        script = module.read_text()
        assert "sourceMappingURL" not in script
        for target in re.findall(r'from"([^"]+)"', script):
            assert target.startswith(".")
            assert (module.parent / target).resolve() in modules
            imports += 1
    assert imports > 10


def test_a_map_is_dropped_and_the_script_kept() -> None:
    assert without_map("a();\n//# sourceMappingURL=a.js.map\n") == "a();\n"


def test_the_emoji_have_names_of_both_kinds_and_none_is_doubled() -> None:
    listed = json.loads((vendor.ROOT / VENDOR / "emojibase-data/emoji.json").read_text())
    by_emoji = {entry["emoji"]: entry for entry in listed["emoji"]}
    assert len(by_emoji) == len(listed["emoji"]) > 1800
    assert by_emoji["👍"]["shortcodes"] == ["+1", "thumbsup"]
    assert len(by_emoji["👍"]["skins"]) == 5
    assert listed["groups"][by_emoji["👍"]["group"]] == "people-body"


def test_browser_and_server_know_the_same_emoji() -> None:
    offered = json.loads((vendor.ROOT / VENDOR / "emojibase-data/emoji.json").read_text())["emoji"]
    known = json.loads((vendor.ROOT / "chat/text/emoji.json").read_text())
    assert {entry["emoji"] for entry in offered} == set(known["emoji"])
    tones = {tone for entry in offered for tone in entry.get("skins", [])}
    assert tones == set(known["toned"].split())


def test_the_sprite_holds_every_icon_once_and_takes_the_colour_of_the_text() -> None:
    sprite = (vendor.ROOT / SPRITE).read_text()
    assert re.findall(r'<symbol id="([^"]+)"', sprite) == ICONS.split()
    assert sprite.count('stroke="currentColor"') == len(ICONS.split())


def test_a_page_in_the_place_of_an_icon_is_refused() -> None:
    with pytest.raises(ValueError, match="bell is not an SVG"):
        symbol("bell", "<html></html>")
