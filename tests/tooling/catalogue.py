"""The libraries that are vendored for the browser, and what is taken from each npm package."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VENDOR = Path("static/vendor")
SPRITE = Path("static/img/icons.svg")

LIT_FILES = (
    "lit-html.js",
    "directive.js",
    "directive-helpers.js",
    "async-directive.js",
    "directives/class-map.js",
    "directives/live.js",
    "directives/ref.js",
    "directives/repeat.js",
)
ICONS = (
    "archive arrow-down arrow-up at-sign bell bell-off bookmark check chevron-down chevron-left "
    "chevron-right circle-alert clock copy download ellipsis file folder folder-plus forward globe hash image link loader "
    "lock log-out mail menu message-square monitor moon panel-left paperclip pencil pin play plus "
    "quote reply search send settings shield smile star sun trash-2 upload user users wifi-off x"
)
EMOJI = 1  # emojibase's type of what is a picture without being told
PICTURE = "\ufe0f"  # the selector that tells a letter-like sign to be a picture
NOT_FOR_PEOPLE = (None, 2)  # emojibase's groups of letters for flags and of bare skin tones

# From an unpacked package to the text of each vendored file, by its path in the project.
Selection = Callable[[Path], dict[Path, str]]


@dataclass(frozen=True)
class Library:
    """One npm package in one version."""

    name: str
    version: str
    select: Selection


def lit_html(package: Path) -> dict[Path, str]:
    """The modules in the package's own layout, so that their relative imports resolve."""
    folder = VENDOR / "lit-html"
    return {folder / name: without_map((package / name).read_text()) for name in LIT_FILES}


def without_map(script: str) -> str:
    """Drops the pointer to a map that is not vendored: hashing static files would fail on it."""
    return re.sub(r"^//# sourceMappingURL=.*\n?", "", script, flags=re.MULTILINE)


def emoji(package: Path) -> dict[Path, str]:
    """One small list for server and browser, one emoji a line, in the order of a picker.

    Shape: ``{"groups": [name, …], "emoji": [{"emoji", "label", "group", "shortcodes", "skins"?}]}``
    where `group` counts into `groups` and `skins` are the same emoji in other skin tones.
    """
    english = package / "en"
    plain = {entry["emoji"] for entry in load(english / "data.json") if entry["type"] == EMOJI}
    presets = [load(english / f"shortcodes/{name}.json") for name in ("github", "iamcal")]
    groups = load(package / "meta/groups.json")["groups"]
    entries = [
        entry
        for entry in load(english / "compact.json")
        if entry.get("group") not in NOT_FOR_PEOPLE
    ]
    entries.sort(key=lambda entry: entry["order"])
    lines = ",\n".join(compact(one_emoji(entry, presets, plain)) for entry in entries)
    names = compact([groups[key] for key in sorted(groups, key=int)])
    return {VENDOR / "emojibase-data/emoji.json": f'{{"groups":{names},"emoji":[\n{lines}\n]}}\n'}


def one_emoji(
    entry: dict[str, Any], presets: list[dict[str, Any]], plain: set[str]
) -> dict[str, Any]:
    """What people see, search and type of one emoji."""
    shortcodes: dict[str, None] = {}
    for preset in presets:
        found = preset.get(entry["hexcode"], [])
        shortcodes |= dict.fromkeys([found] if isinstance(found, str) else found)
    picked = {
        "emoji": as_typed(entry["unicode"], plain),
        "label": entry["label"],
        "group": entry["group"],
        "shortcodes": list(shortcodes),
    }
    skins = [skin["unicode"] for skin in entry.get("skins", [])]
    return picked | ({"skins": skins} if skins else {})


def as_typed(emoji: str, plain: set[str]) -> str:
    """The form that keyboards send: the selector of pictures only where text is the default."""
    alone = len(emoji) == len(f"x{PICTURE}")  # in a sequence every sign needs its selector
    return emoji.removesuffix(PICTURE) if alone and emoji in plain else emoji


def icons(package: Path) -> dict[Path, str]:
    """One sprite: `<svg><use href="…/icons.svg#bell"/></svg>`, drawn in the colour of the text."""
    symbols = "\n".join(
        symbol(name, (package / f"icons/{name}.svg").read_text()) for name in ICONS.split()
    )
    return {SPRITE: f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'}


def symbol(name: str, picture: str) -> str:
    """One icon of a sprite; its strokes are set here because `use` takes no style from outside."""
    shapes = re.search(r"<svg[^>]*>(.*)</svg>", picture, flags=re.DOTALL)
    if shapes is None:
        raise ValueError(f"{name} is not an SVG picture")
    strokes = 'stroke="currentColor" stroke-width="2" stroke-linecap="round"'
    body = re.sub(r"\s*\n\s*", "", shapes[1])
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" {strokes} stroke-linejoin="round">'
        f"{body}</symbol>"
    )


def load(path: Path) -> Any:
    """Reads a JSON file."""
    return json.loads(path.read_text())


def compact(value: object) -> str:
    """Writes JSON without spaces and with readable emoji."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


LIBRARIES = (
    Library("lit-html", "3.3.3", lit_html),
    Library("emojibase-data", "17.0.0", emoji),
    Library("lucide-static", "1.62.0", icons),
)
