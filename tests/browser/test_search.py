"""Searching: by button and key, with operators that are suggested, to the message in its place."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation
from tests.browser.person import Person

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def panel(person: Person) -> Locator:
    """The panel of the search."""
    return person.page.get_by_role("search", name="Search", exact=True)


def field(person: Person) -> Locator:
    """Where one types what is looked for."""
    return panel(person).get_by_role("combobox")


def look_for(person: Person, keys: str, text: str) -> None:
    """Opens the search by keys and types into it."""
    person.page.keyboard.press(keys)
    expect(field(person)).to_be_focused()
    person.page.keyboard.type(text)


def hits(person: Person) -> Locator:
    """What was found."""
    return panel(person).get_by_role("link")


def options(person: Person) -> Locator:
    """What the search suggests."""
    return panel(person).get_by_role("option")


def test_a_word_leads_to_its_message_far_back(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    wanted = here.say("bob", room, "Where is the Zanzibar <b>map</b> & compass?")
    for n in range(120):
        here.say("ann", room, f"Filling {n}")
    ann = enter("ann").open(room)
    ann.page.get_by_role("button", name="Search in this room").click()
    expect(field(ann)).to_be_focused()
    expect(field(ann)).to_have_value(re.compile(r"^in:\S+ $"))
    ann.page.keyboard.type("zanzibar")
    expect(hits(ann)).to_have_count(1)
    expect(hits(ann).locator("mark")).to_have_text(["Zanzibar"])
    expect(hits(ann)).to_contain_text("Zanzibar <b>map</b> & compass?")
    expect(panel(ann).get_by_role("status")).to_have_text("1 found")
    hits(ann).click()
    expect(ann.at(wanted)).to_be_in_viewport()
    expect(ann.at(wanted)).to_have_class(re.compile("target"))
    expect(hits(ann)).to_have_count(1)


def test_everything_is_done_by_keys(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    other = here.room("bob")
    seqs = [here.say("bob", place, "a quokka smiles") for place in (room, other)]
    here.say("ann", other, "quokka from ann")
    ann = enter("ann").open(room)
    keys = ann.page.keyboard
    keys.press("Control+Shift+F")
    expect(field(ann)).to_be_focused()
    expect(options(ann).first).to_contain_text("from:")
    keys.type("quokka fr")
    keys.press("ArrowDown")
    expect(field(ann)).to_have_attribute("aria-activedescendant", "search-suggestion-0")
    keys.press("Enter")
    expect(field(ann)).to_have_value("quokka from:")
    keys.type("bo")
    expect(options(ann).filter(has_text="from:bob")).to_be_visible()
    keys.press("ArrowDown")
    keys.press("Tab")
    expect(field(ann)).to_have_value("quokka from:bob ")
    expect(hits(ann)).to_have_count(2)
    keys.press("ArrowDown")
    expect(hits(ann).first).to_be_focused()
    keys.press("ArrowUp")
    expect(field(ann)).to_be_focused()
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(ann.page).to_have_url(f"{here.url}{other.path}/{seqs[1]}")
    expect(ann.at(seqs[1])).to_have_class(re.compile("target"))
    keys.press("Control+Shift+F")
    expect(hits(ann)).to_have_count(2)
    keys.press("Escape")
    expect(panel(ann)).to_have_count(0)
    expect(ann.composer).to_be_focused()


def test_the_keys_of_the_search_leave_writing_alone(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann = enter("ann").open(room)
    ann.composer.focus()
    ann.page.keyboard.type("/")
    expect(ann.composer).to_have_value("/")
    expect(panel(ann)).to_have_count(0)
    ann.composer.fill("")
    ann.page.locator("h1").click()
    ann.page.evaluate("document.activeElement.blur()")
    ann.page.keyboard.press("/")
    expect(field(ann)).to_be_focused()
    expect(field(ann)).to_have_value("")
    ann.page.keyboard.press("Control+f")
    expect(field(ann)).to_have_value("")


def test_what_is_refused_and_what_is_not_there_is_said(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann = enter("ann").open(room)
    ann.page.get_by_role("button", name="Search messages").click()
    field(ann).fill("on:someday")
    field(ann).press("Enter")
    expect(panel(ann).get_by_role("alert")).to_contain_text("on:2026-11-24")
    field(ann).fill("absolutelynothinglikethis")
    expect(panel(ann)).to_contain_text("Nothing found")
    here.server.stop()
    field(ann).fill("quokka")
    field(ann).press("Enter")
    expect(panel(ann).get_by_role("alert")).to_contain_text("cannot be reached")
    here.server.start()
    ann.online()
    panel(ann).get_by_role("button", name="Try again").click()
    expect(panel(ann).get_by_role("alert")).to_have_count(0)


def test_what_is_deleted_leaves_the_results(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    seq = here.say("bob", room, "an ephemeral axolotl")
    here.say("bob", room, "a lasting axolotl")
    ann = enter("ann").open(room)
    look_for(ann, "Control+f", "axolotl")
    expect(hits(ann)).to_have_count(2)
    here.call("bob", "DELETE", f"/rooms/{room.id}/messages/{seq}")
    expect(hits(ann)).to_have_count(1)
    expect(panel(ann)).not_to_contain_text("ephemeral")


def test_a_hit_in_a_thread_opens_there_and_the_search_comes_back(
    here: Installation, enter: Enter
) -> None:
    room = here.room("bob")
    root = here.say("ann", room, "The root of it")
    reply = here.say("bob", room, "a narwhal in the thread", thread=root)
    ann = enter("ann").open(room)
    look_for(ann, "Control+f", "narwhal")
    hits(ann).click()
    expect(ann.page.locator(f"#reply-{reply}")).to_be_in_viewport()
    ann.page.get_by_role("button", name="Close the thread").click()
    expect(hits(ann)).to_have_count(1)


def test_searches_of_before_are_offered_again(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    here.say("bob", room, "an okapi in the dusk")
    ann = enter("ann").open(room)
    look_for(ann, "Control+Shift+F", "okapi")
    ann.page.keyboard.press("Enter")
    expect(hits(ann)).to_have_count(1)
    field(ann).fill("")
    field(ann).press("Enter")
    panel(ann).get_by_role("button", name="okapi").click()
    expect(hits(ann)).to_have_count(1)
    expect(field(ann)).to_have_value("okapi")
    field(ann).fill("")
    field(ann).press("Enter")
    panel(ann).get_by_role("button", name="Forget these").click()
    expect(panel(ann).get_by_role("button", name="okapi")).to_have_count(0)


def test_on_a_phone_the_search_gives_way_to_what_was_chosen(
    here: Installation, enter: Enter
) -> None:
    room = here.room("bob")
    seq = here.say("bob", room, "a pangolin curls up")
    ann = enter("ann", **PHONE).open(room)
    ann.page.get_by_role("button", name="Search in this room").click()
    expect(field(ann)).to_be_focused()
    ann.page.keyboard.type("pangolin")
    hits(ann).click()
    expect(panel(ann)).to_have_count(0)
    expect(ann.at(seq)).to_be_in_viewport()
    ann.page.get_by_label("Back to the rooms").click()
    ann.page.get_by_role("button", name="Search messages").click()
    expect(hits(ann)).to_have_count(1)
