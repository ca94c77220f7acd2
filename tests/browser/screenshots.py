"""`make screenshots`: the pictures of the README, and on request one of every page and state.

python -m tests.browser.screenshots                  docs/img alone
python -m tests.browser.screenshots FOLDER [SCENE]   scenes too: wide, narrow, light, dark
python -m tests.browser.screenshots FOLDER right-to-left [SCENE]   the same, turned
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.gallery import COLOURS, SHAPES, colour_in, gallery, scenes, seat, show
from tests.browser.installation import Installation
from tests.browser.scenes import Scene
from tests.services import ROOT

IMAGES = ROOT / "docs" / "img"
TURNED = "right-to-left"


def snap(page: Page, path: Path, colour: str, *, whole: bool = False) -> None:
    """Writes a picture, once fonts are there and nothing moves."""
    colour_in(page, colour)
    page.evaluate("document.fonts.ready")
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, animations="disabled", caret="hide", full_page=whole)


def readme(here: Installation, browser: Browser) -> None:
    """The two pictures of the README."""
    for shape, colour in (("wide", "light"), ("narrow", "dark")):
        ann = seat(here, browser, "ann", SHAPES[shape])
        ann.go("/rooms/lounge").online()
        expect(ann.messages.last).to_be_visible()
        name = "chat-wide.png" if shape == "wide" else "chat-narrow-dark.png"
        snap(ann.page, IMAGES / name, colour)
        ann.context.close()


def main(arguments: Sequence[str]) -> int:
    """Takes the pictures; returns how many scenes could not be brought about."""
    with gallery() as (here, browser):
        turned = TURNED in arguments
        if not turned:
            readme(here, browser)
        if not arguments:
            return 0
        folder, *wanted = arguments
        played = scenes([name for name in wanted if name != TURNED])

        def look(scene: Scene, shape: str, page: Page) -> None:
            for colour in COLOURS:
                path = Path(folder) / f"{scene.name}-{shape}-{colour}.png"
                snap(page, path, colour, whole=scene.whole)

        return show(here, browser, played, look, turned=turned)


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
