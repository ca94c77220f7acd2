"""Plays the scenes: every page and state, wide and narrow, for whoever looks at them."""

import importlib
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from tests.browser.conftest import DEADLINE_SECONDS, launch_options
from tests.browser.demonstration import demonstration
from tests.browser.installation import Installation
from tests.browser.mirror import turn
from tests.browser.person import Person
from tests.browser.scenes import SCENES, Scene

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
SHAPES = {"wide": WIDE, "narrow": NARROW}
COLOURS = ("light", "dark")
SHOWN = 400  # characters of why a scene could not be brought about

Look = Callable[[Scene, str, Page], None]


def seat(
    here: Installation, browser: Browser, name: str, size: dict[str, int], *, turned: bool = False
) -> Person:
    """Seats somebody, or a visitor without a name, at a browser of this size.

    Turned, every page is one that is read from right to left.
    """
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
    if turned:
        turn(context)
    return Person(here, name, context.new_page())


@contextmanager
def gallery() -> Iterator[tuple[Installation, Browser]]:
    """The demonstration, running, and a browser to look at it."""
    expect.set_options(timeout=DEADLINE_SECONDS * 1000)
    with (
        tempfile.TemporaryDirectory(prefix="chat-gallery-") as folder,
        demonstration(Path(folder)) as here,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(**launch_options())
        yield here, browser
        browser.close()


def scenes(wanted: Sequence[str] = ()) -> list[Scene]:
    """All scenes, or those named, in the order of their modules."""
    for module in sorted(Path(__file__).parent.glob("scenes_*.py")):
        importlib.import_module(f"tests.browser.{module.stem}")
    return [scene for scene in SCENES if not wanted or scene.name in wanted]


def show(
    here: Installation,
    browser: Browser,
    played: Sequence[Scene],
    look: Look,
    *,
    turned: bool = False,
) -> int:
    """Plays scenes in each shape and has them looked at; returns how many did not come about."""
    failed = 0
    for scene in played:
        sys.stdout.write(f"{scene.name}\n")
        sys.stdout.flush()
        try:
            for shape, size in SHAPES.items():
                person = seat(here, browser, scene.by, size, turned=turned)
                with scene.play(person) as page:
                    look(scene, shape, page)
                person.context.close()
        except (AssertionError, Error) as failure:
            sys.stdout.write(f"  could not be brought about: {str(failure)[:SHOWN]}\n")
            failed += 1
        if not here.server.running:
            here.server.start()
    return failed


def colour_in(page: Page, colour: str) -> None:
    """Shows a page in light or dark, without any movement."""
    page.emulate_media(color_scheme=colour, reduced_motion="reduce")  # type: ignore[arg-type]
