"""What one keeps and what reaches one, in the pictures: pins, and the places that list messages."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.installation import Room
from tests.browser.person import Person
from tests.browser.scenes import lounge, scene, to_sidebar

SAID = (
    ("bob", "The harbour office is open from eight to noon, closed on Sundays."),
    ("ann", "**Wi-Fi in the boathouse:** the name is on the door, the word behind it."),
    ("bob", "موعدنا غدًا في الثامنة عند البوابة الكبيرة."),
    ("bob", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft 🚢"),
)


def pinned(person: Person, name: str) -> Room:
    """A room with some pins."""
    here = person.here
    room = here.room("bob", name=name)
    for who, text in SAID:
        seq = here.say(who, room, text)
        here.call("ann", "PUT", f"/rooms/{room.id}/messages/{seq}/pin")
    here.say("bob", room, "See you all tomorrow, then.")
    return room


@scene()
def pins_marked(person: Person) -> Iterator[Page]:
    person.open(pinned(person, "Pins marked"))
    expect(person.page.locator(".keep-mark")).to_have_count(len(SAID))
    yield person.page


@scene()
def pins_listed(person: Person) -> Iterator[Page]:
    person.open(pinned(person, "Pins listed"))
    person.page.get_by_role("button", name="4 pinned messages").click()
    expect(person.page.locator(".panel .message-card")).to_have_count(len(SAID))
    yield person.page


@scene()
def pins_none(person: Person) -> Iterator[Page]:
    room = pinned(person, "Pins none")
    person.open(room)
    person.page.get_by_role("button", name="4 pinned messages").click()
    for pin in person.here.call("ann", "GET", f"/rooms/{room.id}/pins")["pins"]:
        seq = pin["message"]["seq"]
        person.here.call("ann", "DELETE", f"/rooms/{room.id}/messages/{seq}/pin")
    expect(person.page.get_by_text("Nothing is pinned here.")).to_be_visible()
    yield person.page


@scene()
def saved_place(person: Person) -> Iterator[Page]:
    room = pinned(person, "Saved place")
    for pin in person.here.call("ann", "GET", f"/rooms/{room.id}/pins")["pins"]:
        seq = pin["message"]["seq"]
        person.here.call("ann", "PUT", f"/rooms/{room.id}/messages/{seq}/bookmark")
    person.go("/saved").online()
    expect(person.page.locator(".message-card").first).to_be_visible()
    yield person.page


@scene("zoe")
def saved_empty(person: Person) -> Iterator[Page]:
    person.go("/saved").online()
    expect(person.page.get_by_text("Nothing saved yet")).to_be_visible()
    yield person.page


@scene()
def saved_menu(person: Person) -> Iterator[Page]:
    room = pinned(person, "Saved menu")
    person.open(room)
    person.tool(person.messages.last, "More").click()
    expect(person.page.get_by_role("menu")).to_be_visible()
    yield person.page


@scene()
def mentions_place(person: Person) -> Iterator[Page]:
    here = person.here
    room = here.room("bob", name="Mentions place")
    last = [here.say("bob", room, f"@ann {text}") for _, text in SAID][1]
    here.call("ann", "PUT", f"/rooms/{room.id}/read", {"seq": last})
    person.go("/mentions").online()
    expect(person.page.locator(".message-card").first).to_be_visible()
    yield person.page


@scene("zoe")
def mentions_empty(person: Person) -> Iterator[Page]:
    person.go("/mentions").online()
    expect(person.page.get_by_text("Nobody has mentioned you yet")).to_be_visible()
    yield person.page


@scene()
def level_menu(person: Person) -> Iterator[Page]:
    room = pinned(person, "Level menu")
    person.here.call("ann", "PUT", f"/rooms/{room.id}/level", {"level": "nothing"})
    person.open(room)
    person.page.get_by_role("button", name="Calls for you").click()
    expect(person.page.get_by_role("menu")).to_be_visible()
    yield person.page


@scene()
def level_muting(person: Person) -> Iterator[Page]:
    room = pinned(person, "Level muting")
    person.open(room)
    person.page.get_by_role("button", name="Calls for you").click()
    expect(person.page.get_by_role("menuitem", name="1 h")).to_be_visible()
    yield person.page


@scene()
def level_muted(person: Person) -> Iterator[Page]:
    room = pinned(person, "Level muted")
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    muting = {"level": "mentions", "muted_until": until}
    person.here.call("ann", "PUT", f"/rooms/{room.id}/level", muting)
    person.open(room)
    person.page.get_by_role("button", name="Muted until").click()
    expect(person.page.get_by_role("menu")).to_be_visible()
    yield person.page


@scene()
def forward_dialog(person: Person) -> Iterator[Page]:
    room = pinned(person, "Forward dialog")
    person.open(room)
    person.menu(person.messages.nth(1), "Forward")
    expect(person.page.get_by_role("dialog")).to_be_visible()
    yield person.page


@scene()
def forwarded(person: Person) -> Iterator[Page]:
    room = pinned(person, "Forwarded")
    person.open(room)
    person.menu(person.messages.nth(1), "Quote")
    person.page.keyboard.type("Thank you, it works!")
    person.page.get_by_role("button", name="Send").click()
    expect(person.messages.last.locator("blockquote")).to_be_visible()
    person.menu(person.messages.last, "Quote")
    yield person.page


@scene()
def drafts_marked(person: Person) -> Iterator[Page]:
    room = pinned(person, "Drafts marked")
    person.open(room)
    person.composer.fill("Not yet said")
    page = lounge(person)
    to_sidebar(page)
    expect(person.entry(room)).to_contain_text("unsent draft")
    yield page
