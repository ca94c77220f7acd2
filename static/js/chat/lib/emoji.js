/** Emoji by shortcode and label: loaded once, when first asked for. */

/** @typedef {{emoji: string, label: string, group: number, shortcodes: string[]}} Emoji */

const OFTEN_KEY = "chat-emoji-often";
const OFTEN_KEPT = 16; // two rows of the picker
export const QUICK = ["👍", "❤️", "😂", "🎉", "👀", "✅"];

/** @type {Promise<{groups: string[], emoji: Emoji[]}>|null} */
let loading = null;

/** @param {string} url */
export function loadEmoji(url) {
  loading ??= fetch(url)
    .then((answer) => answer.json())
    .catch((error) => {
      loading = null; // the next opening tries again
      throw error;
    });
  return loading;
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
