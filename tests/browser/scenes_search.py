"""The search in the pictures: what it suggests, what it found, and when it found nothing."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.scenes import scene

SAID = (
    ("bob", "The tide turns at seven; whoever comes by boat should be at the *quay* before."),
    ("ann", "Tide tables are at https://example.org/tides, the harbour office prints them too."),
    ("bob", "يتغير المد tide في السابعة مساءً"),
    ("bob", "Flut und Ebbe: Gezeitenrechnungsunterlagenverwaltungsvorschrift, kurz tidetables 🌊"),
)


def searching(person: Person, name: str, typed: str) -> Page:
    """A room in which something is looked for."""
    here = person.here
    room = here.room("bob", name=name)
    for who, text in SAID:
        here.say(who, room, text)
    person.open(room)
    person.page.get_by_role("button", name="Search in this room").click()
    expect(person.page.locator(".panel").get_by_role("combobox")).to_be_focused()
    person.page.keyboard.type(typed)
    return person.page


@scene()
def search_found(person: Person) -> Iterator[Page]:
    page = searching(person, "Search found", "tide")
    expect(page.locator(".panel .message-card")).to_have_count(len(SAID))
    yield page


@scene()
def search_suggests(person: Person) -> Iterator[Page]:
    page = searching(person, "Search suggests", "")
    page.locator(".panel").get_by_role("combobox").fill("")
    page.locator(".panel").get_by_role("combobox").press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    yield page


@scene()
def search_people(person: Person) -> Iterator[Page]:
    page = searching(person, "Search people", "tide from:")
    expect(page.get_by_role("option").first).to_be_visible()
    yield page


@scene()
def search_none(person: Person) -> Iterator[Page]:
    page = searching(person, "Search none", "nothinglikethis")
    expect(page.get_by_text("Nothing found")).to_be_visible()
    yield page


@scene()
def search_refused(person: Person) -> Iterator[Page]:
    page = searching(person, "Search refused", "on:someday")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    yield page
