"""The browser, the chat it visits, and the people who sit at it."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.canary import Canary
from tests.browser.installation import Installation, cluster, embedded
from tests.browser.person import Person
from tests.browser.watch import Watch
from tests.server import wait_until

DEADLINE_SECONDS = 15.0  # for what a test waits for; an idle machine needs a fraction of one
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = (  # the browser's own business on the network, which no test asked for
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-sandbox",  # a browser of root refuses to run otherwise
)

Enter = Callable[..., Person]


@pytest.fixture(scope="session")
def canary() -> Iterator[Canary]:
    """Where every page ends up that asks anybody but its own server."""
    with Canary() as listening:
        yield listening


@pytest.fixture(scope="session")
def browser_type_launch_args(canary: Canary) -> dict[str, Any]:
    """The machine's own Chromium. Source: pytest-playwright."""
    return launch_options(canary.rule)


def launch_options(*more: str) -> dict[str, Any]:
    """How Chromium is started, wherever it lies, with further arguments."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert found, "Chromium is missing: apt-get install chromium"
    return {"executable_path": found, "args": [*QUIET, *more]}


@pytest.fixture(scope="session", autouse=True)
def _deadlines() -> None:
    expect.set_options(timeout=DEADLINE_SECONDS * 1000)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The chat as it comes: SQLite, one process."""
    with embedded(tmp_path_factory.mktemp("embedded")) as here:
        yield here


@pytest.fixture
def here(installation: Installation) -> Installation:
    """The chat, running again whatever the test before did to it."""
    if not installation.server.running:
        installation.server.start()
    wait_until(installation.server.answers, "the chat's readiness")
    return installation


@pytest.fixture(scope="session")
def two_processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The chat with PostgreSQL, Redis and two processes."""
    with cluster(tmp_path_factory.mktemp("cluster")) as site:
        yield site


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What may never happen on any page; checked at the end of the test."""
    watching = Watch()
    yield watching
    watching.clear()


@pytest.fixture
def new_browser(browser: Browser, watch: Watch) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a browser of somebody's own: no cookies, no storage, watched from the start."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        context = browser.new_context(**({"locale": "en-GB", "timezone_id": "UTC"} | options))
        context.set_default_timeout(DEADLINE_SECONDS * 1000)
        watch.over(context)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def enter(here: Installation, new_browser: Callable[..., BrowserContext]) -> Enter:
    """Seats somebody at a browser of their own, signed in; `enter("ann")`."""

    def seat(name: str, *, at: Installation | None = None, fresh: bool = False, **o: Any) -> Person:
        site = at or here
        if fresh:
            cookies = site.session(name)
        else:
            cookies = site.cookies.get(name) or site.cookies.setdefault(name, site.session(name))
        context = new_browser(**o)
        context.add_cookies(
            [{"name": key, "value": value, "url": site.url} for key, value in cookies.items()]
        )
        return Person(site, name, context.new_page())

    return seat
