"""Moderation in the pictures: bringing something up, deciding, and what one then reads."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.scenes import scene

REASON = "Three times in capitals, after we had asked you in the corridor to let it be."


def among_others(person: Person, name: str) -> tuple[Person, int]:
    """A room of ann's in which bob has said something, and its id."""
    here = person.here
    room = here.room("bob", name=name)
    here.say("bob", room, "CHEAP WATCHES, ONLY TODAY")
    return person.open(room), room.id


def lift_all(person: Person) -> None:
    """Lifts whatever holds."""
    for sanction in person.here.call("ann", "GET", "/sanctions?running=true")["sanctions"]:
        person.here.call("ann", "DELETE", f"/sanctions/{sanction['id']}")


@scene()
def report_dialog(person: Person) -> Iterator[Page]:
    among_others(person, "Report dialog")
    person.menu(person.messages.last, "Report")
    expect(person.page.get_by_role("dialog")).to_contain_text("CHEAP WATCHES")
    yield person.page


@scene()
def sanction_dialog(person: Person) -> Iterator[Page]:
    among_others(person, "Sanction dialog")
    person.messages.last.locator("button.author").click()
    person.page.get_by_role("button", name="Moderate", exact=True).click()
    expect(person.page.get_by_role("dialog", name="Moderate")).to_be_visible()
    yield person.page


@scene("bob")
def muted(person: Person) -> Iterator[Page]:
    _, room = among_others(person, "Muted")
    body = {"kind": "mute", "user": person.here.users["bob"], "room": room, "reason": REASON}
    person.here.call("ann", "POST", "/sanctions", body)
    expect(person.page.locator(".composer-note")).to_contain_text(REASON)
    yield person.page
    lift_all(person)


@scene("bob")
def warned(person: Person) -> Iterator[Page]:
    among_others(person, "Warned")
    body = {"kind": "warning", "user": person.here.users["bob"], "reason": REASON}
    person.here.call("ann", "POST", "/sanctions", body)
    expect(person.page.get_by_role("alert")).to_contain_text(REASON)
    yield person.page
