"""Favourites and sections: a sidebar in an order of one's own, on all devices."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation, Room
from tests.browser.person import Person


def under(person: Person, heading: str) -> Locator:
    """The entries that stand under a heading of the sidebar, without the dots beside them."""
    group = person.page.locator(".sidebar").get_by_role("group", name=heading, exact=True)
    return group.locator(".room-entry")


def dots(person: Person, name: str) -> Locator:
    """What opens the menu of a room or of a section."""
    return person.page.get_by_role("button", name=f"Sort {name}", exact=True)


def choose(person: Person, name: str, entry: str) -> None:
    """Chooses from the menu of a room or of a section."""
    dots(person, name).click()
    person.page.get_by_role("menu").get_by_text(entry, exact=True).click()
    expect(person.page.get_by_role("menu")).to_have_count(0)


def begin(person: Person, name: str) -> None:
    """Begins a section, in the dialog that is open."""
    dialog = person.page.get_by_role("dialog", name="New section")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Create").click()


def sort_in(here: Installation, name: str, room: Room, section: str) -> int:
    """Begins a section with a room in it, from elsewhere."""
    made = here.call(name, "POST", "/sections", {"name": section})
    here.call(name, "PUT", f"/rooms/{room.id}/place", {"section": made["id"]})
    return int(made["id"])


def test_a_room_is_sorted_by_its_menu_and_all_devices_follow(
    here: Installation, enter: Enter
) -> None:
    here.hire("iris")
    harbour, garden = here.room("iris", name="Harbour"), here.room("iris", name="Garden")
    iris, laptop = enter("iris").open(garden), enter("iris").open(garden)
    choose(iris, "Harbour", "Add to favourites")
    for device in (iris, laptop):
        expect(under(device, "Favourites")).to_have_text(["Harbour"])
        expect(under(device, "Rooms")).to_have_text(["Garden"])
    expect(iris.entry(harbour)).to_be_focused()
    choose(laptop, "Harbour", "New section…")
    begin(laptop, "Work")
    for device in (iris, laptop):
        expect(under(device, "Work")).to_have_text(["Harbour"])
        expect(under(device, "Favourites")).to_have_count(0)
    choose(iris, "Garden", "Work")
    expect(under(laptop, "Work")).to_have_text(["Garden", "Harbour"])
    expect(under(laptop, "Rooms")).to_have_count(0)
    laptop.page.reload()
    expect(under(laptop, "Work")).to_have_text(["Garden", "Harbour"])
    choose(iris, "Harbour", "Rooms")
    expect(under(laptop, "Rooms")).to_have_text(["Harbour"])
    choose(iris, "Work", "Remove section")
    iris.page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(under(laptop, "Rooms")).to_have_text(["Garden", "Harbour"])


def test_a_folded_section_shows_what_calls_and_what_is_open(
    here: Installation, enter: Enter
) -> None:
    here.hire("ivo")
    here.direct("ivo", "bob")
    called, still = here.room("ivo", name="Called"), here.room("ivo", name="Still")
    section = sort_in(here, "ivo", called, "Many")
    here.call("ivo", "PUT", f"/rooms/{still.id}/place", {"section": section})
    ivo = enter("ivo").open(still)
    fold = ivo.page.get_by_role("button", name="Many", exact=True)
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(under(ivo, "Many")).to_have_text(["Still"])
    under(ivo, "Direct messages").first.click()
    expect(under(ivo, "Many")).to_have_count(0)
    here.say("ann", called, "Anybody there?")
    expect(under(ivo, "Many")).to_have_text([re.compile(r"^\s*Called\s")])
    ivo.page.reload()
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.press("Enter")
    expect(under(ivo, "Many")).to_have_count(2)


def test_sections_are_named_and_moved_by_their_menu(here: Installation, enter: Enter) -> None:
    here.hire("uma")
    room = here.room("uma", name="Quay")
    sort_in(here, "uma", room, "First")
    uma = enter("uma").open(room)
    uma.page.get_by_role("button", name="New section").click()
    begin(uma, "first")
    expect(uma.page.get_by_role("alert")).to_contain_text("a section of this name")
    begin(uma, "Second")
    expect(uma.page.get_by_role("dialog")).to_have_count(0)
    names = uma.page.locator(".fold")
    expect(names).to_have_text(["First", "Second"])
    choose(uma, "Second", "Move up")
    expect(names).to_have_text(["Second", "First"])
    choose(uma, "First", "Rename")
    dialog = uma.page.get_by_role("dialog")
    expect(dialog.get_by_label("Name")).to_have_value("First")
    dialog.get_by_label("Name").fill("Third")
    dialog.get_by_label("Name").press("Enter")
    expect(names).to_have_text(["Second", "Third"])
    expect(under(uma, "Third")).to_have_text(["Quay"])


def test_keys_carry_a_room_from_heading_to_heading_with_the_focus(
    here: Installation, enter: Enter
) -> None:
    here.hire("kim")
    room, other = here.room("kim", name="Wharf"), here.room("kim", name="Other")
    sort_in(here, "kim", other, "Mine")
    kim = enter("kim").open(other)
    entry = kim.entry(room)
    entry.focus()
    for heading, key in (
        ("Mine", "Alt+ArrowUp"),
        ("Favourites", "Alt+ArrowUp"),
        ("Favourites", "Alt+ArrowUp"),
        ("Mine", "Alt+ArrowDown"),
        ("Rooms", "Alt+ArrowDown"),
    ):
        kim.page.keyboard.press(key)
        expect(under(kim, heading).filter(has_text="Wharf")).to_be_focused()
    expect(kim.page.get_by_text("Moved to Rooms")).to_be_attached()
    kim.page.keyboard.press("Tab")
    expect(dots(kim, "Wharf")).to_be_focused()
    kim.page.keyboard.press("Enter")
    expect(kim.page.get_by_role("menuitem", name="Add to favourites")).to_be_focused()
    kim.page.keyboard.press("Escape")
    expect(dots(kim, "Wharf")).to_be_focused()


@pytest.mark.parametrize("heading", ["Favourites", "Mine"])
def test_a_room_is_dragged_to_another_heading(
    here: Installation, enter: Enter, heading: str
) -> None:
    name = f"dora-{heading.lower()}"
    here.hire(name)
    here.direct(name, "bob")
    room, other = here.room(name, name="Pier"), here.room(name, name="Other")
    sort_in(here, name, other, "Mine")
    dora = enter(name).open(other)
    mouse = dora.page.mouse
    dora.entry(room).hover()
    mouse.down()
    direct = dora.page.get_by_role("group", name="Direct messages")
    direct.hover()  # which takes no room
    target = dora.page.locator(".sidebar").get_by_role("group", name=heading, exact=True)
    expect(target).to_be_visible()
    expect(direct).not_to_have_class(re.compile("over"))
    for _ in range(2):  # the first move enters, the second is over
        target.hover()
    expect(target).to_have_class(re.compile("over"))
    mouse.up()
    expect(under(dora, heading).filter(has_text="Pier")).to_be_visible()
    expect(dora.page.locator(".section.over")).to_have_count(0)
    expect(dora.composer).to_have_value("")


def test_without_a_connection_a_room_stays_and_says_why(here: Installation, enter: Enter) -> None:
    here.hire("ned")
    room = here.room("ned", name="Mole")
    ned = enter("ned").open(room)
    here.server.stop()
    expect(ned.page.locator(".connection.online")).to_have_count(0)
    choose(ned, "Mole", "Add to favourites")
    expect(ned.page.locator(".notice")).to_contain_text("There is no connection just now")
    expect(under(ned, "Rooms")).to_have_text(["Mole"])
