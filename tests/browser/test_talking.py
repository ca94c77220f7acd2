"""Two people talk: what one does is seen by the other at once, and each message once."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation
from tests.browser.test_keyboard import Keys


def test_two_people_read_each_other_at_once(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    ann.write("Is anybody here?")
    bob.sees("Is anybody here?")
    bob.write("I am.")
    ann.sees("I am.")
    ann.sees_all(["Is anybody here?", "I am."])
    bob.sees_all(["Is anybody here?", "I am."])


def test_a_message_stands_there_before_the_server_has_it(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    here.server.pause()
    try:
        written = ann.write("Written into the pause")
        expect(written).to_have_class("message pending sending starts")
        expect(written).to_contain_text("Sending…")
        expect(ann.composer).to_have_value("")
    finally:
        here.server.resume()
    ann.sees("Written into the pause")
    bob.sees("Written into the pause")
    assert here.texts(room) == ["Written into the pause"]


def test_an_edit_a_reaction_and_a_deletion_are_seen_live(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    ann.write("Lunch at twleve")
    message = ann.sees("Lunch at twleve")
    ann.tool(message, "Edit").click()
    field = ann.page.get_by_label("Edit message")
    expect(field).to_be_focused()
    field.fill("Lunch at twelve")
    field.press("Enter")
    expect(bob.sees("Lunch at twelve").locator(".edited")).to_be_visible()

    bob.tool(bob.sees("Lunch at twelve"), "React with 👍").click()
    chip = ann.sees("Lunch at twelve").locator(".reaction")
    expect(chip).to_have_attribute("aria-label", "Bob reacted with 👍")
    chip.click()
    expect(bob.page.locator(".reaction .count")).to_have_text("2")

    ann.menu(ann.sees("Lunch at twelve"), "Delete")
    ann.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    for person in (ann, bob):
        expect(person.messages).to_have_count(1)
        expect(person.messages.locator(".tombstone")).to_be_visible()
        expect(person.page.locator(".reaction")).to_have_count(0)
    assert here.texts(room) == [""]


def test_who_reacted_is_seen_with_the_focus(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    seq = here.say("ann", room, "Cake in the kitchen")
    here.call("bob", "PUT", f"/rooms/{room.id}/messages/{seq}/reactions/🍰")
    ann = enter("ann").open(room)
    chip = ann.at(seq).locator(".reaction")
    who = chip.locator(".reactors")
    expect(who).to_be_hidden()
    chip.hover()
    expect(who).to_be_visible()
    ann.composer.hover()
    expect(who).to_be_hidden()
    Keys(ann.page).tab_to(".reaction", "Shift+Tab")
    expect(who).to_be_visible()
    expect(who).to_have_text("Bob reacted with 🍰")


def test_typing_is_seen_and_ends_with_the_message(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    ann.composer.press_sequentially("Hm")
    expect(bob.page.locator(".typing")).to_have_text("Ann is typing…")
    ann.composer.press("Enter")
    bob.sees("Hm")
    expect(bob.page.locator(".typing")).to_be_empty()


@pytest.mark.timeout(120)  # the servers of the cluster are started here
def test_two_people_on_two_processes_talk(two_processes: Installation, enter: Enter) -> None:
    here = two_processes
    assert len(here.server.workers) >= 2
    room = here.room("bob")
    ann, bob = enter("ann", at=here).open(room), enter("bob", at=here).open(room)
    texts = [f"Line {n}" for n in range(6)]
    for n, text in enumerate(texts):
        writer, reader = (ann, bob) if n % 2 else (bob, ann)
        writer.write(text)
        reader.sees(text)
    here.server.kill()
    waiting = ann.write("Into the dark")
    expect(waiting).to_contain_text("Waiting for connection")
    here.server.start()
    for person in (ann, bob):
        person.sees_all([*texts, "Into the dark"])
