"""`make screenshots`: the pictures of the README, and on request one of every page and state.

python -m tests.browser.screenshots            docs/img alone
python -m tests.browser.screenshots FOLDER     every scene too: wide, narrow, light, dark
"""

import importlib
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from tests.browser.conftest import DEADLINE_SECONDS, launch_options
from tests.browser.demonstration import demonstration
from tests.browser.installation import Installation
from tests.browser.person import Person
from tests.browser.scenes import SCENES, Scene
from tests.services import ROOT

STAGES = (
    "rooms",
    "threads",
    "saved",
    "reminders",
    "commands",
    "search",
    "files",
    "floating",
    "amiss",
    "pages",
    "people",
    "sections",
)  # modules of scenes

IMAGES = ROOT / "docs" / "img"
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
SHAPES = {"wide": WIDE, "narrow": NARROW}
COLOURS = ("light", "dark")
SHOWN = 400  # characters of why a scene could not be brought about


def seat(here: Installation, browser: Browser, name: str, size: dict[str, int]) -> Person:
    """Seats somebody, or a visitor without a name, at a browser of this size."""
    narrow = size is NARROW
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        device_scale_factor=2 if narrow else 1,
        has_touch=narrow,
        is_mobile=narrow,
        locale="en-GB",
        timezone_id="UTC",
    )
    context.set_default_timeout(DEADLINE_SECONDS * 1000)
    cookies = here.cookies.get(name, {})
    context.add_cookies(
        [{"name": key, "value": value, "url": here.url} for key, value in cookies.items()]
    )
    return Person(here, name, context.new_page())


def snap(page: Page, path: Path, colour: str, *, whole: bool = False) -> None:
    """Writes a picture, once fonts are there and nothing moves."""
    page.emulate_media(color_scheme=colour, reduced_motion="reduce")  # type: ignore[arg-type]
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


def scene_pictures(here: Installation, browser: Browser, scene: Scene, folder: Path) -> None:
    """One scene in every shape and colour; it is played anew for each shape."""
    for shape, size in SHAPES.items():
        person = seat(here, browser, scene.by, size)
        with scene.play(person) as page:
            for colour in COLOURS:
                path = folder / f"{scene.name}-{shape}-{colour}.png"
                snap(page, path, colour, whole=scene.whole)
        person.context.close()


def main(arguments: list[str]) -> int:
    """Takes the pictures; returns how many scenes could not be brought about."""
    for stage in STAGES:
        importlib.import_module(f"tests.browser.scenes_{stage}")
    expect.set_options(timeout=DEADLINE_SECONDS * 1000)
    with (
        tempfile.TemporaryDirectory(prefix="chat-pictures-") as folder,
        demonstration(Path(folder)) as here,
        sync_playwright() as playwright,
    ):
        failed = 0
        browser = playwright.chromium.launch(**launch_options())
        readme(here, browser)
        wanted = arguments[1:]
        for scene in SCENES if arguments else ():
            if wanted and scene.name not in wanted:
                continue
            sys.stdout.write(f"{scene.name}\n")
            sys.stdout.flush()
            try:
                scene_pictures(here, browser, scene, Path(arguments[0]))
            except (AssertionError, Error) as failure:
                sys.stdout.write(f"  could not be brought about: {str(failure)[:SHOWN]}\n")
                failed += 1
            if not here.server.running:
                here.server.start()
        browser.close()
    return failed


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
