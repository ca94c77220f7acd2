"""Makes `emoji.json` from the emojibase-data package, when that has a new version.

$ npm pack emojibase-data@17.0.0 && tar xzf emojibase-data-17.0.0.tgz
$ python -m chat.text.emoji_build package
"""

import json
import sys
from pathlib import Path
from typing import Any

_COMPONENTS = 2  # the group of bare skin tones and hair, which are no emoji on their own
_SOURCES = ("github", "iamcal")  # where both use one name for two emoji, the first wins


def build(package: Path) -> dict[str, Any]:
    """What `emoji.json` holds: its origin, every emoji with its names, the skin tones."""
    about = _read(package / "package.json")
    rows = [row for row in _read(package / "en/data.json") if row.get("group", 2) != _COMPONENTS]
    names = _names(package)
    return {
        "source": about["name"],
        "version": about["version"],
        "licence": f"{about['license']}, see emoji.LICENSE",
        "emoji": {_qualified(row): " ".join(names.get(row["hexcode"], ())) for row in rows},
        "toned": " ".join(skin["emoji"] for row in rows for skin in row.get("skins", ())),
    }


def _qualified(row: dict[str, Any]) -> str:
    """The form keyboards send: no U+FE0F after a lone character that is an emoji by itself."""
    emoji: str = row["emoji"]
    return emoji[0] if row["type"] == 1 and emoji[1:] == "\ufe0f" else emoji


def _names(package: Path) -> dict[str, list[str]]:
    """Hexcode to shortcodes, each shortcode once."""
    taken: dict[str, str] = {}
    for source in _SOURCES:
        for hexcode, found in _read(package / f"en/shortcodes/{source}.json").items():
            for name in [found] if isinstance(found, str) else found:
                taken.setdefault(name, hexcode)
    names: dict[str, list[str]] = {}
    for name, hexcode in taken.items():
        names.setdefault(hexcode, []).append(name)
    return names


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    _package = Path(sys.argv[1])
    _here = Path(__file__).parent
    _text = json.dumps(build(_package), ensure_ascii=False, indent=0)
    (_here / "emoji.json").write_text(_text + "\n", encoding="utf-8")
    (_here / "emoji.LICENSE").write_text((_package / "LICENSE").read_text().strip() + "\n")
