/** The places that list messages of all rooms: what mentions one, what one keeps, what one is
 * reminded of. */
import { ChatError } from "../lib/errors.js";
import { mentionsMe } from "../store/counts.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Message} Message */

/**
 * @typedef {{message: Message, id?: string, at?: string, unread?: boolean}} Listed
 * @typedef {{entries: Listed[], next: number|null, failed: boolean}} List
 */

const AGAIN = 500; // milliseconds between two looks at a list that changes while it is open

/** How each place is read. @type {Record<string, (chat: Chat, place: object) => Promise<any>>} */
const READS = {
  mentions: async (chat, place) => {
    const { mentions, next } = await chat.api.mentions(place);
    return { entries: mentions, next };
  },
  saved: async (chat, place) => {
    const { bookmarks, next } = await chat.api.bookmarks(place);
    return { entries: bookmarks, next };
  },
  reminders: async (chat) => ({ entries: await chat.api.reminders(), next: null }),
};

/** The events of a person that change a place. @type {Record<string, string>} */
const CHANGED_BY = {
  "bookmark.added": "saved",
  "reminder.set": "reminders",
  mention: "mentions",
};

const keyOf = ({ id, message }) => id ?? `${message.room}/${message.seq}`;

/** Reads a place from its beginning, or on from the page before. @param {Chat} chat */
export async function loadList(chat, name, more = false) {
  const { ui } = chat;
  if (ui.isLoading(name, "page")) return;
  ui.setLoading(name, "page", true);
  const known = ui.lists[name];
  try {
    const page = await READS[name](chat, more && known?.next ? { after: known.next } : {});
    const before = more ? (known?.entries ?? []) : [];
    const seen = new Set(before.map(keyOf));
    const fresh = page.entries.filter((entry) => !seen.has(keyOf(entry)));
    take(ui, name, { entries: [...before, ...fresh], next: page.next, failed: false });
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    take(ui, name, { entries: [], next: null, ...known, failed: true });
  } finally {
    ui.setLoading(name, "page", false);
  }
}

/** @param {import("../ui.js").Ui} ui @param {string} name @param {List} list */
const take = (ui, name, list) => ui.set({ lists: { ...ui.lists, [name]: list } });

/** A person's own event: does the open place look different now? @param {Chat} chat */
export function refreshLists(chat, kind) {
  const name = CHANGED_BY[kind];
  if (name && chat.ui.route?.place === name) lookAgain(chat, name);
}

/** Who is called with many is told by the message alone. @param {Chat} chat */
export function hearCalls(chat, { events }) {
  const me = chat.store.state.me?.id ?? 0;
  if (events.some(({ message }) => message && mentionsMe(message, me))) refreshLists(chat, "mention");
}

/** The open place once more, in a moment, for what was missed. @param {Chat} chat */
export function lookAgain(chat, name) {
  if (!name || !READS[name] || chat.readTimers.has(name)) return;
  const look = () => {
    chat.readTimers.delete(name);
    if (chat.ui.route?.place === name) loadList(chat, name);
  };
  chat.readTimers.set(name, setTimeout(look, AGAIN));
}
