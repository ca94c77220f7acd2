"""Files in messages: chosen, pasted or dropped by one, seen and fetched by another."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.files import choose, chosen, file, hand_over, photo
from tests.browser.gallery import NARROW
from tests.browser.installation import Installation
from tests.browser.person import Person
from tests.browser.test_access import Judge, judge
from tests.samples import PDF, WAV, picture

__all__ = ["judge"]

UPLOADS = "**/api/v1/uploads"
PHONE = {"viewport": NARROW, "has_touch": True, "is_mobile": True}


def send(person: Person) -> None:
    """Presses the button that sends."""
    person.page.get_by_role("button", name="Send", exact=True).click()


def last(person: Person) -> Locator:
    """The last message, once it is stored."""
    expect(person.log.locator("article.pending")).to_have_count(0)
    return person.messages.last


def is_loaded(image: Locator) -> None:
    """Returns once the bytes of a picture have been drawn."""
    expect(image).to_have_js_property("complete", True)
    expect(image).not_to_have_js_property("naturalWidth", 0)


@pytest.mark.timeout(120)
def test_what_one_sends_two_see(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    lying = choose(ann, photo(), file("plan.pdf", "application/pdf", PDF))
    expect(lying).to_have_count(2)
    expect(lying.filter(has_text="Ready")).to_have_count(2)
    ann.composer.fill("Both of them")
    send(ann)
    expect(chosen(ann)).to_have_count(0)
    for person in (ann, bob):
        message = person.sees("Both of them")
        image = message.get_by_role("link", name="Show photo.png").locator("img")
        is_loaded(image)
        box = image.bounding_box()
        assert box is not None
        assert (round(box["width"]), round(box["height"])) == (400, 300)
        expect(message.locator(".file-card")).to_contain_text("plan.pdf")
    with bob.page.expect_download() as download:
        bob.page.get_by_role("link", name="Download plan.pdf").click()
    assert download.value.path().read_bytes() == PDF


def test_a_message_may_be_a_file_alone(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    expect(ann.page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    choose(ann, file("beep.wav", "audio/wav", WAV), file("poem.txt", "text/plain", b"A line\n"))
    ann.composer.press("Enter")
    expect(last(bob).locator("audio")).to_have_attribute("src", re.compile("^/files/"))
    last(bob).get_by_text("Show the beginning").click()
    expect(last(bob).locator("pre")).to_have_text("A line\n")
    assert here.texts(room) == [""]
    bob.page.reload()
    expect(bob.ready(room).messages.last).to_contain_text("beep.wav")


def test_files_are_dropped_and_pasted(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    seq = here.say("bob", room, "A root")
    ann = enter("ann").open(room)
    hand_over(ann.page.get_by_role("main"), "dragover", "a.png", "image/png", picture())
    expect(ann.page.get_by_text("Drop files to attach them")).to_be_visible()
    hand_over(ann.log, "drop", "a.png", "image/png", picture())
    expect(ann.page.get_by_text("Drop files to attach them")).to_have_count(0)
    hand_over(ann.composer, "paste", "image.png", "image/png", picture())
    expect(chosen(ann)).to_have_count(2)
    send(ann)
    expect(last(ann).locator(".picture")).to_have_count(2)
    ann.go(f"{room.path}/{seq}/thread").online()
    thread = ann.page.get_by_role("complementary", name="Thread", exact=True)
    expect(thread.locator("article")).to_have_count(1)
    hand_over(thread, "drop", "b.png", "image/png", picture())
    expect(thread.get_by_role("listitem").filter(has_text="Ready")).to_have_count(1)
    thread.get_by_role("button", name="Send", exact=True).click()
    expect(thread.locator("article .picture")).to_have_count(1)


def test_pictures_are_looked_through_by_keyboard(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann = enter("ann").open(room)
    choose(ann, photo("one.png"), photo("two.png"))
    send(ann)
    picture_of = last(ann).get_by_role("link", name="Show one.png")
    is_loaded(picture_of.locator("img"))
    picture_of.focus()
    ann.page.keyboard.press("Enter")
    shown = ann.page.get_by_role("dialog")
    is_loaded(shown.get_by_role("img", name="one.png"))
    expect(shown).to_contain_text("1 of 2")
    ann.page.keyboard.press("ArrowRight")
    is_loaded(shown.get_by_role("img", name="two.png"))
    ann.page.keyboard.press("ArrowRight")
    expect(shown).to_contain_text("2 of 2")
    ann.page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    expect(picture_of).to_be_focused()


def test_what_a_picture_shows_is_written_beside_it_and_read_by_others(
    here: Installation, enter: Enter
) -> None:
    room = here.room("bob")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    lying = choose(ann, photo(), file("plan.pdf", "application/pdf", PDF))
    words = lying.get_by_role("textbox", name="What photo.png shows")
    expect(lying.get_by_role("textbox")).to_have_count(1)
    words.fill("Two stripes <b>side by side</b>")
    words.press("Enter")
    expect(ann.composer).to_be_focused()
    ann.composer.fill("Look")
    send(ann)
    shows = bob.sees("Look").get_by_role("link", name="Show Two stripes <b>side by side</b>")
    expect(shows.locator("img")).to_have_attribute("alt", "Two stripes <b>side by side</b>")
    shows.click()
    dialog = bob.page.get_by_role("dialog")
    is_loaded(dialog.get_by_role("img", name="Two stripes <b>side by side</b>"))
    expect(dialog.locator(".lightbox-words")).to_have_text("Two stripes <b>side by side</b>")


def test_what_cannot_be_sent_says_why_and_holds_nothing_up(
    here: Installation, enter: Enter
) -> None:
    room = here.room("bob")
    ann = enter("ann").open(room)
    choose(ann, file("empty.txt", "text/plain", b""))
    expect(ann.page.get_by_text("empty.txt is empty.")).to_be_visible()
    lying = choose(ann, file("page.png", "image/png", b"<script>alert(1)</script>"))
    expect(lying).to_contain_text("does not fit")
    ann.composer.fill("Words")
    expect(ann.page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    ann.page.get_by_role("button", name="Remove page.png").click()
    send(ann)
    ann.sees("Words")
    choose(ann, *(photo(f"{n}.png", (8, 8)) for n in range(11)))
    expect(chosen(ann)).to_have_count(10)
    expect(ann.page.get_by_text("at most 10 files")).to_be_visible()


def test_a_file_that_failed_is_sent_again(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann = enter("ann").open(room)
    ann.page.route(UPLOADS, lambda route: route.abort())
    lying = choose(ann, photo())
    expect(lying).to_contain_text("No connection")
    ann.page.unroute(UPLOADS)
    lying.get_by_role("button", name="Retry").click()
    expect(lying).to_contain_text("Ready")
    send(ann)
    is_loaded(last(ann).locator(".picture img"))


def test_files_for_a_dead_server_outlive_a_reload(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    ann.page.route(UPLOADS, lambda route: route.abort())
    choose(ann, photo())
    ann.composer.fill("From the tunnel")
    send(ann)
    expect(ann.message("From the tunnel").get_by_role("listitem")).to_contain_text("photo.png")
    ann.page.unroute(UPLOADS)
    ann.page.reload()
    is_loaded(ann.ready(room).sees("From the tunnel").locator(".picture img"))
    is_loaded(bob.sees("From the tunnel").locator(".picture img"))
    assert here.texts(room) == ["From the tunnel"]


@pytest.mark.timeout(120)
def test_files_are_usable(here: Installation, enter: Enter, judge: Judge) -> None:
    for size in ({}, PHONE):
        room = here.room("bob")
        ann = enter("ann", **size).open(room)
        choose(ann, photo(), file("beep.wav", "audio/wav", WAV))
        choose(ann, file("plan.pdf", "application/pdf", PDF), photo("wide.png", (900, 90)))
        choose(ann, file("poem.txt", "text/plain", b"A line\n" * 40))
        expect(chosen(ann).filter(has_text="Ready")).to_have_count(5)
        ann.page.get_by_label("What photo.png shows").fill("Two stripes, side by side")
        judge(ann.page, f"chosen files {size}")
        send(ann)
        is_loaded(last(ann).locator(".picture img").first)
        last(ann).get_by_text("Show the beginning").click()
        expect(last(ann).locator("pre")).to_contain_text("A line")
        judge(ann.page, f"files {size}")
        assert ann.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        last(ann).get_by_role("link", name="Show Two stripes, side by side").click()
        is_loaded(ann.page.get_by_role("dialog").get_by_role("img"))
        judge(ann.page, f"lightbox {size}")
