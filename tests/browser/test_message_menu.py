"""The menu of a message: taking its words along, as text, as a link, as a quote, elsewhere."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation
from tests.browser.person import Person

CLIPBOARD = ["clipboard-read", "clipboard-write"]


def pasted(person: Person) -> str:
    """What lies in the clipboard."""
    return str(person.page.evaluate("navigator.clipboard.readText()"))


def last(person: Person) -> Locator:
    """The newest message of the room, once it is stored."""
    expect(person.log.locator("article.pending")).to_have_count(0)
    return person.messages.last


def test_text_and_link_are_copied_as_they_are(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    seq = here.say("ann", room, "**bold** words")
    bob = enter("bob", permissions=CLIPBOARD).open(room)
    bob.menu(bob.at(seq), "Copy text")
    expect(bob.page.get_by_text("Copied.")).to_be_visible()
    assert pasted(bob) == "**bold** words"
    bob.menu(bob.at(seq), "Copy link")
    bob.page.wait_for_function("navigator.clipboard.readText().then((t) => t.includes('://'))")
    bob.page.goto(pasted(bob))
    expect(bob.at(seq)).to_have_class(re.compile("target"))


def test_a_quote_is_written_on_below_and_calls_nobody(here: Installation, enter: Enter) -> None:
    room = here.room("bob", "eve")
    seq = here.say("ann", room, "@eve asks:\n\nTea or coffee?")
    here.call("eve", "PUT", f"/rooms/{room.id}/read", {"seq": seq})
    bob = enter("bob").open(room)
    bob.composer.fill("About this:")
    bob.menu(bob.at(seq), "Quote")
    expect(bob.composer).to_be_focused()
    expect(bob.composer).to_have_value(re.compile(r"^About this:\n\n> \[\*\*Ann\*\*\]"))
    bob.page.keyboard.type("Tea!")
    bob.page.keyboard.press("Enter")
    quote = last(bob).locator("blockquote")
    expect(quote).to_contain_text("Tea or coffee?")
    expect(last(bob)).to_contain_text("Tea!")
    assert here.call("eve", "GET", f"/rooms/{room.id}")["mentions"] == 0
    quote.get_by_role("link", name="Ann").click()
    expect(bob.at(seq)).to_have_class(re.compile("target"))


def test_a_quote_in_a_thread_is_answered_in_the_thread(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    root = here.say("ann", room, "A root")
    reply = here.say("ann", room, "An answer", thread=root)
    bob = enter("bob").go(f"/rooms/{room.slug}/{root}/thread").online()
    bob.menu(bob.page.locator(f"#reply-{reply}"), "Quote")
    expect(bob.page.locator("#reply-composer")).to_have_value(re.compile("> An answer"))
    expect(bob.composer).to_have_value("")


def test_a_message_is_forwarded_with_a_word_and_the_way_back(
    here: Installation, enter: Enter
) -> None:
    room, other = here.room("bob"), here.room("bob", name="Where it belongs")
    seq = here.say("ann", room, "Found a key")
    bob = enter("bob").open(other)
    bob.composer.fill("a draft of mine")
    bob.open(room)
    bob.menu(bob.at(seq), "Forward")
    dialog = bob.page.get_by_role("dialog", name="Forward a message")
    expect(dialog.get_by_role("button", name="Forward", exact=True)).to_be_disabled()
    dialog.get_by_label("Find a room").fill("where")
    bob.page.keyboard.press("Enter")
    expect(dialog.get_by_role("radio", checked=True)).to_have_count(1)
    dialog.get_by_label("Add a word of your own").fill("Is it yours?")
    dialog.get_by_role("button", name="Forward", exact=True).click()
    expect(bob.page.get_by_role("main", name=other.name, exact=True)).to_be_visible()
    expect(last(bob)).to_contain_text("Is it yours?")
    expect(last(bob).locator("blockquote")).to_contain_text("Found a key")
    expect(bob.composer).to_have_value("a draft of mine")
    last(bob).get_by_role("link", name="Ann").click()
    expect(bob.at(seq)).to_have_class(re.compile("target"))


def test_an_archived_room_can_be_taken_from_and_not_written_to(
    here: Installation, enter: Enter
) -> None:
    room, other = here.room("bob"), here.room("bob")
    seq = here.say("bob", room, "The last word")
    here.call("ann", "PATCH", f"/rooms/{room.id}", {"archived": True})
    bob = enter("bob").open(room)
    bob.menu(bob.at(seq), "Save for later")
    expect(bob.at(seq)).to_contain_text("Saved")
    bob.tool(bob.at(seq), "More").click()
    for name in ("Quote", "Reply in thread", "Edit", "Delete", "Pin to the room"):
        expect(bob.page.get_by_role("menuitem", name=name)).to_have_count(0)
    bob.page.get_by_role("menuitem", name="Forward").click()
    dialog = bob.page.get_by_role("dialog", name="Forward a message")
    expect(dialog.get_by_role("radio", name=other.name)).to_have_count(1)
    expect(dialog.get_by_role("radio", name=room.name)).to_have_count(0)
