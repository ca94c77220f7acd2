"""Reminders, for the pictures."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.scenes import scene

WORDS = (
    (timedelta(seconds=1), "Water the fig tree in the entrance hall"),
    (timedelta(hours=3), "اتصل بالميناء"),
    (timedelta(days=2), "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamter 🚢"),
    (timedelta(days=40), "Ask the harbour office for next year's list of tides, with all the days"),
)

TOLD = "Ring the harbour office"  # of what comes due while the page is open


def reminded(person: Person, name: str) -> int:
    """Reminders of words and of a message, one of them due; returns how many."""
    here = person.here
    room = here.room("bob", name=name)
    seq = here.say("bob", room, "The long recipe: **two** handfuls of flour, and patience.")
    now = datetime.now(UTC)
    about = {"room": room.id, "seq": seq, "due_at": (now + timedelta(minutes=50)).isoformat()}
    here.call("ann", "PUT", f"/reminders/{uuid4()}", about)
    for after, text in WORDS:
        fields = {"due_at": (now + after).isoformat(), "text": text}
        here.call("ann", "PUT", f"/reminders/{uuid4()}", fields)
    person.open(room)
    expect(person.messages.last).to_contain_text("Reminder")
    return len(WORDS) + 1


def tidy(person: Person) -> None:
    """Leaves no reminder behind."""
    for reminder in person.here.call("ann", "GET", "/reminders")["reminders"]:
        person.here.call("ann", "DELETE", f"/reminders/{reminder['id']}")


@scene()
def reminders_place(person: Person) -> Iterator[Page]:
    count = reminded(person, "Reminders place")
    person.go("/reminders").online()
    expect(person.page.locator(".reminder")).to_have_count(count)
    expect(person.page.locator(".reminders.due .reminder")).to_have_count(1)
    yield person.page
    tidy(person)


@scene()
def reminder_told(person: Person) -> Iterator[Page]:
    reminded(person, "Reminder told")
    soon = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    person.here.call("ann", "PUT", f"/reminders/{uuid4()}", {"due_at": soon, "text": TOLD})
    expect(person.page.locator(".notice", has_text=TOLD)).to_be_visible()
    yield person.page
    tidy(person)


@scene()
def reminder_dialog(person: Person) -> Iterator[Page]:
    reminded(person, "Reminder dialog")
    person.menu(person.messages.last, "Remind me")
    expect(person.page.get_by_role("dialog")).to_be_visible()
    yield person.page
    tidy(person)


@scene("zoe")
def reminders_empty(person: Person) -> Iterator[Page]:
    person.go("/reminders").online()
    expect(person.page.get_by_text("Nothing to be reminded of")).to_be_visible()
    yield person.page
