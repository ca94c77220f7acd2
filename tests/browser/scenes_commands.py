"""Commands as they are typed, for the pictures."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.scenes import lounge, scene


def typed(person: Person, text: str) -> Page:
    """The lounge with something in its composer that has not been sent."""
    page = lounge(person)
    person.composer.focus()
    person.composer.press_sequentially(text)
    return page


@scene()
def commands(person: Person) -> Iterator[Page]:
    page = typed(person, "/")
    expect(page.get_by_role("option").first).to_be_visible()
    yield page
    person.composer.fill("")


@scene()
def command_with_people(person: Person) -> Iterator[Page]:
    page = typed(person, "/remove @")
    expect(page.get_by_role("option").first).to_be_visible()
    yield page
    person.composer.fill("")


@scene()
def emoji_as_typed(person: Person) -> Iterator[Page]:
    page = typed(person, "Well done :par")
    expect(page.get_by_role("option").first).to_be_visible()
    yield page
    person.composer.fill("")


@scene()
def command_explained(person: Person) -> Iterator[Page]:
    page = typed(person, "/topic ")
    expect(page.locator(".completion.hint")).to_be_visible()
    yield page
    person.composer.fill("")


@scene()
def command_unknown(person: Person) -> Iterator[Page]:
    page = typed(person, "/dance all night")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".composer-frame .refusal")).to_be_visible()
    yield page
    person.composer.fill("")


@scene()
def told_actions(person: Person) -> Iterator[Page]:
    room = person.here.room("bob", name="Actions")
    for text in ("/me puts the kettle on", "Back in a minute.", "/me *hums* `in` C"):
        person.here.say("ann", room, text)
    person.open(room)
    yield person.page


@scene()
def groups_as_typed(person: Person) -> Iterator[Page]:
    page = typed(person, "Lunch, @")
    expect(page.get_by_role("option", name="people in this room")).to_be_visible()
    yield page
    person.composer.fill("")


@scene()
def groups_called(person: Person) -> Iterator[Page]:
    room = person.here.room("bob", name="Called")
    person.here.say("bob", room, "@room, the whale is here")
    person.here.say("bob", room, "> @room, the whale is here\n\nHas anybody seen its tail?")
    person.open(room)
    expect(person.page.locator(".mention.me")).to_be_visible()
    yield person.page


@scene()
def groups_settings(person: Person) -> Iterator[Page]:
    room = person.here.room("bob", name="Callers")
    person.open(room)
    person.page.get_by_role("button", name="Members").click()
    person.page.get_by_role("button", name="Room settings").click()
    expect(person.page.get_by_role("dialog")).to_be_visible()
    yield person.page
