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

  /** @param {DOMRect} _anchor @param {() => void} _closed */
  render(_anchor, _closed) {
    return noChange;
  }

  update(part, [anchor, closed]) {
    this.closed = closed;
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
    place(element, this.anchor);
    const first = element.querySelector("[autofocus], button, a, input");
    if (first instanceof HTMLElement) first.focus();
  }
}

/** Below the anchor and flush with its end; above it or shifted where the screen ends. */
function place(element, anchor) {
  const { width, height } = element.getBoundingClientRect();
  const below = anchor.bottom + GAP;
  const fits = below + height <= innerHeight - GAP;
  const top = fits ? below : Math.max(GAP, anchor.top - GAP - height);
  const rtl = getComputedStyle(element).direction === "rtl";
  const wanted = rtl ? anchor.left : anchor.right - width;
  const left = Math.min(Math.max(GAP, wanted), innerWidth - width - GAP);
  element.style.setProperty("top", `${top}px`);
  element.style.setProperty("left", `${left}px`);
}

export const floating = directive(Floating);
