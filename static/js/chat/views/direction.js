/** Which way the page is read: what lies to the right is next, or before. */

/** 1 where an element is read from left to right, -1 from right to left. @param {Element} element */
export const forwards = (element) => (getComputedStyle(element).direction === "rtl" ? -1 : 1);

/** What an arrow key beside means: 1 for the next, -1 for the one before, 0 for other keys. */
export const beside = (event) =>
  ({ ArrowRight: 1, ArrowLeft: -1 })[event.key] * forwards(event.currentTarget) || 0;
