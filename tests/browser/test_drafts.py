"""Drafts: what was typed and not sent is marked in the sidebar, wherever it lies."""

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation


def test_a_draft_is_marked_until_it_is_sent(here: Installation, enter: Enter) -> None:
    room, other = here.room("bob"), here.room("bob")
    bob = enter("bob").open(room)
    bob.composer.fill("half a thought")
    expect(bob.entry(room)).not_to_contain_text("unsent draft")
    bob.entry(other).click()
    expect(bob.entry(room)).to_contain_text("unsent draft")
    bob.page.reload()
    bob.ready(other)
    expect(bob.entry(room)).to_contain_text("unsent draft")
    bob.entry(room).click()
    expect(bob.composer).to_have_value("half a thought")
    bob.composer.press("Enter")
    bob.sees("half a thought")
    bob.entry(other).click()
    expect(bob.entry(room)).not_to_contain_text("unsent draft")


def test_a_draft_in_a_thread_is_marked_at_its_room(here: Installation, enter: Enter) -> None:
    room, other = here.room("bob"), here.room("bob")
    root = here.say("ann", room, "A root")
    bob = enter("bob").go(f"{room.path}/{root}/thread").online()
    bob.page.locator("#reply-composer").fill("not yet")
    bob.go(other.path).ready(other)
    expect(bob.entry(room)).to_contain_text("unsent draft")
    bob.entry(room).click()
    expect(bob.at(root).locator(".thread-line .draft")).to_be_visible()
