"""What tells that a text became more than a text: elements, attributes and addresses never seen."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from playwright.sync_api import Page

# Every kind of element and attribute on the page; of what can load or run, its whole source.
SIGNS = """() => {
    const signs = new Set();
    const sources = "script, style, link, iframe, object, embed, base, meta, img";
    for (const element of document.querySelectorAll("*")) {
        const home = element.closest(".text, .revision-list") ? "said " : "";
        const name = home + element.localName;
        signs.add(name);
        for (const { name: attribute, value } of element.attributes) {
            signs.add(`${name}@${attribute}`);
            if (attribute.startsWith("on")) signs.add(`handler ${name}@${attribute}=${value}`);
        }
        if (element.matches(sources) && element.type !== "application/json") {
            const { src = "", href = "", httpEquiv = "" } = element;
            signs.add(`source ${name} ${src || href || httpEquiv || element.textContent}`);
        }
        if (element.matches("a[href], form[action], area[href]")) {
            const address = element.getAttribute("href") ?? element.getAttribute("action");
            const { protocol } = new URL(address, location.href);
            signs.add(`leads to ${protocol}`);
        }
    }
    return [...signs];
}"""
# How many elements hold a text: one of those given, or any at all.
HOLDERS = """([selector, texts]) => {
    const plain = (text) => text.replace(/\\s+/g, " ").trim();
    const known = texts && new Set(texts.map(plain));
    return [...document.querySelectorAll(selector)].filter((element) => {
        const held = plain(element.localName === "img" ? element.alt : element.textContent);
        return known ? known.has(held) : held;
    }).length;
}"""


@dataclass
class Tally:
    """What was shown, where, and what should not have been."""

    known: set[str] = field(default_factory=set)  # signs that a page has without any attack
    shown: Counter[str] = field(default_factory=Counter)  # texts, by sink
    strange: dict[str, str] = field(default_factory=dict)  # signs, and the view of the first

    def learn(self, page: Page) -> None:
        """Takes everything on a page for granted."""
        self.known |= set(page.evaluate(SIGNS))

    def judge(self, page: Page, view: str) -> None:
        """Looks for what was not there without an attack."""
        for sign in set(page.evaluate(SIGNS)) - self.known:
            self.strange.setdefault(sign, view)

    def count(
        self, page: Page, sink: str, selector: str, texts: Iterable[str] | None, each: int
    ) -> None:
        """Adds how often a sink holds one of the texts; without texts, anything at all."""
        given = None if texts is None else list(texts)
        self.shown[sink] += int(page.evaluate(HOLDERS, [selector, given])) * each
