/** In which language and by which customs of a country this page writes. */

let language = "en";
/** @type {Intl.Collator|undefined} */
let order;

/** @param {string} chosen of the page; its customs are those the browser asks for, if it does */
export function speak(chosen) {
  language = chosen;
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
