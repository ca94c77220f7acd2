"""Who people are: their cards by mouse and keyboard, statuses that end, quiet that shows."""

from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation
from tests.browser.person import Person

ABOUT = {"title": "Keeps the <b>bees</b>", "pronouns": "he/him", "time_zone": "Asia/Tokyo"}


@pytest.fixture
def here_again(here: Installation) -> Installation:
    """The cast, and bob as nobody has described him yet."""
    here.call("bob", "PATCH", "/me", {"name": "Bob", "title": "", "pronouns": ""})
    here.call("bob", "PUT", "/me/status", {})
    here.call("bob", "PUT", "/me/quiet", {"until": None})
    return here


def card(person: Person) -> Locator:
    """The card that is open."""
    return person.page.locator(".person-card")


def author(person: Person, text: str) -> Locator:
    """The name above a message."""
    return person.message(text).locator("button.author")


def test_a_name_opens_a_card_that_escape_closes(here_again: Installation, enter: Enter) -> None:
    here = here_again
    here.call("bob", "PATCH", "/me", ABOUT)
    room = here.room("bob", name="Beehive")
    here.say("bob", room, "the hive is full")
    ann = enter("ann").open(room)
    ann.sees("the hive is full")
    author(ann, "the hive is full").focus()
    ann.page.keyboard.press("Enter")
    for words in ("Bob", "he/him", "@bob", "Keeps the <b>bees</b>", "local time", "Beehive"):
        expect(card(ann)).to_contain_text(words)
    expect(card(ann).get_by_role("button", name="Message")).to_be_focused()
    expect(card(ann)).to_be_in_viewport(ratio=1)
    found = Axe().run(ann.page)
    assert not found.violations_count, found.generate_report()
    ann.page.keyboard.press("Escape")
    expect(card(ann)).to_have_count(0)
    expect(author(ann, "the hive is full")).to_be_focused()


def test_from_a_card_one_writes_and_mentions(here_again: Installation, enter: Enter) -> None:
    room = here_again.room("bob")
    here_again.say("bob", room, "hello there")
    ann = enter("ann").open(room)
    ann.sees("hello there")
    ann.message("hello there").locator(".avatar").click()
    card(ann).get_by_role("button", name="Mention").click()
    expect(ann.composer).to_have_value("@bob ")
    expect(ann.composer).to_be_focused()
    author(ann, "hello there").click()
    card(ann).get_by_role("button", name="Message").click()
    expect(ann.page.get_by_role("heading", name="Bob")).to_be_visible()


def test_a_status_and_a_name_are_seen_by_others_at_once(
    here_again: Installation, enter: Enter
) -> None:
    room = here_again.room("bob")
    here_again.say("bob", room, "back soon")
    direct = here_again.direct("ann", "bob")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    ann.sees("back soon")
    bob.page.get_by_title("Account and appearance").click()
    bob.page.get_by_role("menuitem", name="Set a status").click()
    bob.page.get_by_label("What you are doing").fill("At lunch")
    bob.page.get_by_label("It lasts").select_option("an hour")
    bob.page.get_by_role("button", name="Save").click()
    expect(ann.message("back soon").locator(".status-sign")).to_have_attribute("title", "At lunch")
    expect(ann.entry(direct).locator(".status-sign")).to_have_attribute("title", "At lunch")
    here_again.call("bob", "PATCH", "/me", {"name": "Robert"})
    expect(author(ann, "back soon")).to_have_text("Robert")
    expect(ann.entry(direct)).to_contain_text("Robert")
    soon = (datetime.now(UTC) + timedelta(seconds=2)).isoformat()
    here_again.call("bob", "PUT", "/me/status", {"text": "Nearly done", "until": soon})
    expect(author(ann, "back soon")).to_have_text("Robert")
    expect(ann.message("back soon").locator(".status-sign")).to_have_count(0, timeout=65_000)


def test_quiet_shows_to_others_and_ends_by_hand(here_again: Installation, enter: Enter) -> None:
    room = here_again.room("bob")
    direct = here_again.direct("ann", "bob")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    bob.page.get_by_title("Account and appearance").click()
    bob.page.get_by_role("menuitem", name="4 h").click()
    expect(ann.entry(direct)).to_contain_text("do not disturb")
    bob.page.get_by_title("Account and appearance").click()
    bob.page.get_by_role("menuitem", name="Be reached again").click()
    expect(ann.entry(direct)).not_to_contain_text("do not disturb")
