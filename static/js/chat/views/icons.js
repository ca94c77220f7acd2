/** Icons from the sprite, as decoration: the control beside them carries the name. */
import { html } from "lit-html";

const PREFIX = "icon-"; // the sprite's names are too plain to be ids of this page
/** They point where one reads on or back to, and are turned where one reads from right to left. */
const POINTING = new Set(["chevron-left", "chevron-right", "forward", "log-out", "reply", "send"]);

/**
 * Brings the sprite into the page once, so that icons need no server later.
 * A parsed answer needs no markup from text, which the page forbids itself.
 * @param {string} url
 */
export function loadSprite(url) {
  const request = new XMLHttpRequest();
  request.open("GET", url);
  request.responseType = "document";
  request.overrideMimeType("image/svg+xml");
  request.onload = () => request.response && adopt(request.response.documentElement);
  request.send();
}

/** @param {Element} sprite */
function adopt(sprite) {
  for (const symbol of sprite.querySelectorAll("symbol")) symbol.id = PREFIX + symbol.id;
  sprite.classList.add("sprite");
  sprite.setAttribute("aria-hidden", "true");
  document.body.append(document.importNode(sprite, true));
}

/** @param {string} name a lucide name */
export const icon = (name) =>
  html`<svg class=${POINTING.has(name) ? "icon pointing" : "icon"} aria-hidden="true">
    <use href="#${PREFIX}${name}"></use>
  </svg>`;
