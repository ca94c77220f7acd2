"""Being reminded: from a menu or by typing, on all devices, until one is done with it."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation
from tests.browser.person import Person


def soon(here: Installation, name: str, text: str = "", **place: int) -> None:
    """Lets somebody be reminded as soon as a time to come allows."""
    at = datetime.now(UTC) + timedelta(seconds=1)
    fields = {"due_at": at.isoformat(), "text": text, **place}
    here.call(name, "PUT", f"/reminders/{uuid4()}", fields)


def entry(person: Person, text: str) -> Locator:
    """A reminder in the place that lists them."""
    return person.page.locator("li.reminder", has_text=text)


def waiting(person: Person) -> Locator:
    """The link to the reminders, with how many are due."""
    return person.page.get_by_role("navigation").get_by_role("link", name="Reminders")


@pytest.fixture(autouse=True)
def _zone(here: Installation) -> None:
    """Times are those of the device, wherever an earlier test has put bob."""
    here.call("bob", "PATCH", "/me", {"time_zone": ""})


def test_what_is_due_is_said_on_all_devices_until_it_is_done(
    here: Installation, enter: Enter
) -> None:
    here.hire("una")
    room = here.room("una")
    here.give_token("una", "read", "write")
    first, second = enter("una").open(room), enter("una").go("/reminders").online()
    soon(here, "una", "Water the plants")
    for una in (first, second):
        expect(una.page.locator(".notice")).to_contain_text("Reminder: Water the plants")
        expect(waiting(una)).to_contain_text("1 due")
    expect(second.page.locator(".reminders.due .reminder")).to_have_count(1)
    first.page.locator(".notice").get_by_role("link", name="Show").click()
    entry(first, "Water the plants").get_by_role("button", name="Done").click()
    for una in (first, second):
        expect(entry(una, "Water the plants")).to_have_count(0)
        expect(waiting(una)).not_to_contain_text("due")
        expect(una.page.get_by_text("Nothing to be reminded of")).to_be_visible()


def test_a_message_reminds_at_a_time_that_is_chosen_and_moved(
    here: Installation, enter: Enter
) -> None:
    room = here.room("bob")
    seq = here.say("ann", room, "The long recipe")
    bob, other = enter("bob").open(room), enter("bob").go("/reminders").online()
    bob.menu(bob.sees("The long recipe"), "Remind me")
    dialog = bob.page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="In 20 minutes")).to_be_focused()
    dialog.get_by_role("button", name="Next Monday").click()
    expect(dialog).to_have_count(0)
    expect(bob.at(seq)).to_contain_text(re.compile(r"Reminder Mon"))
    expect(bob.page.locator(".notice")).to_contain_text("You will be reminded: Mon")
    expect(entry(other, "The long recipe")).to_contain_text("Mon")
    entry(other, "The long recipe").get_by_role("button", name="Remind me later").click()
    dialog = other.page.get_by_role("dialog")
    dialog.get_by_label("At another time").fill("2031-05-06T07:08")
    dialog.get_by_role("button", name="Remind me then").click()
    expect(dialog.get_by_role("alert")).to_be_hidden()
    expect(bob.at(seq)).to_contain_text(re.compile(r"Reminder .*6 May.*7:08"))
    entry(other, "The long recipe").get_by_role("link").click()
    expect(other.at(seq)).to_have_class(re.compile("target"))
    here.call("ann", "DELETE", f"/rooms/{room.id}/messages/{seq}")
    expect(bob.at(seq)).not_to_contain_text("Reminder")


def test_a_reminder_is_typed_and_one_without_a_time_stays_with_the_reason(
    here: Installation, enter: Enter
) -> None:
    room = here.room("bob")
    bob = enter("bob").open(room)
    bob.write("/remind tea")
    expect(bob.page.locator(".composer-frame").get_by_role("alert")).to_contain_text(
        "Say when first"
    )
    expect(bob.composer).to_have_value("/remind tea")
    bob.write("/remind tomorrow at 9:15 call home")
    expect(bob.composer).to_have_value("")
    bob.page.goto(f"{here.url}/reminders")
    expect(entry(bob, "call home")).to_contain_text("9:15")
    entry(bob, "call home").get_by_role("button", name="Remind me later").click()
    bob.page.get_by_role("button", name="Do not remind me").click()
    expect(entry(bob, "call home")).to_have_count(0)
    assert here.texts(room) == []


def test_what_came_due_while_one_was_away_is_there_and_nobody_else_hears(
    here: Installation, enter: Enter
) -> None:
    here.hire("una")
    here.give_token("una", "read", "write")
    room = here.room("una", "bob")
    seq = here.say("ann", room, "Between the lines")
    soon(here, "una", room=room.id, seq=seq)
    una, bob = enter("una").open(room), enter("bob").open(room)
    expect(waiting(una)).to_contain_text("1 due")
    expect(una.at(seq)).to_contain_text("Reminder")
    expect(bob.at(seq)).not_to_contain_text("Reminder")
    expect(waiting(bob)).not_to_contain_text("due")
