/** A message in small, as lists beside the timeline show it: a press leads to its place. */
import { html, nothing } from "lit-html";
import { namesOf } from "../lib/files.js";
import { t } from "../lib/text.js";
import { wholeTime, whenShort } from "../lib/time.js";
import { roomPath, threadPath } from "../router.js";
import { icon } from "./icons.js";
import { plainText } from "./markup.js";
import { avatar } from "./people.js";

/** @typedef {import("../types.js").Message} Message */

const SHOWN = 220; // characters of a message: two or three lines

/** Where a message stands: in the timeline of its room, or in its thread. */
export const placeOfMessage = (slug, { seq, thread }) =>
  thread ? threadPath(slug, thread, seq) : roomPath(slug, seq);

/** What a message says, in a few lines without its marks. */
export function gist(message) {
  if (message.deleted) return t("message.deleted");
  const said = plainText(message) || message.text || namesOf(message.attachments ?? []);
  const words = said.replace(/\s+/g, " ").trim();
  return words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words;
}

/**
 * @param {Message} message
 * @param {string} slug of its room
 * @param {{place?: string, words?: any, foot?: any, unread?: boolean, opened?: () => void}} [more]
 */
export const messageCard = (message, slug, { place, words, foot, unread, opened } = {}) => html`<a
  class="message-card ${unread ? "unread" : ""}"
  href=${placeOfMessage(slug, message)}
  @click=${opened}
>
  ${avatar(message.author, message.author_name)}
  <span class="card-text">
    <span class="card-head">
      <span class="author"><bdi>${message.author_name}</bdi></span>
      ${place ? html`<span class="place"><bdi>${place}</bdi></span>` : nothing}
      ${unread ? html`<span class="hidden">${t("card.unread")}</span>` : nothing}
      <time datetime=${message.at} title=${wholeTime(message.at)}>${whenShort(message.at)}</time>
    </span>
    <span class="card-words" dir="auto">${words ?? gist(message)}</span>
    ${foot ? html`<span class="card-foot">${foot}</span>` : nothing}
  </span>
</a>`;

/** The small button at the end of a card that takes it off its list. */
export const cardButton = (label, act) => html`<button
  class="icon-button card-button"
  aria-label=${label}
  title=${label}
  @click=${act}
>
  ${icon("x")}
</button>`;

/** Where the panel lies over the messages, it must not hide what was chosen in it. */
export function giveWay(chat) {
  if (matchMedia("(max-width: 56.25rem)").matches) chat.ui.set({ panel: null });
}
