"""Unread counts and the read pointer: the same in every tab, at once."""

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation


def test_two_tabs_count_and_clear_together(here: Installation, enter: Enter) -> None:
    here.hire("tina")  # a title counts all that waits: hers is of this test alone
    open_room = here.room("bob", "tina")
    other = here.room("bob", "tina", name="The other room")
    first = enter("tina").open(open_room)
    second = first.another_tab().open(open_room)
    here.say("bob", other, "One")
    here.say("bob", other, "Two, @tina")
    for tab in (first, second):
        badge = tab.entry(other).locator(".badge.loud")
        expect(badge).to_contain_text("1 mention")
        expect(tab.page).to_have_title("(1) " + open_room.name + " · The House")
    first.entry(other).click()
    expect(first.page.locator(".new-line")).to_be_visible()
    for tab in (first, second):
        expect(tab.entry(other).locator(".badge")).to_have_count(0)
    entry = here.call("tina", "GET", f"/rooms/{other.id}")
    assert (entry["unread"], entry["mentions"]) == (0, 0)

    here.say("bob", other, "Seen in one tab, so read in both")
    first.sees("Seen in one tab, so read in both")
    expect(second.entry(other).locator(".badge")).to_have_count(0)
    second.open(other)
    expect(second.page.locator(".new-line")).to_have_count(0)


def test_marked_unread_in_one_tab_is_unread_in_the_other(here: Installation, enter: Enter) -> None:
    open_room, other = here.room("bob"), here.room("bob")
    here.say("bob", other, "Read, then not")
    first = enter("ann").open(open_room)
    second = first.another_tab().open(other)
    expect(first.entry(other).locator(".badge")).to_have_count(0)
    second.menu(second.sees("Read, then not"), "Mark unread from here")
    expect(first.entry(other).locator(".badge")).to_contain_text("1 unread")
    expect(second.page.locator(".new-line")).to_be_visible()
