"""Where texts are shown beside the rooms: reminders, moderation, administration, a history on disk."""

import shutil
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import expect

from chat.archive.formats.html import HTML
from chat.protocol.limits import REASON_CHARACTERS
from tests.archive.written import make, message, person, room, write
from tests.browser.visit import ONE_BY_ONE, Views, Visit

ADDRESS_CHARACTERS = 1_000  # of a text in an address, which is two or three times as long there
LISTS = ("user", "profile", "room", "upload", "token", "sanction")
INSIDE = ("/rooms/", "/admin/chat/user/?q=", "/admin/chat/message/?place=")
OUTSIDE = ("/join/", "/accounts/login/?next=", "/setup?code=")


def reminders(visit: Visit) -> Views:
    """Words of reminders, in their place and when one is told."""
    visit.ann.go("/reminders").online()
    expect(visit.page.locator(".reminder-text").first).to_be_attached()
    visit.names("reminder", ".reminder-text:not(.about)")
    yield "reminders"
    visit.stage.remind(visit.few[0])
    expect(visit.page.locator(".notice")).to_be_visible()
    visit.told("reminder that is told")
    yield "reminded"


def sanctioned(visit: Visit) -> Views:
    """What moderators said, as the one reads it whom it is for."""
    context, here = visit.ann.context, visit.stage.here
    own = context.cookies()
    context.clear_cookies()
    cookies = here.cookies.get("bob") or here.cookies.setdefault("bob", here.session("bob"))
    for name, value in cookies.items():
        context.add_cookies([{"name": name, "value": value, "url": here.url}])
    visit.ann.open(visit.stage.room)
    for text in visit.few:
        reason = " ".join(text.split())[:REASON_CHARACTERS]
        visit.stage.impose("warning", reason)
        expect(visit.page.locator(".composer-note.warning")).to_be_visible()
        visit.told("warning")
        yield "warned"
        visit.page.locator(".composer-note.warning button").click()
        mute = visit.stage.impose("mute", reason)
        expect(visit.page.locator(".composer-note:not(.warning)")).to_be_visible()
        visit.told("reason of a mute")
        yield "muted"
        here.call("ann", "DELETE", f"/sanctions/{mute}")
        expect(visit.ann.composer).to_be_visible()
    context.clear_cookies()
    context.add_cookies(own)  # type: ignore[arg-type]


def administration(visit: Visit) -> Views:
    """The lists of the administration, and the pages beside the chat."""
    for name in LISTS:
        visit.ann.go(f"/admin/chat/{name}/")
        expect(visit.page.locator("#changelist")).to_be_visible()
        visit.names(f"list of each {name}", "#changelist td, #changelist th, #changelist td *")
        yield f"admin {name}"
    visit.ann.go("/admin/chat/report/")
    expect(visit.page.locator("#changelist")).to_be_visible()
    yield "admin report"
    visit.ann.go("/admin/chat/session/")
    visit.marked_up("device", "#changelist .field-device")
    yield "admin session"
    records = (f"user/{visit.stage.people[0]}", f"room/{visit.stage.rooms[0].id}")
    for record in records:
        visit.ann.go(f"/admin/chat/{record}/change/")
        visit.told("record")
        yield "record"
    for report in visit.stage.reports[:ONE_BY_ONE]:
        visit.ann.go(f"/admin/chat/report/{report}/change/")
        visit.marked_up("comment of a report", ".field-comment .readonly")
        visit.names("reported text", ".field-reported blockquote")
        visit.names("reported file", ".field-reported bdi")
        visit.names("what was said around it", ".field-around span")
        yield "report"
    for address in ("/accounts/tokens/", "/accounts/sessions/", "/accounts/invitations/"):
        visit.ann.go(address)
        visit.names("token", ".rows bdi")
        yield address


def addresses(visit: Visit) -> Views:
    """Texts in addresses, which pages may say again: to the signed in, then to a visitor."""
    for known, befores in ((True, INSIDE), (False, OUTSIDE)):
        if not known:
            visit.ann.context.clear_cookies()
        for text in visit.few:
            for before in befores:
                visit.ann.go(before + quote(text[:ADDRESS_CHARACTERS], safe=""))
                visit.told("address")
                yield before


def exported(visit: Visit) -> Views:
    """A history as pages on a disk: names, messages, replies, and its search."""
    folder = Path(visit.stage.here.database).parent / "history"  # the same for every filling
    shutil.rmtree(folder, ignore_errors=True)
    visit.goes_to(folder.as_uri())
    numbered = list(enumerate(visit.texts, 1))
    people = [person(n, f"m{n}", text) for n, text in numbered]
    rooms = [
        room(n, f"room-{n}", len(numbered) if n == 1 else 0, name=text, topic=text)
        for n, text in numbered
    ]
    said = [message(n, text, author=n) for n, text in numbered]
    make(HTML, write(folder, people, rooms, said))
    page, start = visit.page, (folder / "html").as_uri()
    page.goto(f"{start}/index.html")
    visit.names("room of a history", ".rooms a")
    yield "history"
    page.goto(f"{start}/room-1/index.html")
    visit.names("topic of a history", "main h1 + p")
    yield "days"
    page.locator(".days a").click()
    visit.marked_up("message of a history", "article .text")
    yield "day"
    page.get_by_role("searchbox").fill("a")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#results li").first).to_be_attached()
    visit.marked_up("hit in a history", "#results li")
    yield "search of a history"


BESIDE = (reminders, sanctioned, administration, exported, addresses)
