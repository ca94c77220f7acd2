"""Files in a person's hands: made on the spot, chosen, held over the page, let go of or pasted."""

import base64
from typing import Any

from playwright.sync_api import Locator

from tests.browser.person import Person
from tests.samples import picture

# Hands a file over as a hand or the clipboard does: an event that carries it.
HAND_OVER = """(place, [kind, name, type, content]) => {
    const carried = new DataTransfer();
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    carried.items.add(new File([bytes], name, { type }));
    const kinds = kind === "paste" ? ["paste"] : ["dragover", kind];
    for (const each of kinds) {
        const made = each === "paste"
            ? new ClipboardEvent(each, { clipboardData: carried, bubbles: true, cancelable: true })
            : new DragEvent(each, { dataTransfer: carried, bubbles: true, cancelable: true });
        place.dispatchEvent(made);
    }
}"""


def file(name: str, kind: str, content: bytes) -> dict[str, Any]:
    """A file as the browser's file chooser takes it."""
    return {"name": name, "mimeType": kind, "buffer": content}


def photo(name: str = "photo.png", size: tuple[int, int] = (1200, 900)) -> dict[str, Any]:
    """A picture that is large enough for a thumbnail."""
    return file(name, "image/png", picture(size=size))


def choose(person: Person, *files: dict[str, Any]) -> Locator:
    """Chooses files with the button beside the composer; returns what lies there then."""
    with person.page.expect_file_chooser() as chooser:
        person.page.get_by_role("button", name="Attach files").first.click()
    chooser.value.set_files(list(files))
    return chosen(person)


def chosen(person: Person) -> Locator:
    """The files beside the composer."""
    return person.page.locator(".composer-frame").get_by_role("listitem")


def hand_over(place: Locator, kind: str, name: str, content_type: str, content: bytes) -> None:
    """Drops or pastes a file, or only holds it over a place."""
    place.evaluate(HAND_OVER, [kind, name, content_type, base64.b64encode(content).decode()])
