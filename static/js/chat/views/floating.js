/** A directive for what floats: opened in the top layer beside its anchor, inside the screen. */
import { noChange } from "lit-html";
import { AsyncDirective } from "lit-html/async-directive.js";
import { directive } from "lit-html/directive.js";
import { forwards } from "./direction.js";

const GAP = 4; // pixels between anchor and what floats, and from the screen's edge

class Floating extends AsyncDirective {
  /** @type {HTMLElement|undefined} */
  element;
  /** @type {DOMRect|undefined} */
  anchor;
  /** @type {() => void} */
  closed = () => {};
  /** @type {"start"|"end"} */
  edge = "end";
  /** @type {Element|null} what had the focus before */
  back = null;
  /** What comes in later must not hang over the edge: a card learns of rooms when it is open. */
  sizes = new ResizeObserver(() => this.#place());

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
      this.back = document.activeElement;
      element.showPopover();
    }
    this.#place();
    this.sizes.observe(element);
    const first = element.querySelector("[autofocus], button, a, input");
    if (first instanceof HTMLElement) first.focus();
  }

  #place() {
    if (this.element?.isConnected) place(this.element, this.anchor, this.edge);
  }

  /** What is taken away, as a menu after a choice, takes the focus along: it goes back. */
  disconnected() {
    this.sizes.disconnect();
    queueMicrotask(() => {
      const lost = document.activeElement === document.body;
      if (lost && this.back instanceof HTMLElement && this.back.isConnected) this.back.focus();
    });
  }
}

/** Below the anchor and flush with its end or start; above it or shifted where the screen ends. */
function place(element, anchor, edge) {
  const { width, height } = element.getBoundingClientRect();
  const below = anchor.bottom + GAP;
  const fits = below + height <= innerHeight - GAP;
  const top = fits ? below : Math.max(GAP, anchor.top - GAP - height);
  const leftmost = (forwards(element) > 0) === (edge === "start");
  const wanted = leftmost ? anchor.left : anchor.right - width;
  const left = Math.min(Math.max(GAP, wanted), innerWidth - width - GAP);
  element.style.setProperty("top", `${top}px`);
  element.style.setProperty("left", `${left}px`);
}

export const floating = directive(Floating);
