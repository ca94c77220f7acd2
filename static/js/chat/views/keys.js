/** Keys of the whole page, and how they are written on this system. */
import { openSearch } from "../actions/search.js";

const isMac = /mac|iphone|ipad/i.test(navigator.platform);

/** @param {string} letter */
export const shortcut = (letter) => (isMac ? `⌘${letter}` : `Ctrl ${letter}`);

/** The same with the shift key. @param {string} letter */
export const shiftShortcut = (letter) => (isMac ? `⇧⌘${letter}` : `Ctrl Shift ${letter}`);

/** @param {import("../chat.js").Chat} chat */
export function listenForKeys(chat) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) return stepBack(chat);
    const act = keyAction(chat, event);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** What a key does wherever the focus is; nothing for most. */
function keyAction(chat, event) {
  const command = isMac ? event.metaKey : event.ctrlKey;
  const key = event.key.toLowerCase();
  if (command && !event.altKey && key === "k" && !event.shiftKey) return () => goTo(chat);
  if (chat.ui.dialog || event.defaultPrevented) return null;
  if (command && !event.altKey && key === "f") return searchAction(chat, event.shiftKey);
  const bare = !event.ctrlKey && !event.metaKey && !event.altKey && !writes(event.target);
  return key === "/" && bare ? () => openSearch(chat) : null;
}

function goTo(chat) {
  const open = chat.ui.dialog?.name === "switcher";
  chat.ui.set({ dialog: open ? null : { name: "switcher" }, picker: null, menu: null });
}

/** In the open room, or everywhere; pressed once more, the browser's own search is meant. */
function searchAction(chat, everywhere) {
  if (everywhere) return () => openSearch(chat);
  const room = chat.currentRoom();
  const again = chat.ui.panel === "search" && document.activeElement?.closest(".panel.search");
  return room && !again ? () => openSearch(chat, room) : null;
}

const writes = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea"));

/** Escape goes back one step: out of an edit, out of the panel, to the composer. */
function stepBack(chat) {
  const { ui } = chat;
  const floats = [ui.dialog, ui.menu, ui.picker, ui.card, ui.accountMenu, ui.levelMenu, ui.sorting];
  if (floats.some(Boolean)) return; // they close by themselves
  if (ui.editing) ui.set({ editing: null });
  else if (ui.route?.thread) return chat.router.closeThread();
  else if (ui.panel) ui.set({ panel: null });
  else ui.set({ active: null, target: null });
  chat.focusComposer();
}
