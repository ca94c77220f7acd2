"""Every place of the page in which somebody else's text is shown, as one comes to it."""

import re
from collections import Counter
from collections.abc import Sequence

from playwright.sync_api import expect

from tests.browser.attack_stage import PLACES
from tests.browser.person import Person
from tests.browser.sinks_beside import BESIDE
from tests.browser.test_notifications import RECORDER, switch_on, turn
from tests.browser.visit import ONE_BY_ONE, Views, Visit

TYPED_CHARACTERS = 80  # into fields that have such a bound
PRESS = "(element) => element.click()"  # also what lies below something else, as here much does


def room(visit: Visit) -> Views:
    """The timeline, and the sidebar beside it."""
    visit.ann.open(visit.stage.room)
    expect(visit.ann.at(visit.stage.seqs[-1])).to_be_attached()
    visit.marked_up("message", ".timeline .text")
    visit.names("author", ".timeline .author bdi")
    visit.names("file name", ".timeline .file-name bdi")
    visit.names("what a picture shows", ".timeline .picture img")
    visit.names("room in the sidebar", ".room-entry .room-name bdi")
    visit.names("section of the sidebar", ".section-head .fold bdi")
    visit.names("workspace", ".workspace")
    yield "room"
    visit.page.get_by_role("button", name="Members", exact=True).click()
    expect(visit.page.locator(".panel .person").nth(PLACES)).to_be_attached()
    visit.names("member", ".panel .person .room-name bdi")
    yield "members"


