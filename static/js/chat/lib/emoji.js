/** Emoji by shortcode and label: loaded once, when first asked for. */

/** @typedef {{emoji: string, label: string, group: number, shortcodes: string[]}} Emoji */

const OFTEN_KEY = "chat-emoji-often";
const OFTEN_KEPT = 16; // two rows of the picker
export const QUICK = ["👍", "❤️", "😂", "🎉", "👀", "✅"];

/** @typedef {{groups: string[], emoji: Emoji[]}} Table */

/** @type {Promise<void>|null} */
let loading = null;
/** @type {Table|null} */
let known = null;

/** What is known of emoji by now: nothing before they were loaded. @returns {Table} */
export const knownEmoji = () => known ?? { groups: [], emoji: [] };

/** @param {string} url @param {() => void} loaded */
export function loadEmoji(url, loaded) {
  if (known) return;
  loading ??= fetch(url)
    .then((answer) => answer.json())
    .then((table) => void (known = table))
    .catch(() => void (loading = null)); // the next opening tries again
  loading.then(loaded);
}

/**
 * Best first: a shortcode that is the word, begins with it, holds it; then labels.
 * @param {Emoji[]} emoji
 * @param {string} words
 */
export function searchEmoji(emoji, words) {
  const wanted = words.trim().toLowerCase().replaceAll(":", "");
  if (!wanted) return emoji;
  const ranked = [];
  for (const entry of emoji) {
    const rank = rankOf(entry, wanted);
    if (rank < 4) ranked.push({ entry, rank });
  }
  return ranked.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry);
}

/**
 * The few that finish what is being typed: the one that is called so, those used of late, others.
 * @param {Emoji[]} emoji
 * @param {string} typed
 * @param {string[]} often
 * @returns {Emoji[]}
 */
export function suggestEmoji(emoji, typed, often) {
  const wanted = typed.toLowerCase();
  const isIt = ({ shortcodes }) => shortcodes.includes(wanted);
  const recent = (entry) => (often.includes(entry.emoji) ? often.indexOf(entry.emoji) : often.length);
  return searchEmoji(emoji, typed).sort(
    (a, b) => Number(isIt(b)) - Number(isIt(a)) || recent(a) - recent(b),
  );
}

/** The shortcode of an emoji that what was typed leads to. @param {Emoji} entry @param {string} typed */
export function shortcodeFor({ shortcodes }, typed) {
  const wanted = typed.toLowerCase();
  return (
    shortcodes.find((code) => code.startsWith(wanted)) ??
    shortcodes.find((code) => code.includes(wanted)) ??
    shortcodes[0]
  );
}

function rankOf({ label, shortcodes }, wanted) {
  if (shortcodes.includes(wanted)) return 0;
  if (shortcodes.some((code) => code.startsWith(wanted))) return 1;
  if (shortcodes.some((code) => code.includes(wanted))) return 2;
  return label.toLowerCase().includes(wanted) ? 3 : 4;
}

/** @returns {string[]} */
export function oftenUsed() {
  try {
    const kept = JSON.parse(localStorage.getItem(OFTEN_KEY) ?? "[]");
    return [...new Set([...kept, ...QUICK])].slice(0, OFTEN_KEPT);
  } catch {
    return QUICK;
  }
}

/** @param {string} emoji */
export function noteUse(emoji) {
  try {
    localStorage.setItem(
      OFTEN_KEY,
      JSON.stringify([emoji, ...oftenUsed().filter((e) => e !== emoji)]),
    );
  } catch {
    // no storage: the row keeps its defaults
  }
}
