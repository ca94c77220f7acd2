/** What text fields share: growing with their text, and knowing a touch screen. */

/** @param {HTMLTextAreaElement} field */
export function grow(field) {
  field.style.setProperty("height", "auto");
  field.style.setProperty("height", `${field.scrollHeight}px`);
}

/** On a touch screen Enter makes a new line: its keyboard has no Shift+Enter. */
export const isTouch = () => matchMedia("(pointer: coarse) and (hover: none)").matches;
