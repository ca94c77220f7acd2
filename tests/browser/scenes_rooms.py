"""The rooms of the pictures: short and vast, empty, archived, unread, and of every kind of text."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.browser.installation import Room
from tests.browser.person import Person
from tests.browser.scenes import Play, lounge, scene, to_sidebar


@scene()
def room_lounge(person: Person) -> Iterator[Page]:
    yield lounge(person)


@scene()
def room_website(person: Person) -> Iterator[Page]:
    person.go("/rooms/website").online()
    expect(person.messages.last).to_be_visible()
    yield person.page


@scene("bob")
def room_direct(person: Person) -> Iterator[Page]:
    lounge(person)
    to_sidebar(person.page)
    person.page.locator(".room-entry", has_text="Ann Lindqvist").click()
    expect(person.messages.last).to_be_visible()
    yield person.page


def filled(count: int) -> Play:
    """A room with so many messages, under a name that says so."""

    def acts(person: Person) -> Iterator[Page]:
        room = person.here.room("bob", name=f"{count:,} messages")
        person.here.fill(room, count)
        person.open(room)
        yield person.page

    acts.__name__ = f"room_{count}"
    return acts


for _count in (3, 300, 30_000):
    scene()(filled(_count))


LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
SPEECH = (
    ("ann", LONG * 3),
    ("bob", "مرحبا بالجميع، كيف حالكم اليوم؟ أراكم في الساعة 10:30 في Lounge."),
    ("ann", "שלום! נתראה מחר."),
    ("bob", "🎉🎉🎉"),
    ("ann", "👩‍👩‍👧‍👦 🏳️‍🌈"),
    ("ann", "This one will be taken back."),
    ("bob", "```python\ndef tide(hour: int) -> float:\n    return 3.1 * math.sin(hour / 12.42 * TAU)"
     "  # a long comment that runs on and on, past the edge of what any narrow screen can show\n```"),
    ("ann", "| hall | height | width | door | light | humidity | keeper |\n|---|--:|--:|---|---|---|---|\n"
     "| whale jaw | 2.84 m | 4.10 m | tall | north | 48 % | Tomasz Wilk |\n"
     "| sound room | 2.60 m | 3.00 m | low | none | 45 % | Inês Carvalho |"),
    ("bob", "# A heading\n\nA paragraph with **bold**, *italic*, ~~struck~~, `code` and a [link]"
     "(https://harbour.example/a/very/long/path/that/goes/on/and/on/and/on/until/it/must/break).\n\n"
     "> A quotation\n> of two lines\n\n1. first\n2. second\n   - inner\n   - inner\n\n- [x] done\n- [ ] open"),
    ("ann", "@bob and @ann, have a look at #lounge. https://harbour.example/"
     "averyveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryverylongaddress"),
)  # fmt: skip


@scene()
def room_of_every_text(person: Person) -> Iterator[Page]:
    here = person.here
    room = here.room("bob", name=f"Every text {LONG[:30]}", topic="A topic that says rather more "
                     "than fits on one line of a narrow screen, and on most wide ones too, honestly")  # fmt: skip
    seqs = [here.say(name, room, text) for name, text in SPEECH]
    here.call("ann", "DELETE", f"/rooms/{room.id}/messages/{seqs[5]}")
    for emoji in "👍🎉🚀🍲⛴☕👋💙😂🙏✅👌":
        here.call("bob", "PUT", f"/rooms/{room.id}/messages/{seqs[0]}/reactions/{emoji}")
    person.open(room)
    yield person.page
    person.page.locator(".timeline").evaluate("element => element.scrollTop = 0")


@scene()
def room_of_every_text_from_above(person: Person) -> Iterator[Page]:
    rooms = person.here.call("ann", "GET", "/rooms")["rooms"]
    entry = max((r for r in rooms if r["name"].startswith("Every text")), key=lambda r: r["id"])
    room = Room(entry["id"], entry["slug"], entry["name"])
    person.open(room)
    person.page.locator(".timeline").evaluate("element => element.scrollTop = 0")
    expect(person.page.locator(".beginning")).to_be_in_viewport()
    yield person.page


@scene()
def room_empty(person: Person) -> Iterator[Page]:
    yield person.open(person.here.room(name="Nothing yet")).page


@scene()
def room_archived(person: Person) -> Iterator[Page]:
    room = person.here.room(name="Old plans")
    person.here.say("ann", room, "We will not need this room any more.")
    person.here.call("ann", "PATCH", f"/rooms/{room.id}", {"archived": True})
    person.open(room)
    yield person.page


@scene("zoe")
def no_rooms(person: Person) -> Iterator[Page]:
    here = person.here
    here.give_token("zoe", "read", "write")
    for entry in here.call("zoe", "GET", "/rooms")["rooms"]:
        if entry["member"]:
            here.management.act("end_membership", room=entry["id"], user=here.users["zoe"])
    person.go("/")
    person.online()
    yield person.page


@scene()
def unread_and_the_new_line(person: Person) -> Iterator[Page]:
    here = person.here
    room, other = here.room("bob", name="Unread"), here.room("bob", name="Elsewhere")
    here.fill(room, 60)
    for n in range(40):
        here.say("bob", room, f"New to you, number {n + 1}")
        if n < 3:
            here.say("bob", other, "@ann, have you seen this?")
    person.open(room)
    yield person.page


@scene()
def permalink(person: Person) -> Iterator[Page]:
    room = person.here.room("bob", name="Permalink")
    person.here.fill(room, 200)
    person.open(room, 100)
    expect(person.at(100)).to_be_in_viewport()
    yield person.page
