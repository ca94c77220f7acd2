"""Calling many: offered with how many it tells, asked about before a crowd, left to some."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation
from tests.browser.person import Person

CROWD = 51  # people beside oneself: one more than are called without asking


def offered(person: Person) -> Locator:
    """What the list above the composer offers."""
    return person.page.get_by_role("option")


def test_both_are_offered_with_how_many_they_tell(here: Installation, enter: Enter) -> None:
    here.hire("ora")
    room = here.room("ora", "bob", "eve")
    ora, bob = enter("ora").open(room), enter("bob").open(room)
    expect(bob.page.get_by_role("log")).to_be_visible()
    ora.composer.press_sequentially("@ro")
    expect(offered(ora).first).to_contain_text("3 people in this room")
    ora.composer.fill("")
    ora.composer.press_sequentially("@he")
    expect(offered(ora).first).to_contain_text("1 person who is here now")
    ora.composer.press("Enter")
    ora.composer.press_sequentially("the boat is in")
    ora.composer.press("Enter")
    said = bob.message("@here the boat is in")
    expect(said).to_have_class(re.compile("mentions-me"))
    expect(said.locator(".mention.me")).to_have_text("@here")


def test_who_is_elsewhere_is_called_by_count_and_list(here: Installation, enter: Enter) -> None:
    here.hire("pia")
    room, other = here.room("pia"), here.room("pia")
    pia = enter("pia").open(other)
    here.say("ann", room, "@room, lunch is ready")
    expect(pia.entry(room).locator(".badge")).to_contain_text("1 mention")
    expect(pia.entry(room).locator(".badge")).to_have_class(re.compile("loud"))
    pia.go("/mentions").online()
    card = pia.page.locator(".message-card.unread", has_text="lunch is ready")
    expect(card).to_have_count(1)
    here.say("ann", other, "@room once more")
    expect(pia.page.locator(".message-card", has_text="once more")).to_have_count(1)


def test_a_crowd_is_called_only_when_it_is_meant(here: Installation, enter: Enter) -> None:
    room = here.room()
    here.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
        " INSERT INTO chat_user (username, name, email, password, role, kind, is_active,"
        " created_at, viewer_seq, suspended_reason) SELECT 'crowd' || i, 'Crowd ' || i, '', '!',"
        " 'member', 'person', 1, datetime('now'), 0, '' FROM n",
        CROWD,
    )
    here.execute(
        "INSERT INTO chat_membership (room_id, user_id, role, level, read_seq, joined_seq,"
        " joined_at) SELECT ?, id, 'member', 'mentions', 0, 0, datetime('now')"
        " FROM chat_user WHERE username LIKE 'crowd%'",
        room.id,
    )
    ann = enter("ann").open(room)
    ann.composer.press_sequentially("@roo")
    expect(offered(ann).first).to_contain_text(f"{CROWD} people in this room")
    ann.composer.press("Tab")
    ann.composer.press_sequentially("all aboard")
    ann.composer.press("Enter")
    dialog = ann.page.get_by_role("dialog", name="Call so many?")
    expect(dialog).to_contain_text(f"{CROWD} people will be told")
    dialog.get_by_role("button", name="Cancel").click()
    expect(ann.composer).to_have_value("@room all aboard")
    assert here.texts(room) == []
    ann.composer.press("Enter")
    dialog.get_by_role("button", name="Send").click()
    ann.sees("@room all aboard")
    expect(ann.composer).to_have_value("")


def test_a_room_leaves_calling_to_those_who_lead_it(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    ann.page.get_by_role("button", name="Members").click()
    ann.page.get_by_role("button", name="Room settings").click()
    dialog = ann.page.get_by_role("dialog", name="Room settings")
    dialog.get_by_label("Who may call many").select_option("Those who lead the room")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(bob.log).to_contain_text("changed the room")
    bob.composer.press_sequentially("@room")
    expect(offered(bob)).to_have_count(0)
    bob.composer.press("Enter")
    failed = bob.messages.filter(has_text="@room").first
    expect(failed).to_contain_text("Only those who lead this room may call everybody")
    ann.composer.fill("")
    ann.composer.press_sequentially("@room")
    expect(offered(ann).first).to_contain_text("1 person in this room")
