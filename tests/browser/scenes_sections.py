"""The sorted sidebars of the pictures: a few sections, many of them, and their menus."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.browser.installation import Installation, Room
from tests.browser.person import Person
from tests.browser.scenes import is_narrow, lounge, scene, to_sidebar

MANY = 24  # rooms of a sidebar that has to be scrolled
LONG = "Everything about the harbour, its ferries and the tide"


def section_of(here: Installation, name: str, title: str, rooms: list[Room]) -> int:
    """Begins somebody's section with rooms in it; returns its id."""
    section = int(here.call(name, "POST", "/sections", {"name": title})["id"])
    for room in rooms:
        here.call(name, "PUT", f"/rooms/{room.id}/place", {"section": section})
    return section


def sort_out(person: Person, name: str) -> None:
    """Undoes what a picture before did to this sidebar."""
    here = person.here
    for section in here.call(name, "GET", "/sections")["sections"]:
        here.call(name, "DELETE", f"/sections/{section['id']}")
    for room in here.call(name, "GET", "/rooms")["rooms"]:
        if room["member"] and room["slug"].startswith("room-"):
            here.call(name, "DELETE", f"/rooms/{room['id']}/members/{here.users[name]}")
        elif room["member"]:
            here.call(name, "PUT", f"/rooms/{room['id']}/place", {})


def few(person: Person) -> Page:
    """A sidebar with favourites, a full, a folded and an empty section."""
    here = person.here
    sort_out(person, "bob")
    rooms = [here.room("bob", name=name) for name in ("Ferries", "Tide", "Quay", "Crane", "Mole")]
    for room in (rooms[0], here.direct("bob", "ann")):
        here.call("bob", "PUT", f"/rooms/{room.id}/place", {"favourite": True})
    section_of(here, "bob", "Harbour", rooms[1:3])
    folded = section_of(here, "bob", LONG, rooms[3:])
    here.call("bob", "PATCH", f"/sections/{folded}", {"collapsed": True})
    here.call("bob", "PUT", f"/rooms/{rooms[2].id}/level", {"level": "nothing"})
    section_of(here, "bob", "حديقة", [])
    here.say("ann", rooms[3], "@bob, the crane is free")
    here.say("ann", rooms[1], "Low water at ten")
    page = lounge(person)
    to_sidebar(page)
    expect(page.get_by_role("group", name="Favourites")).to_be_visible()
    return page


@scene("bob")
def sections(person: Person) -> Iterator[Page]:
    yield few(person)
    sort_out(person, "bob")


@scene("bob")
def sections_hovered(person: Person) -> Iterator[Page]:
    page = few(person)
    page.locator(".room-line", has=page.get_by_text("Tide", exact=True)).hover()
    yield page
    sort_out(person, "bob")


@scene("bob")
def sections_menu(person: Person) -> Iterator[Page]:
    page = few(person)
    page.locator(".room-line", has_text="Ferries").hover()
    page.get_by_role("button", name="Sort Ferries").click()
    expect(page.get_by_role("menu")).to_be_visible()
    yield page
    sort_out(person, "bob")


@scene("bob")
def sections_heading_menu(person: Person) -> Iterator[Page]:
    page = few(person)
    page.get_by_role("button", name="Harbour", exact=True).hover()
    page.get_by_role("button", name="Sort Harbour").click()
    expect(page.get_by_role("menu")).to_be_visible()
    yield page
    sort_out(person, "bob")


@scene("bob")
def sections_begun(person: Person) -> Iterator[Page]:
    page = few(person)
    page.get_by_role("button", name="New section").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Harbour")
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield page
    sort_out(person, "bob")


@scene("bob")
def sections_dragged(person: Person) -> Iterator[Page]:
    page = few(person)
    if not is_narrow(page):
        page.locator(".room-entry", has=page.get_by_text("Tide", exact=True)).hover()
        page.mouse.down()
        for _ in range(2):
            page.get_by_role("group", name="Favourites").hover()
        expect(page.locator(".section.over")).to_have_count(1)
    yield page
    page.mouse.up()
    sort_out(person, "bob")


@scene("bob")
def sections_many(person: Person) -> Iterator[Page]:
    here = person.here
    sort_out(person, "bob")
    rooms = [here.room("bob", name=f"Berth {number}") for number in range(1, MANY + 1)]
    for at in range(0, MANY, 3):
        section_of(here, "bob", f"Pier {at // 3 + 1}", rooms[at : at + 3])
    page = lounge(person)
    to_sidebar(page)
    page.locator(".room-line", has_text="Berth 24").hover()
    page.get_by_role("button", name="Sort Berth 24").click()
    expect(page.get_by_role("menu")).to_be_visible()
    yield page
    sort_out(person, "bob")
