/** A directive for what floats: opened in the top layer beside its anchor, inside the screen. */
import { noChange } from "lit-html";
import { Directive, directive } from "lit-html/directive.js";

const GAP = 4; // pixels between anchor and what floats, and from the screen's edge

class Floating extends Directive {
  /** @type {HTMLElement|undefined} */
  element;
  /** @type {DOMRect|undefined} */
  anchor;
  /** @type {() => void} */
  closed = () => {};
  /** @type {"start"|"end"} */
  edge = "end";

  /** @param {DOMRect} _anchor @param {() => void} _closed @param {"start"|"end"} [_edge] */
  render(_anchor, _closed, _edge) {
    return noChange;
  }

  update(part, [anchor, closed, edge = "end"]) {
    this.closed = closed;
    this.edge = edge;
    if (this.element === part.element && this.anchor === anchor) return noChange;
    this.element = part.element;
    this.anchor = anchor;
    queueMicrotask(() => this.#open());
    return noChange;
  }

  #open() {
    const { element } = this;
    if (!element?.isConnected) return;
    if (!element.matches(":popover-open")) {
      element.addEventListener("toggle", (event) => event.newState === "closed" && this.closed());
      element.showPopover();
    }
    place(element, this.anchor, this.edge);
    const first = element.querySelector("[autofocus], button, a, input");
    if (first instanceof HTMLElement) first.focus();
  }
}

/** Below the anchor and flush with its end or start; above it or shifted where the screen ends. */
function place(element, anchor, edge) {
  const { width, height } = element.getBoundingClientRect();
  const below = anchor.bottom + GAP;
  const fits = below + height <= innerHeight - GAP;
  const top = fits ? below : Math.max(GAP, anchor.top - GAP - height);
  const rtl = getComputedStyle(element).direction === "rtl";
  const wanted = rtl === (edge === "end") ? anchor.left : anchor.right - width;
  const left = Math.min(Math.max(GAP, wanted), innerWidth - width - GAP);
  element.style.setProperty("top", `${top}px`);
  element.style.setProperty("left", `${left}px`);
}

export const floating = directive(Floating);
