"""A room's settings: changed by those who lead it, seen by everyone, archived and opened again."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation, Room
from tests.browser.person import Person


def open_settings(person: Person) -> None:
    """Opens the settings from the list of members."""
    person.page.get_by_role("button", name="Members", exact=True).click()
    person.page.get_by_role("button", name="Room settings").click()
    expect(person.page.get_by_role("dialog")).to_be_visible()


def test_a_leader_changes_name_topic_and_address(here: Installation, enter: Enter) -> None:
    room = here.room("bob", topic="Old")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    open_settings(ann)
    slug = f"{room.slug}-tides"
    ann.page.get_by_label("Name").fill("Tides")
    ann.page.get_by_label("Topic").fill("High and low")
    ann.page.get_by_label("Address").fill(slug)
    ann.page.get_by_role("button", name="Save").click()
    ann.ready(Room(room.id, slug, "Tides"))
    expect(ann.page).to_have_url(re.compile(f"/rooms/{slug}$"))
    bob.ready(Room(room.id, slug, "Tides"))
    expect(bob.page).to_have_url(re.compile(f"/rooms/{slug}$"))
    expect(bob.entry(Room(room.id, slug, "Tides"))).to_contain_text("Tides")


def test_a_taken_address_is_refused_where_it_was_typed(here: Installation, enter: Enter) -> None:
    room, other = here.room(), here.room()
    ann = enter("ann").open(room)
    open_settings(ann)
    ann.page.get_by_label("Address").fill(other.slug)
    ann.page.get_by_role("button", name="Save").click()
    expect(ann.page.get_by_role("dialog").get_by_role("alert")).to_contain_text("taken")
    ann.page.keyboard.press("Escape")
    ann.ready(room)


def test_who_does_not_lead_finds_no_settings(here: Installation, enter: Enter) -> None:
    bob = enter("bob").open(here.room("bob"))
    bob.page.get_by_role("button", name="Members", exact=True).click()
    expect(bob.page.get_by_role("button", name="Leave this room")).to_be_visible()
    expect(bob.page.get_by_role("button", name="Room settings")).to_have_count(0)


def test_an_archived_room_is_found_and_opened_again(here: Installation, enter: Enter) -> None:
    room = here.room("bob", name="Old plans")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    open_settings(ann)
    ann.page.get_by_role("button", name="Archive", exact=True).click()
    expect(bob.page.locator(".composer-note")).to_contain_text("archived")
    expect(bob.page.get_by_role("button", name="Open it again")).to_have_count(0)
    ann.go("/rooms/general").online()
    expect(ann.entry(room)).to_have_count(0)
    ann.page.get_by_role("button", name="Browse rooms").click()
    ann.page.get_by_text("Archived rooms of yours").click()
    line = ann.page.get_by_role("dialog").get_by_role("listitem").filter(has_text="Old plans")
    line.get_by_role("link", name="Open").click()
    ann.page.get_by_role("button", name="Open it again").click()
    expect(ann.composer).to_be_visible()
    bob.write("Back again")
    ann.sees("Back again")
