/** What a composer offers for calling many, and the question before it calls a crowd. */
import { html } from "lit-html";
import { mayCall } from "../lib/rights.js";
import { t } from "../lib/text.js";
import { crowdOf, GROUPS, sizeOf } from "../store/groups.js";
import { dialogHead } from "./dialog_head.js";
import { icon } from "./icons.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Room} Room */

const CROWD = 50; // people; who calls more is asked once whether they mean it

/** @param {Chat} chat @param {Room} room @param {string} typed @param {boolean} inThread */
export function groupOptions(chat, room, typed, inThread) {
  if (!mayCall(chat.store.state, room)) return [];
  return GROUPS.filter((group) => group.startsWith(typed.toLowerCase())).map((group) => ({
    insert: `@${group}`,
    name: group,
    label: `@${group}`,
    words: whom(chat, room, group, inThread),
    sign: icon("users"),
    more: false,
  }));
}

/** How many will be told, as far as this page knows. */
function whom({ store }, room, group, inThread) {
  if (inThread) return t(`group.${group}.thread`);
  const count = sizeOf(store.state, room, group);
  return count === null ? t(`group.${group}`) : t(`group.${group}.count`, { count });
}

/**
 * Asks before a crowd is called; a thread calls those who follow it, who are few.
 * @param {Chat} chat @param {Room} room @param {string} text
 * @param {() => void} act what is done if it is meant
 * @returns {boolean} whether it asks
 */
export function asksBefore(chat, room, text, act) {
  const count = crowdOf(chat.store.state, room, text);
  if (count <= CROWD) return false;
  chat.ui.set({ dialog: { name: "call", count, act } });
  return true;
}

/** @param {Chat} chat */
export function callDialog(chat, { count, act }) {
  const close = () => chat.ui.set({ dialog: null });
  return html`${dialogHead(chat, t("call.title"))}
    <div class="dialog-body"><p>${t("call.text", { count })}</p></div>
    <footer class="dialog-foot">
      <button class="quiet" @click=${close}>${t("dialog.cancel")}</button>
      <button class="primary" autofocus @click=${() => (close(), act())}>${t("composer.send")}</button>
    </footer>`;
}
