"""A page as languages from right to left have it, and whether it is the mirror of the other."""

from typing import Any

from playwright.sync_api import BrowserContext, Page

TOLERANCE_PIXELS = 1.5  # what rounding moves
SHOWN = 12  # of the boxes that stand elsewhere; the others follow from them

#: Before anything is drawn, as if the server had named such a language: with the styles that
#: Django's admin has for them, in its order.
_TURN = """
const RESPONSIVE = "/admin/css/responsive.css";
const beside = (node, name) => {
  const sheet = node.cloneNode();
  sheet.href = node.href.replace(RESPONSIVE, `/admin/css/${name}.css`);
  return sheet;
};
new MutationObserver((changes) => {
  if (document.documentElement.dir !== "rtl") document.documentElement.dir = "rtl";
  for (const node of changes.flatMap((change) => [...change.addedNodes])) {
    if (!node.href?.endsWith(RESPONSIVE)) continue;
    node.before(beside(node, "rtl"));
    node.after(beside(node, "responsive_rtl"));
  }
}).observe(document, { childList: true, subtree: true });
"""

#: Every box that is laid out, by its path. What people wrote has a side of its own, and words that
#: stand in a line follow their letters.
_BOXES = """
() => {
  const found = {};
  const visit = (element, path) => {
    const style = getComputedStyle(element);
    const { left, right, top, width, height } = element.getBoundingClientRect();
    if (style.display === "none" || style.visibility === "hidden") return;
    if (!style.display.startsWith("inline") && width && height) found[path] = [left, right, top];
    if (element.matches("bdi, [dir], svg, select, .text, pre, code, .visually-hidden")) return;
    const seen = {};
    for (const child of element.children) {
      seen[child.tagName] = (seen[child.tagName] ?? 0) + 1;
      const named = child.id ? `#${child.id}` : [child.localName, ...child.classList].join(".");
      visit(child, `${path} ${named}:${seen[child.tagName]}`);
    }
  };
  for (const child of document.body.children) visit(child, child.localName);
  return { width: document.documentElement.clientWidth, boxes: found };
}
"""


def turn(context: BrowserContext) -> None:
    """Lets every page of a browser be written from right to left."""
    context.add_init_script(_TURN)


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


def boxes(page: Page) -> dict[str, Any]:
    """The width of a page, and where its boxes are."""
    found: dict[str, Any] = page.evaluate(_BOXES)
    return found


def differences(page: Page, turned: Page) -> list[str]:
    """What of a turned page stands elsewhere than a mirror of the other would show it."""
    here, there = boxes(page), boxes(turned)
    faults = [f"only one has {path}" for path in here["boxes"].keys() ^ there["boxes"].keys()]
    for path in here["boxes"].keys() & there["boxes"].keys():
        left, right, top = here["boxes"][path]
        expected = [here["width"] - right, here["width"] - left, top]
        found = there["boxes"][path]
        if any(abs(a - b) > TOLERANCE_PIXELS for a, b in zip(expected, found, strict=True)):
            faults.append(f"{path}: at {found}, not {expected}")
    return sorted(faults, key=lambda fault: (fault.count(" "), fault))[:SHOWN]
