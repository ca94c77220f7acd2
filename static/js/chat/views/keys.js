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

/** Escape goes back one step: out of an edit, out of the panel, to the composer. */
function stepBack(chat) {
  const { ui } = chat;
  if (ui.dialog || ui.menu || ui.picker || ui.accountMenu || ui.levelMenu) return; // they close by themselves
  if (ui.editing) ui.set({ editing: null });
  else if (ui.route?.thread) return chat.router.closeThread();
  else if (ui.panel) ui.set({ panel: null });
  else ui.set({ active: null, target: null });
  chat.focusComposer();
}
