"""Pages that messages of the tests link to, and what is shown of them."""

from playwright.sync_api import Locator

from tests.browser.installation import Installation, Room
from tests.browser.person import Person

PAGE = {
    "url": "https://www.harbour.example/times?week=48",
    "title": "Opening times of the harbour office",
    "description": "From eight to noon, closed on Sundays. In the last week of the year the office "
    "is open by appointment only; the keys are with the harbour master.",
    "site": "Harbour of Ebbing",
}
BARE = {"url": "https://page.example/", "title": "A page", "description": "", "site": ""}


def linked(here: Installation, by: str, room: Room, *pages: dict[str, str]) -> int:
    """Lets somebody post the links of some pages, and shows what they lead to."""
    seq = here.say(by, room, "Look: " + " ".join(page["url"] for page in pages))
    here.management.act("show_previews", room=room.id, seq=seq, previews=list(pages))
    return seq


def cards(person: Person, seq: int) -> Locator:
    """The previews below a message."""
    return person.at(seq).locator(".preview")
