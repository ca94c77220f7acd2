"""Commands and names: found as one types, done like buttons, and never swallowed."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation
from tests.browser.person import Person


def options(person: Person) -> Locator:
    """What the list above the composer offers."""
    return person.page.get_by_role("listbox").get_by_role("option")


def refusal(person: Person) -> Locator:
    """Why a command was refused."""
    return person.page.locator(".composer-frame").get_by_role("alert")


def head(person: Person) -> Locator:
    """The head of the open room."""
    return person.page.locator(".room-head")


def test_commands_are_found_and_filled_in_by_keys(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    keys = ann.page.keyboard
    ann.composer.focus()
    keys.type("/")
    expect(options(ann).first).to_contain_text("/me")
    expect(options(ann).first).to_have_attribute("aria-selected", "true")
    keys.type("to")
    expect(options(ann)).to_have_count(1)
    expect(options(ann)).to_contain_text("Set the topic of this room")
    keys.press("Enter")
    expect(ann.composer).to_have_value("/topic ")
    expect(ann.page.locator(".completion.hint")).to_contain_text("/topic new topic")
    keys.type("Trains & tides")
    keys.press("Enter")
    expect(head(bob)).to_contain_text("Trains & tides")
    expect(ann.composer).to_have_value("")
    expect(ann.composer).to_be_focused()
    keys.type("/")
    keys.press("ArrowUp")
    expect(options(ann).last).to_have_attribute("aria-selected", "true")
    keys.press("Escape")
    expect(options(ann)).to_have_count(0)
    expect(ann.composer).to_have_value("/")


def test_what_somebody_does_is_told_with_their_name(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    ann.composer.fill("/me waves at @bob")
    ann.composer.press("Enter")
    for person in (ann, bob):
        action = person.messages.locator("p.action")
        expect(action).to_have_count(1)
        expect(action).to_have_text(re.compile(r"^Ann waves at @Bob$"))
    assert here.texts(room) == ["/me waves at @bob"]


def test_people_are_invited_by_name_and_leave(here: Installation, enter: Enter) -> None:
    room = here.room(name="Harbour")
    ann, bob = enter("ann").open(room), enter("bob").go("/")
    ann.composer.press_sequentially("/invite @bo")
    expect(options(ann)).to_have_count(1)
    expect(options(ann)).to_contain_text("@bob")
    ann.page.keyboard.press("Tab")
    expect(ann.composer).to_have_value("/invite @bob ")
    ann.page.keyboard.press("Enter")
    expect(ann.composer).to_have_value("")
    bob.open(room)
    expect(bob.entry(room)).to_be_visible()
    bob.write("/leave")
    expect(bob.entry(room)).to_have_count(0)
    expect(ann.log).to_contain_text("Bob left")


def test_a_mention_is_finished_and_a_whole_one_is_sent(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann = enter("ann").open(room)
    ann.composer.press_sequentially("Hello @bo")
    expect(options(ann)).to_have_count(1)
    ann.page.keyboard.press("Enter")
    expect(ann.composer).to_have_value("Hello @bob ")
    ann.composer.fill("")
    ann.composer.press_sequentially("And you @ev")
    expect(options(ann)).to_have_count(1)
    expect(options(ann)).to_contain_text("not in this room")
    options(ann).click()
    expect(ann.composer).to_have_value("And you @eve ")
    expect(ann.composer).to_be_focused()
    ann.composer.fill("")
    ann.composer.press_sequentially("Hello @bob")
    expect(options(ann)).to_have_count(1)
    ann.page.keyboard.press("Enter")
    ann.sees("Hello @Bob")


def test_an_emoji_is_finished_and_is_the_first_of_the_picker(
    here: Installation, enter: Enter
) -> None:
    room = here.room("bob")
    ann = enter("ann").open(room)
    keys = ann.page.keyboard
    ann.composer.press_sequentially("So :roc")
    expect(options(ann).first).to_contain_text(":rock")
    ann.composer.press_sequentially("ke")
    expect(options(ann).first).to_contain_text(":rocket:")
    keys.press("Enter")
    expect(ann.composer).to_have_value("So 🚀 ")
    ann.composer.press_sequentially(":ta")
    expect(options(ann).first).to_contain_text("🎉")
    keys.press("ArrowDown")
    keys.press("Escape")
    expect(options(ann)).to_have_count(0)
    ann.composer.press_sequentially("da: and `:ta")
    expect(options(ann)).to_have_count(0)
    ann.composer.press_sequentially("`")
    keys.press("Enter")
    ann.sees("So 🚀 🎉 and :ta")
    ann.page.get_by_role("button", name="Insert an emoji").click()
    grid = ann.page.locator(".emoji-grid")
    expect(grid.locator("section").first).to_be_visible()
    expect(grid.get_by_role("button").first).to_have_accessible_name("rocket")


def test_an_unknown_command_stays_with_a_way_to_send_it(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann = enter("ann").open(room)
    ann.write("/dance all night")
    expect(refusal(ann)).to_contain_text("There is no command /dance.")
    expect(ann.composer).to_have_value("/dance all night")
    ann.write("//dance all night")
    ann.sees("/dance all night")
    expect(refusal(ann)).to_have_count(0)
    ann.write("/usr/bin/env python")
    ann.sees("/usr/bin/env python")


def test_what_one_may_not_do_is_said_and_kept(here: Installation, enter: Enter) -> None:
    room = here.room("bob", topic="As it was")
    bob = enter("bob").open(room)
    for text in ("/topic Mine now", "/invite @eve", "/remove @ann"):
        bob.write(text)
        expect(refusal(bob)).to_be_visible()
        expect(bob.composer).to_have_value(text)
        bob.composer.fill("")
        expect(refusal(bob)).to_have_count(0)
    expect(head(bob)).to_contain_text("As it was")


def test_offline_a_command_is_kept_and_not_done(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann = enter("ann").open(room)
    ann.context.set_offline(True)
    ann.write("/topic Said while away")
    expect(refusal(ann)).to_contain_text("Nothing was changed")
    ann.context.set_offline(False)
    ann.online()
    ann.composer.press("Enter")
    expect(head(ann)).to_contain_text("Said while away")


def test_one_joins_and_writes_to_somebody_by_command(here: Installation, enter: Enter) -> None:
    room = here.room(kind="open", name="Open house")
    eve = enter("eve").open(here.room("eve"))
    eve.write(f"/join #{room.slug}")
    eve.ready(room)
    eve.write("/msg @mod Are you there?")
    expect(eve.page.get_by_role("main", name="Mod")).to_be_visible()
    eve.sees("Are you there?")
