/** The edge between sidebar and conversation: dragged or moved by arrows, remembered. */
import { html } from "lit-html";
import { t } from "../lib/text.js";
import { beside, forwards } from "./direction.js";

const KEY = "chat-sidebar"; // read by early.js as well
const NARROWEST = 200; // pixels
const WIDEST = 400;
const USUAL = 260;
const STEP = 16;

let width = USUAL;

export function resizer() {
  return html`<div
    class="resizer"
    role="separator"
    aria-orientation="vertical"
    aria-label=${t("sidebar.resize")}
    aria-valuemin=${NARROWEST}
    aria-valuemax=${WIDEST}
    aria-valuenow=${remembered()}
    tabindex="0"
    @pointerdown=${drag}
    @keydown=${keys}
    @dblclick=${() => apply(USUAL)}
  ></div>`;
}

function remembered() {
  try {
    width = Number(localStorage.getItem(KEY)) || USUAL;
  } catch {
    // no storage: the width of this page
  }
  return width;
}

function apply(wanted) {
  width = Math.min(WIDEST, Math.max(NARROWEST, Math.round(wanted)));
  document.documentElement.style.setProperty("--sidebar", `${width / 16}rem`);
  try {
    localStorage.setItem(KEY, String(width));
  } catch {
    // no storage: kept until the page is left
  }
}

function drag(event) {
  const edge = event.currentTarget;
  edge.setPointerCapture(event.pointerId);
  const move = ({ clientX }) => apply(forwards(edge) > 0 ? clientX : innerWidth - clientX);
  edge.addEventListener("pointermove", move);
  edge.addEventListener("lostpointercapture", () => edge.removeEventListener("pointermove", move), {
    once: true,
  });
}

function keys(event) {
  const step = STEP * beside(event);
  if (!step) return;
  event.preventDefault();
  apply(remembered() + step);
}
