"""The pages beside the chat, for the pictures: account pages, the way in, and the admin."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.installation import ANSWER_SECONDS
from tests.browser.person import Person
from tests.browser.scenes import Play, scene
from tests.journeys.management import PASSWORD
from tests.services import AppServer, environment, manage


def address(name: str, path: str, by: str = "ann") -> None:
    """A page that an address alone brings about."""

    def acts(person: Person) -> Iterator[Page]:
        yield person.go(path).page

    acts.__name__ = name
    scene(by, whole=True)(acts)


address("sign_in", "/accounts/login/", by="")
address("password_reset", "/accounts/password/reset/", by="")
address("join_over", "/join/no-such-code", by="")
address("setup_done", "/setup", by="")
address("profile", "/accounts/profile/")
address("status", "/accounts/status/")
address("password_change", "/accounts/password/change/")
address("devices", "/accounts/sessions/")
address("tokens", "/accounts/tokens/")
address("invitations", "/accounts/invitations/")
address("sign_out", "/accounts/logout/")
address("not_found", "/nowhere")
address("forbidden", "/admin/", by="bob")
address("admin", "/admin/")
address("admin_users", "/admin/chat/user/")
address("admin_rooms", "/admin/chat/room/")
address("admin_messages", "/admin/chat/message/")
address("admin_sessions", "/admin/chat/session/")
address("admin_user", "/admin/chat/user/2/change/")
address("admin_reports", "/admin/chat/report/")
address("admin_sanctions", "/admin/chat/sanction/")
address("admin_suspend", "/admin/chat/user/do/suspend/?id=2")
address("admin_audit", "/admin/chat/auditentry/")
address("admin_audit_entry", "/admin/chat/auditentry/1/change/")
address("admin_removals", "/admin/chat/removal/")
address("admin_remove_messages", "/admin/chat/user/do/remove-messages/?id=2")
address("admin_room", "/admin/chat/room/1/change/")
address("api_docs", "/api/v1/docs")


@scene("", whole=True)
def sign_in_refused(person: Person) -> Iterator[Page]:
    person.go("/accounts/login/")
    person.name = "ann"
    person.sign_in("not the password")
    expect(person.page.get_by_role("alert")).to_be_visible(timeout=ANSWER_SECONDS * 1000)
    yield person.page


@scene("zoe", whole=True)
def token_made(person: Person) -> Iterator[Page]:
    page = person.go("/accounts/tokens/").page
    page.get_by_label("What for").fill("Deploy bot")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Make a token").click()
    expect(page.locator("#secret")).to_be_visible()
    yield page


@scene(whole=True)
def invitation_made(person: Person) -> Iterator[Page]:
    page = person.go("/accounts/invitations/").page
    page.get_by_role("button", name="Make a link").click()
    expect(page.locator("#link")).to_be_visible()
    yield page


@scene(whole=True)
def join(person: Person) -> Iterator[Page]:
    page = person.go("/accounts/invitations/").page
    page.get_by_role("button", name="Make a link").click()
    link = page.locator("#link").input_value()
    page.context.clear_cookies()
    page.goto(link)
    yield page


def new_chat(name: str, path: str) -> Play:
    """A page of a chat that nobody has founded yet."""

    def acts(person: Person) -> Iterator[Page]:
        with tempfile.TemporaryDirectory(prefix="chat-new-") as folder:
            env = environment(Path(folder))
            manage("migrate", "--verbosity", "0", env=env)
            with AppServer(env) as server:
                printed = next(line for line in server.tail().splitlines() if "Open http" in line)
                code = printed.partition("code=")[2]
                person.page.goto(f"{server.url}{path.format(code=code)}")
                yield person.page

    acts.__name__ = name
    return acts


scene("", whole=True)(new_chat("setup", "/setup?code={code}"))
scene("", whole=True)(new_chat("setup_code", "/"))
