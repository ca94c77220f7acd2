"""The threads of the pictures: a root in the timeline, an open thread, and the list of them."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.browser.installation import Room
from tests.browser.person import Person
from tests.browser.scenes import scene

SAID = (
    ("bob", "I would take the early ferry: it is never full, and the light is better."),
    ("ann", "Then somebody has to bring coffee. **@bob?**"),
    ("bob", "Of course ☕"),
    ("bob", "Two flasks, and the good cups."),
    ("ann", "Settled, then. I will tell the others."),
)


def talked(person: Person, name: str, *, read: bool) -> tuple[Room, int]:
    """A room with one long thread, a fresh one and an edited message."""
    here = person.here
    room = here.room("bob", name=name)
    here.say("bob", room, "Good morning! The tide is low until ten.")
    root = here.say("ann", room, "Which ferry do we take on Friday, the early or the late one?")
    for who, text in SAID:
        here.say(who, room, text, thread=root)
    other = here.say("ann", room, "Notes of the last meeting are in the usual place.")
    here.say("bob", room, "@ann the second page is missing", thread=other)
    if read:
        place = f"/rooms/{room.id}/messages/{other}/thread/read"
        here.call("ann", "PUT", place, {"seq": 10**6})
    return room, root


@scene()
def thread_lines(person: Person) -> Iterator[Page]:
    room, _ = talked(person, "Thread lines", read=False)
    person.open(room)
    expect(person.page.locator(".thread-line")).to_have_count(2)
    yield person.page


@scene()
def thread_open(person: Person) -> Iterator[Page]:
    room, root = talked(person, "Thread open", read=True)
    person.go(f"{room.path}/{root}/thread").online()
    expect(person.page.locator(".panel.thread article")).to_have_count(len(SAID) + 1)
    yield person.page


@scene()
def threads_place(person: Person) -> Iterator[Page]:
    talked(person, "Threads place", read=False)
    person.go("/threads").online()
    expect(person.page.locator(".message-card").first).to_be_visible()
    yield person.page


@scene("zoe")
def threads_empty(person: Person) -> Iterator[Page]:
    person.go("/threads").online()
    expect(person.page.get_by_text("No threads yet")).to_be_visible()
    yield person.page


@scene()
def revisions(person: Person) -> Iterator[Page]:
    here = person.here
    room = here.room("bob", name="Earlier versions")
    seq = here.say("ann", room, "We meet at **seven**, by the gate.")
    for text in ("We meet at **eight**, by the gate.", "We meet at **eight**, by the harbour."):
        here.call("ann", "PATCH", f"/rooms/{room.id}/messages/{seq}", {"text": text})
    person.open(room)
    person.page.locator(".edited").click()
    expect(person.page.locator(".revision-list li")).to_have_count(3)
    yield person.page
