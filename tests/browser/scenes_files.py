"""Files, in the pictures: beside the composer, in messages, held over the page, one by itself."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.browser.files import choose, chosen, file, hand_over, photo
from tests.browser.person import Person
from tests.browser.scenes import scene
from tests.samples import PDF, WAV

LONG = "Minutes of the meeting of the harbour association, corrected, final, really final.pdf"

SEEN = "The harbour at low tide, two boats"


def shown(person: Person, name: str) -> Page:
    """A room with a message that carries one of each."""
    person.open(person.here.room("bob", name=name))
    choose(
        person, photo("harbour.png"), photo("quay.png", (900, 1200)), photo("strip.png", (800, 60))
    )
    person.page.get_by_label("What harbour.png shows").fill(SEEN)
    choose(person, file("bell.wav", "audio/wav", WAV), file(LONG, "application/pdf", PDF))
    choose(person, file("tides.txt", "text/plain", b"High water  04:12\nLow water   10:31\n" * 30))
    person.composer.fill("All that was collected:")
    person.page.get_by_role("button", name="Send", exact=True).click()
    person.sees("All that was collected:")
    expect(person.page.locator(".file-card")).to_have_count(3)
    person.page.get_by_text("Show the beginning").click()
    expect(person.page.locator("pre")).to_contain_text("High water")
    return person.page


@scene()
def files_chosen(person: Person) -> Iterator[Page]:
    person.open(person.here.room("bob", name="Files chosen"))
    choose(person, photo("harbour.png"), file(LONG, "application/pdf", PDF))
    expect(chosen(person).filter(has_text="Ready")).to_have_count(2)
    choose(person, file("page.png", "image/png", b"<p>No picture at all</p>"))
    expect(chosen(person).last).to_contain_text("does not fit")
    person.page.get_by_label("What harbour.png shows").fill(SEEN)
    yield person.page


@scene()
def files_shown(person: Person) -> Iterator[Page]:
    yield shown(person, "Files shown")


@scene()
def files_waiting(person: Person) -> Iterator[Page]:
    person.open(person.here.room("bob", name="Files waiting"))
    person.page.route("**/api/v1/uploads", lambda route: route.abort())
    choose(person, photo("harbour.png"), file(LONG, "application/pdf", PDF))
    person.composer.fill("From the boat")
    person.page.get_by_role("button", name="Send", exact=True).click()
    expect(person.page.locator("article.waiting")).to_contain_text("From the boat")
    yield person.page


@scene()
def files_dropping(person: Person) -> Iterator[Page]:
    person.open(person.here.room("bob", name="Files dropping"))
    hand_over(person.log, "dragover", "harbour.png", "image/png", b"held")
    expect(person.page.locator(".drop-veil")).to_be_visible()
    yield person.page


@scene()
def files_lightbox(person: Person) -> Iterator[Page]:
    page = shown(person, "Files lightbox")
    page.get_by_role("link", name=f"Show {SEEN}").click()
    expect(page.get_by_role("dialog").get_by_role("img")).to_have_js_property("complete", True)
    yield page
