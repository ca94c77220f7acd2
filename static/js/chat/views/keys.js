/** Keys of the whole page, and how they are written on this system. */

const isMac = /mac|iphone|ipad/i.test(navigator.platform);

/** @param {string} letter */
export const shortcut = (letter) => (isMac ? `⌘${letter}` : `Ctrl ${letter}`);

/** @param {import("../chat.js").Chat} chat */
export function listenForKeys(chat) {
  document.addEventListener("keydown", (event) => {
    const command = isMac ? event.metaKey : event.ctrlKey;
    if (command && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      const open = chat.ui.dialog?.name === "switcher";
      chat.ui.set({ dialog: open ? null : { name: "switcher" }, picker: null, menu: null });
    } else if (event.key === "Escape" && !event.defaultPrevented) stepBack(chat);
  });
}

/** The focus goes back to the root that was answered, where it is in sight. */
function closeThread(chat) {
  const root = chat.ui.route?.thread;
  chat.router.closeThread();
  requestAnimationFrame(() => {
    const line = document.querySelector(`#message-${root}`);
    if (line instanceof HTMLElement) line.focus({ preventScroll: true });
    else chat.focusComposer();
  });
}

/** Escape goes back one step: out of an edit, out of the panel, to the composer. */
function stepBack(chat) {
  const { ui } = chat;
  if (ui.dialog || ui.menu || ui.picker || ui.accountMenu) return; // they close by themselves
  if (ui.editing) ui.set({ editing: null });
  else if (ui.route?.thread) return closeThread(chat);
  else if (ui.panel) ui.set({ panel: null });
  else ui.set({ active: null, target: null });
  chat.focusComposer();
}