def cards(visit: Visit) -> Views:
    """Names, titles, pronouns, zones and statuses, on the cards of a few."""
    for at in range(ONE_BY_ONE):
        author = visit.page.locator(".timeline button.author").nth(at * PLACES // ONE_BY_ONE)
        author.evaluate(PRESS)
        expect(visit.page.locator(".person-card .card-status")).to_be_attached()
        visit.names("name on a card", ".person-card h2 > bdi")
        visit.names("pronouns", ".person-card h2 small bdi")
        visit.names("title", ".person-card .card-names p bdi")
        visit.names("status", ".person-card .card-status bdi")
        yield "card"
        visit.page.keyboard.press("Escape")
        expect(visit.page.locator(".person-card")).to_have_count(0)


def rest_of_the_room(visit: Visit) -> Views:
    """What is opened from a message: earlier texts, quotes, the editor, forwarding."""
    page = visit.page
    for at in range(ONE_BY_ONE):
        page.locator(".timeline .edited").nth(-1 - at).evaluate(PRESS)
        expect(page.locator(".revision-list li").first).to_be_attached()
        visit.marked_up("earlier text", ".revision-list li .text")
        yield "revisions"
        visit.leave_dialog()
    page.locator(".timeline .picture").last.evaluate(PRESS)
    expect(page.locator(".lightbox-words")).to_be_visible()
    visit.names("words below a picture", ".lightbox-words")
    yield "lightbox"
    visit.leave_dialog()
    open_menu(visit)
    yield "menu"
    page.get_by_role("menuitem", name="Forward").evaluate(PRESS)
    expect(page.locator(".people.choose bdi").first).to_be_attached()
    visit.names("room to forward to", ".people.choose bdi")
    visit.marked_up("words to forward", "blockquote.preview")
    yield "forward"
    visit.leave_dialog()
    open_menu(visit)
    page.get_by_role("menuitem", name="Quote").evaluate(PRESS)
    expect(visit.ann.composer).not_to_have_value("")
    visit.told("quote in the composer")
    yield "quote"
    visit.ann.composer.fill("")


def open_menu(visit: Visit) -> None:
    """Opens the menu of the last message, however far that has to be scrolled."""
    visit.ann.tool(visit.ann.messages.last, "More").evaluate(PRESS)
    expect(visit.page.get_by_role("menu")).to_be_visible()


def places(visit: Visit) -> Views:
    """The lists of messages: pins, a thread, threads, what is kept, mentions."""
    visit.page.locator(".room-head .counted").click()
    expect(visit.page.locator(".panel .message-card").nth(PLACES - 1)).to_be_attached()
    visit.marked_up("pin", ".panel .card-words")
    yield "pins"
    for root, last in visit.stage.threads.items():
        visit.ann.go(f"{visit.stage.room.path}/{root}/thread").online()
        expect(visit.page.locator(f"#reply-{last}")).to_be_attached()
        visit.alone("reply", ".panel.thread .text")
        visit.names("author of a reply", ".panel.thread .author bdi")
        yield "thread"
    for address, sink in (("saved", "bookmark"), ("mentions", "mention"), ("threads", "root")):
        visit.ann.go(f"/{address}").online()
        expect(visit.page.locator(".message-card").first).to_be_attached()
        visit.marked_up(sink, ".card-list .card-words")
        visit.names(f"author of a {sink}", ".card-list .author bdi")
        yield address


def search(visit: Visit) -> Views:
    """Hits with what was looked for marked in them, and texts as what is looked for."""
    visit.ann.open(visit.stage.room)
    visit.page.get_by_role("button", name="Search in this room", exact=True).click()
    field = visit.page.locator(".panel").get_by_role("combobox")
    for typed in (common_word(visit.texts), *visit.few):
        field.fill(typed[:TYPED_CHARACTERS])
        field.press("Enter")
        panel = visit.page.locator(".panel.search")
        expect(panel.locator(".message-card, .empty-state").first).to_be_attached()
        expect(panel.locator(".skeleton")).to_have_count(0)
        visit.marked_up("hit with marks", ".panel .card-words:has(mark)")
        visit.told("text looked for")
        yield "search"
    visit.page.keyboard.press("Escape")


def dialogs(visit: Visit) -> Views:
    """Lists of rooms and people that float over the room."""
    visit.dialog("Browse rooms")
    visit.names("room to join", "dialog .room-row bdi")
    yield "browse"
    visit.leave_dialog()
    visit.dialog("Start a direct message")
    visit.names("person to write to", "dialog .person bdi")
    yield "people"
    visit.leave_dialog()
    visit.page.keyboard.press("Control+k")
    visit.page.locator(".switcher-field").fill("m")
    expect(visit.page.locator("#switcher-0")).to_be_attached()
    visit.names("entry of the switcher", ".switcher-list bdi")
    yield "switcher"
    visit.page.locator(".switcher-field").fill("")
    visit.leave_dialog()
    visit.ann.composer.fill("")
    visit.ann.composer.press_sequentially("@m")
    expect(visit.page.locator(".completion bdi").first).to_be_attached()
    visit.names("completion", ".completion bdi")
    yield "completion"
    visit.ann.composer.fill("")


def heads(visit: Visit) -> Views:
    """Names and topics in the heads of rooms and in the title of the window."""
    for at in range(ONE_BY_ONE):
        there = visit.stage.rooms[at * PLACES // ONE_BY_ONE]
        visit.ann.entry(there).evaluate(PRESS)
        expect(visit.page).to_have_url(f"{visit.stage.here.url}{there.path}")
        expect(visit.page.locator(".room-title p bdi")).to_be_attached()
        visit.names("name of a room", ".room-title h1 bdi")
        visit.names("topic", ".room-title p bdi")
        visit.told("title of the window")
        yield "head"


def live(visit: Visit) -> Views:
    """What arrives while the page is open: said, announced, and shown as a notification."""
    visit.ann.open(visit.stage.room)
    switch_on(visit.page)
    turn(visit.page, "hidden")
    for text in visit.few:
        seq = visit.stage.say(f"{text}\n\n@ann")
        expect(visit.ann.at(seq)).to_be_attached()
        visit.told("message that arrives")
        yield "live"
    turn(visit.page, "visible")
    for text in visit.few:
        visit.ann.composer.fill(f"x {text}"[: TYPED_CHARACTERS * 2])
        visit.page.get_by_role("button", name="Send", exact=True).click()
        yield "pending"
        visit.ann.composer.fill("")
        visit.told("message being sent")
    visit.tally.shown["notification"] += len(visit.page.evaluate("window.shown")) * visit.each


VIEWS = (
    room, cards, rest_of_the_room, places, search, dialogs, heads, live, *BESIDE,
)  # fmt: skip


def common_word(texts: Sequence[str]) -> str:
    """The word that most of the texts have."""
    words = Counter(word for text in texts for word in set(re.findall(r"[a-z]{4,12}", text)))
    return words.most_common(1)[0][0] if words else "ann"


def prepare(ann: Person) -> None:
    """Gives a page what it tells of notifications, before it opens."""
    ann.page.add_init_script(RECORDER)
