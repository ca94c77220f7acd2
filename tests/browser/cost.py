"""What a page costs its browser: time of scripts and of everything, nodes, frames, bytes."""

import sys
from dataclasses import dataclass
from typing import Self

from playwright.sync_api import Page, Response

# Keeps what the screen reader is told, and how long each frame took, from now on.
LISTEN = """() => {
    window.spoken = [];
    const region = document.querySelector("#app > [role=status].hidden");
    new MutationObserver(() => region.textContent && window.spoken.push(region.textContent))
        .observe(region, { childList: true, characterData: true, subtree: true });
}"""
FRAMES = """() => {
    window.frames_ = [];
    let before = performance.now();
    const next = (now) => { window.frames_.push(now - before); before = now;
        requestAnimationFrame(next); };
    requestAnimationFrame(next);
}"""


@dataclass(frozen=True)
class Work:
    """What a page did: seconds of scripts, seconds of all its work, and nodes it now holds."""

    scripts: float
    everything: float
    nodes: int

    def __sub__(self, before: Self) -> "Work":
        scripts, everything = self.scripts - before.scripts, self.everything - before.everything
        return Work(scripts, everything, self.nodes)

    def __str__(self) -> str:
        return f"{self.scripts * 1000:.0f} ms of scripts, {self.everything * 1000:.0f} ms in all"


class Meter:
    """Reads the browser's own account of a page. Source: Chrome DevTools Protocol."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)
        self.session.send("Performance.enable")

    def read(self) -> Work:
        """What the page has cost since it was opened."""
        found = self.session.send("Performance.getMetrics")["metrics"]
        by_name = {metric["name"]: float(metric["value"]) for metric in found}
        nodes = self.page.evaluate("() => document.querySelectorAll('*').length")
        return Work(by_name["ScriptDuration"], by_name["TaskDuration"], nodes)


class Sent:
    """The scripts and styles that a page is sent, as they come over the wire."""

    KINDS = ("script", "stylesheet")

    def __init__(self, page: Page) -> None:
        self.answers: list[Response] = []
        page.on("response", self._heard)

    def _heard(self, answer: Response) -> None:
        if answer.request.resource_type in self.KINDS and answer.ok:
            self.answers.append(answer)

    def compressed(self) -> int:
        """Their bytes, all together; what came from the cache is told with less than none."""
        sizes = (answer.request.sizes()["responseBodySize"] for answer in self.answers)
        return sum(max(0, size) for size in sizes)


def tell(words: str) -> None:
    """Prints a figure past what pytest captures."""
    assert sys.__stdout__
    sys.__stdout__.write(f"\n{words}\n")
