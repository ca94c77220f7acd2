"""What a scene of the pictures is: a state of a page, brought about as a person would."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.person import Person

NARROW_BELOW = 640  # pixels: one column at a time

Play = Callable[[Person], Iterator[Page]]


@dataclass(frozen=True)
class Scene:
    """One state of one page: who sees it, and how it comes about."""

    name: str
    by: str
    acts: Play
    whole: bool = False  # the whole length of the page

    @contextmanager
    def play(self, person: Person) -> Iterator[Page]:
        """Brings the state about, and tidies up after the pictures."""
        yield from self.acts(person)


SCENES: list[Scene] = []


def scene(by: str = "ann", *, whole: bool = False) -> Callable[[Play], Play]:
    """Adds a state; its name is the function's."""

    def added(acts: Play) -> Play:
        SCENES.append(Scene(acts.__name__.replace("_", "-"), by, acts, whole))
        return acts

    return added


def lounge(person: Person) -> Page:
    """Opens the lounge of the demonstration."""
    person.go("/rooms/lounge").online()
    expect(person.messages.last).to_be_visible()
    return person.page


def is_narrow(page: Page) -> bool:
    """Whether the page is as narrow as a phone."""
    return bool(page.viewport_size and page.viewport_size["width"] < NARROW_BELOW)


def to_sidebar(page: Page) -> None:
    """Shows the list of rooms where it is not always in sight."""
    if is_narrow(page):
        page.get_by_label("Back to the rooms").click()
