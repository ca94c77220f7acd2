"""Watches every page of a browser context for what may never happen on one."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

from tests.services import LOOPBACK

VIOLATION = "policy violated:"
LEFT = "a request left the machine:"
EXECUTED = "a payload was executed"
# A violation is told to the console by our own words as well: browsers word theirs as they like.
LISTENERS = f"""
document.addEventListener("securitypolicyviolation", (event) => console.error(
    "{VIOLATION}", event.violatedDirective, event.blockedURI, event.sample, location.pathname));
for (const name of ["xss", "alert", "confirm", "prompt"])
    Object.defineProperty(window, name, {{ value: () => console.error("{EXECUTED}") }});
"""
# What the browser itself says of a server that is away, or of a page that is not there.
EXPECTED = ("Failed to load resource", "WebSocket connection to", "net::ERR_")
LOCAL_SCHEMES = ("data", "blob", "about", "chrome-error")


class Watch:
    """Collects violations, errors of scripts, and requests that leave the machine."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.addresses: set[str] = set()

    def over(self, context: BrowserContext) -> None:
        """Begins to watch a context, before its first page."""
        context.add_init_script(LISTENERS)
        context.on("console", self._said)
        context.on("weberror", self._failed)
        context.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.faults.append(message.text)

    def _failed(self, error: WebError) -> None:
        self.faults.append(f"{error.error.name}: {error.error.message}\n{error.error.stack}")

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        self.addresses.add(request.url)
        if address.scheme not in LOCAL_SCHEMES and address.hostname != LOOPBACK:
            self.faults.append(f"{LEFT} {request.url}")

    def seen(self, fits: Callable[[str], bool]) -> list[str]:
        """The faults that fit."""
        return [fault for fault in self.faults if fits(fault)]

    def clear(self) -> None:
        """Raises if anything was seen that may not happen."""
        assert not self.faults, "\n".join(self.faults)
