/** Icons from the sprite, as decoration: the control beside them carries the name. */
import { html } from "lit-html";

let sprite = "/static/img/icons.svg";

/** @param {string} url of the sprite, hashed in production */
export function useSprite(url) {
  if (url) sprite = url;
}

/** @param {string} name a lucide name */
export const icon = (name) =>
  html`<svg class="icon" aria-hidden="true"><use href="${sprite}#${name}"></use></svg>`;
