"""People in the pictures: their cards, their statuses, and saying one's own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.scenes import lounge, scene, to_sidebar


def says(person: Person, **profile: str) -> None:
    """Lets the one who looks say who they are and what they do."""
    here = person.here
    here.call("ann", "PATCH", "/me", profile)
    here.call("ann", "PUT", "/me/status", {"emoji": "🌴", "text": "On holiday until Monday"})


@scene("bob")
def person_card(person: Person) -> Iterator[Page]:
    says(person, title="Keeps the bees", pronouns="she/her", time_zone="Pacific/Auckland")
    page = lounge(person)
    page.locator("button.author", has_text="Ann").last.click()
    expect(page.get_by_role("dialog")).to_contain_text("Rooms you share")
    yield page


@scene()
def own_card(person: Person) -> Iterator[Page]:
    page = lounge(person)
    page.locator("button.author", has_text="Ann").last.click()
    expect(page.get_by_role("dialog")).to_contain_text("Set a status")
    yield page


@scene()
def do_not_disturb(person: Person) -> Iterator[Page]:
    until = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    says(person)
    person.here.call("ann", "PUT", "/me/quiet", {"until": until})
    page = lounge(person)
    to_sidebar(page)
    page.get_by_title("Account and appearance").click()
    expect(page.get_by_role("menuitem", name="Be reached again")).to_be_visible()
    yield page
    person.here.call("ann", "PUT", "/me/quiet", {"until": None})


@scene()
def account_menu_with_quiet(person: Person) -> Iterator[Page]:
    page = lounge(person)
    to_sidebar(page)
    page.get_by_title("Account and appearance").click()
    expect(page.get_by_role("menuitem", name="30 min")).to_be_visible()
    yield page


@scene()
def status_dialog(person: Person) -> Iterator[Page]:
    page = lounge(person)
    to_sidebar(page)
    page.get_by_title("Account and appearance").click()
    page.get_by_role("menuitem", name="Set a status").click()
    expect(page.get_by_label("What you are doing")).to_be_visible()
    yield page
