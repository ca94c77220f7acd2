"""When something is amiss, for the pictures: no connection, no membership, no rights."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.scenes import is_narrow, lounge, scene
from tests.services import LOOPBACK


@scene()
def offline(person: Person) -> Iterator[Page]:
    page = lounge(person)
    person.here.server.kill()
    expect(page.locator(".connection.waiting").first).to_be_attached()
    yield page
    person.here.server.start()


@scene()
def offline_with_words(person: Person) -> Iterator[Page]:
    page = lounge(person)
    person.here.server.kill()
    expect(page.locator(".connection.waiting").first).to_be_attached()
    for text in ("This is kept,", "and so is this."):
        if is_narrow(page):
            person.composer.fill(text)
            page.get_by_role("button", name="Send").click()
        else:
            person.write(text)
    expect(person.log.locator("article.pending")).to_have_count(2)
    yield page
    person.here.server.start()


@scene()
def reconnecting(person: Person) -> Iterator[Page]:
    page = lounge(person)
    port = urlsplit(person.here.url).port or 0
    person.here.server.kill()
    expect(page.locator(".connection.waiting").first).to_be_attached()
    with socket.create_server((LOOPBACK, port)):  # it takes the connection and says nothing
        page.evaluate("() => window.dispatchEvent(new Event('online'))")
        expect(page.locator(".connection.connecting").first).to_be_attached()
        yield page
    person.here.server.start()


@scene("bob")
def removed(person: Person) -> Iterator[Page]:
    room = person.here.room("bob", name="Until just now")
    person.open(room)
    person.here.call("ann", "DELETE", f"/rooms/{room.id}/members/{person.here.users['bob']}")
    expect(person.page.get_by_role("heading", name="You are no longer")).to_be_visible()
    yield person.page


@scene("eve")
def suspended(person: Person) -> Iterator[Page]:
    lounge(person)
    person.here.management.act("suspend", user=person.here.users["eve"])
    expect(person.page.get_by_role("heading", name="suspended")).to_be_visible()
    yield person.page
    person.here.execute(
        "UPDATE chat_user SET suspended_until = NULL WHERE id = ?", person.here.users["eve"]
    )


@scene()
def no_such_page(person: Person) -> Iterator[Page]:
    yield person.go("/rooms/nowhere").page
