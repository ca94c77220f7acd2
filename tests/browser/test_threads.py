"""Threads: beside the timeline, followed, read on all devices, and written in without a line."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation, Room
from tests.browser.person import Person

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def panel(person: Person) -> Locator:
    """The open thread."""
    return person.page.get_by_role("complementary", name="Thread", exact=True)


def reply(person: Person, text: str) -> Locator:
    """Answers in the open thread; returns the place of the answer."""
    field = panel(person).get_by_label("Reply", exact=True)
    field.fill(text)
    field.press("Enter")
    return in_thread(person, text)


def in_thread(person: Person, text: str) -> Locator:
    """The replies with exactly this text."""
    body = person.page.locator(".text", has_text=re.compile(f"^\\s*{re.escape(text)}\\s*$"))
    return panel(person).locator("article").filter(has=body)


def wait_for_replies(person: Person) -> None:
    """Wait until the open thread was read: what one answers before is drawn after it."""
    expect(panel(person).locator("article").first).to_be_visible()
    expect(panel(person).locator(".skeleton")).to_have_count(0)


def line(person: Person, root: int) -> Locator:
    """What stands below a root of the timeline."""
    return person.at(root).locator(".thread-line")


def address(room: Room, root: int) -> re.Pattern[str]:
    """The address of a thread."""
    return re.compile(f"{re.escape(room.path)}/{root}/thread$")


def test_two_people_talk_in_a_thread(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    root = here.say("ann", room, "Where shall we eat?")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    bob.tool(bob.at(root), "Reply in thread").click()
    expect(bob.page).to_have_url(address(room, root))
    expect(panel(bob).get_by_label("Reply", exact=True)).to_be_focused()
    expect(in_thread(bob, "Where shall we eat?")).to_have_count(1)
    reply(bob, "At the harbour")
    expect(line(ann, root)).to_contain_text("1 reply")
    expect(line(ann, root)).to_contain_text("1 new")
    expect(ann.message("At the harbour")).to_have_count(0)  # the timeline keeps to its roots

    line(ann, root).click()
    expect(in_thread(ann, "At the harbour")).to_have_count(1)
    expect(line(ann, root)).not_to_contain_text("new")
    reply(ann, "Good, at seven")
    for person in (ann, bob):
        expect(line(person, root)).to_contain_text("2 replies")
        expect(line(person, root).locator(".avatar")).to_have_count(2)
        expect(panel(person).locator("article .text")).to_have_text(
            ["Where shall we eat?", "At the harbour", "Good, at seven"]
        )
    ann.page.keyboard.press("Escape")
    expect(panel(ann)).to_have_count(0)
    expect(ann.page).to_have_url(re.compile(f"{room.path}$"))
    ann.page.go_back()
    ann.page.go_forward()
    bob.page.go_back()
    expect(panel(bob)).to_have_count(0)


def test_a_thread_is_unread_and_read_on_two_devices(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    root = here.say("ann", room, "A plan")
    laptop, phone = enter("ann").open(room), enter("ann", **PHONE).open(room)
    phone.page.get_by_label("Back to the rooms").click()
    here.say("bob", room, "And @ann, one thing", thread=root)
    place = laptop.page.locator('.room-entry[href="/threads"]')
    expect(place.locator(".badge.loud")).to_contain_text("1 mention")
    expect(phone.page.locator('.room-entry[href="/threads"] .badge')).to_be_visible()
    expect(laptop.entry(room).locator(".badge")).to_have_count(0)
    phone.page.locator('.room-entry[href="/threads"]').click()
    card = phone.page.locator(f'.message-card[href^="{room.path}/"]')
    expect(card).to_have_class(re.compile("unread"))
    card.click()
    expect(in_thread(phone, "And @Ann, one thing")).to_be_visible()
    expect(place.locator(".badge")).to_have_count(0)
    expect(line(laptop, root)).not_to_contain_text("new")

    expect(panel(phone)).to_be_visible()
    message = in_thread(phone, "And @Ann, one thing")
    message.locator(".text").tap()
    message.get_by_role("button", name="More", exact=True).tap()
    phone.page.get_by_role("menuitem", name="Mark unread from here").click()
    expect(place.locator(".badge")).to_be_visible()
    expect(line(laptop, root)).to_contain_text("1 new")


def test_answers_written_without_a_line_are_sent_after_a_reload(
    here: Installation, enter: Enter
) -> None:
    room = here.room("bob")
    root = here.say("ann", room, "Are you on the train?")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    for person in (ann, bob):
        person.tool(person.at(root), "Reply in thread").click()
        wait_for_replies(person)
    here.server.kill()
    expect(bob.page.locator(".connection.waiting").first).to_be_visible()
    for text in ("Yes,", "in the tunnel"):
        expect(reply(bob, text)).to_contain_text("Waiting for connection")
    panel(bob).get_by_label("Reply", exact=True).fill("a draft stays as well")
    here.server.start()
    bob.page.reload()
    for person in (ann, bob):
        expect(panel(person).locator("article.pending")).to_have_count(0)
        expect(panel(person).locator("article .text")).to_have_text(
            ["Are you on the train?", "Yes,", "in the tunnel"]
        )
    expect(panel(bob).get_by_label("Reply", exact=True)).to_have_value("a draft stays as well")
    assert here.texts(room) == ["Are you on the train?", "Yes,", "in the tunnel"]


def test_typing_is_seen_where_it_is_done(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    root = here.say("ann", room, "A root")
    ann = enter("ann").go(f"{room.path}/{root}/thread").online()
    bob = enter("bob").go(f"{room.path}/{root}/thread").online()
    panel(bob).get_by_label("Reply", exact=True).press_sequentially("Hm")
    expect(panel(ann).locator(".typing")).to_have_text("Bob is typing…")
    expect(ann.page.locator(".conversation .typing")).to_be_empty()


def test_an_answer_that_waits_is_told_below_its_root(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    root = here.say("ann", room, "A root")
    bob = enter("bob").open(room)
    bob.tool(bob.at(root), "Reply in thread").click()
    wait_for_replies(bob)
    here.server.kill()
    expect(reply(bob, "too late")).to_contain_text("Waiting for connection")
    bob.page.keyboard.press("Escape")
    expect(bob.at(root)).to_be_focused()
    expect(line(bob, root)).to_contain_text("Waiting for connection")
    here.server.start()
    expect(line(bob, root)).to_contain_text("1 reply")


def test_a_thread_is_left_alone_and_followed_again(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    root = here.say("ann", room, "Noise")
    here.say("bob", room, "more of it", thread=root)
    ann = enter("ann").go(f"{room.path}/{root}/thread").online()
    panel(ann).get_by_role("button", name="Stop following this thread").click()
    follow = panel(ann).get_by_role("button", name="Follow this thread", exact=True)
    expect(follow).to_have_attribute("aria-pressed", "false")
    here.say("bob", room, "and more", thread=root)
    expect(in_thread(ann, "and more")).to_be_visible()
    panel(ann).get_by_role("button", name="Close the thread").click()
    expect(line(ann, root)).to_contain_text("2 replies")
    expect(line(ann, root)).not_to_contain_text("new")
    ann.go("/threads").online()
    expect(ann.page.get_by_role("main", name="Threads")).to_be_visible()
    expect(ann.page.locator(".skeleton")).to_have_count(0)
    expect(ann.page.locator(".message-card", has_text="Noise")).to_have_count(0)
    ann.go(f"{room.path}/{root}/thread").online()
    follow.click()
    expect(panel(ann).get_by_role("button", name="Stop following this thread")).to_be_visible()


def test_the_address_of_a_reply_leads_into_its_thread(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    root = here.say("ann", room, "A root")
    replies = [here.say("bob", room, f"Reply {n}", thread=root) for n in range(70)]
    ann = enter("ann").go(f"{room.path}/{replies[10]}").online()
    expect(ann.page).to_have_url(re.compile(f"{room.path}/{root}/thread/{replies[10]}$"))
    expect(in_thread(ann, "Reply 10")).to_be_in_viewport()
    expect(in_thread(ann, "Reply 10")).to_have_class(re.compile("target"))
    ann.page.locator(".panel.thread .timeline").evaluate("e => e.scrollTo(0, e.scrollHeight)")
    expect(in_thread(ann, "Reply 69")).to_be_attached()


def test_a_deleted_reply_keeps_its_place_and_says_who_removed_it(
    here: Installation, enter: Enter
) -> None:
    room = here.room("bob", "mod")
    root = here.say("ann", room, "A root")
    first = here.say("bob", room, "rude words", thread=root)
    here.say("bob", room, "kind words", thread=root)
    ann = enter("ann").go(f"{room.path}/{root}/thread").online()
    expect(in_thread(ann, "rude words")).to_be_visible()
    here.call("ann", "DELETE", f"/rooms/{room.id}/messages/{first}")
    expect(ann.page.locator(f"#reply-{first} .tombstone")).to_have_text("Removed by Ann.")
    expect(line(ann, root)).to_contain_text("1 reply")


def test_what_a_message_said_before_can_be_read(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    seq = here.say("bob", room, "teh first")
    for text in ("the first", "the last"):
        here.call("bob", "PATCH", f"/rooms/{room.id}/messages/{seq}", {"text": text})
    ann = enter("ann").open(room)
    ann.at(seq).get_by_role("button", name="Edited: show earlier versions").click()
    dialog = ann.page.get_by_role("dialog", name="Earlier versions")
    expect(dialog.locator("li .text")).to_have_text(["the last", "the first", "teh first"])
    ann.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
