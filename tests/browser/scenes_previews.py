"""Previews of links, in the pictures: short and long ones, and what is removed by whom."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.previews import BARE, PAGE, linked
from tests.browser.scenes import scene

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ARABIC = "موعدنا غدًا في الثامنة عند البوابة الكبيرة"


@scene()
def previews_shown(person: Person) -> Iterator[Page]:
    here = person.here
    room = here.room("bob", name="Previews shown")
    linked(here, "bob", room, PAGE, BARE)
    linked(
        here,
        "ann",
        room,
        {**BARE, "url": "https://long.example/", "title": LONG * 2, "description": f"{LONG} " * 3},
        {**BARE, "url": "https://arabic.example/", "title": ARABIC, "description": ARABIC * 2},
    )
    here.say("bob", room, "The keys are with the harbour master, then.")
    person.open(room)
    expect(person.page.locator(".preview")).to_have_count(4)
    person.page.locator(".preview").nth(2).hover()
    yield person.page
