/** In which language and by which customs of a country this page writes. */

const FROM_THE_RIGHT = /[\p{sc=Hebr}\p{sc=Arab}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}\p{sc=Adlm}]/u;
const ANY_LETTER = /\p{L}/u;

let language = "en";
let disturbing = FROM_THE_RIGHT; // letters that may turn the sentence around them
/** @type {Intl.Collator|undefined} */
let order;

/**
 * @param {string} chosen of the page; its customs are those the browser asks for, if it does
 * @param {string} direction of the page, `ltr` or `rtl`
 */
export function speak(chosen, direction) {
  language = chosen;
  disturbing = direction === "rtl" ? ANY_LETTER : FROM_THE_RIGHT;
  order = undefined;
}

/**
 * The page's language as spoken where the reader lives: `de-AT` for who asks for Austrian German.
 * @returns {string}
 */
export function locale() {
  const asked = globalThis.navigator?.languages ?? [];
  return asked.find((each) => each.split("-")[0] === language) ?? language;
}

/** In the order of the language's alphabet. @param {string} a @param {string} b */
export function compareNames(a, b) {
  order ??= new Intl.Collator(locale(), { numeric: true });
  return order.compare(a, b);
}

/** What is put into a sentence, so that its letters turn nothing around it. @param {string} text */
export const isolated = (text) => (disturbing.test(text) ? `\u2068${text}\u2069` : text);
