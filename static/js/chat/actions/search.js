/** Searching: asking, going on, and forgetting what was found and is gone since. */
import { ChatError } from "../lib/errors.js";
import { isOperator, placeValue, termAt } from "../lib/search_terms.js";
import { t } from "../lib/text.js";
import { loadPeople } from "./rooms.js";
import { sentenceOf } from "./messages.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Message} Message */

/**
 * @typedef {object} Search
 * @property {string} typed
 * @property {string} asked what the results are of; empty before anything was asked
 * @property {Array<{message: Message, snippet: Array<{text: string, hit: boolean}>}>} results
 * @property {Map<number, {slug: string, name: string, kind: string}>} rooms of the results
 * @property {string|null} next where to go on
 * @property {boolean} loading
 * @property {string} failed why it was refused
 * @property {number} at the suggestion that is chosen, or -1
 * @property {number} place where in the text somebody writes
 * @property {object} run a new one for each question, so that late answers are known
 * @property {any[]} people whom to suggest
 */

const TYPING_ENDS = 300; // milliseconds without a letter after which what is typed is looked for
const ENOUGH = 10; // results to show before somebody asks for more
const PARTS = 8; // of the history looked through by themselves for so many
const REMEMBERED = 6; // searches

/** @returns {Search} */
export const newSearch = (typed = "") => ({
  typed,
  asked: "",
  results: [],
  rooms: new Map(),
  next: null,
  loading: false,
  failed: "",
  at: -1,
  place: typed.length,
  run: {},
  people: [],
});

/**
 * Opens the search, in one room if one is given; what was found last is there again.
 * @param {Chat} chat @param {any} [room]
 */
export function openSearch(chat, room = null) {
  const { ui } = chat;
  if (ui.route?.thread) chat.router.closeThread();
  const inside = room ? `in:${placeValue(room, chat.store.state.me?.id)} ` : "";
  const keep = ui.search && !room;
  const search = keep ? ui.search : { ...newSearch(inside), people: ui.search?.people ?? [] };
  ui.set({ search, panel: "search", picker: null, menu: null, searchWanted: true });
  if (search?.people.length === 0) loadPeople(chat).then((people) => change(chat, { people }));
}

/** @param {Chat} chat @param {Partial<Search>} changes */
export function change(chat, changes) {
  if (chat.ui.search) chat.ui.set({ search: { ...chat.ui.search, ...changes } });
}

/** Somebody types: looks for it once they pause, unless an operator is still being written. */
export function typed(chat, text, place) {
  change(chat, { typed: text, place, at: -1 });
  clearTimeout(chat.readTimers.get("search"));
  if (isOperator(termAt(text, place).text) || text.trim().length < 2) return;
  chat.readTimers.set(
    "search",
    setTimeout(() => ask(chat), TYPING_ENDS),
  );
}

/** Looks for what is typed, from the newest message on. @param {Chat} chat */
export async function ask(chat) {
  clearTimeout(chat.readTimers.get("search"));
  const { search } = chat.ui;
  if (!search) return;
  const asked = search.typed.trim();
  const { typed: text, place, people } = search;
  change(chat, { ...newSearch(text), place, people, asked });
  if (asked && (await read(chat, ENOUGH))) remember(chat, asked);
}

/** @param {Chat} chat */
export function goOn(chat) {
  const { search } = chat.ui;
  return search && !search.loading && read(chat, search.results.length + ENOUGH);
}

/**
 * Reads on until there are enough results, the history ends, or many parts of it were looked
 * through; stops when something else is asked meanwhile. Returns whether it was answered.
 * @param {Chat} chat @param {number} enough
 */
async function read(chat, enough) {
  const { run, asked: q } = chat.ui.search ?? newSearch();
  const current = () => chat.ui.search?.run === run;
  change(chat, { loading: true, failed: "" });
  try {
    for (let part = 0; part < PARTS; part += 1) {
      const cursor = chat.ui.search?.next;
      const zone = -new Date().getTimezoneOffset();
      const page = await chat.api.search({ q, zone, ...(cursor ? { cursor } : {}) });
      if (!current()) return false;
      take(chat, page);
      if (!page.next || (chat.ui.search?.results.length ?? 0) >= enough) break;
    }
    return true;
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const failed = error.code === "disconnected" ? t("search.offline") : sentenceOf(error);
    if (current()) change(chat, { failed });
    return false;
  } finally {
    if (current()) change(chat, { loading: false });
  }
}

function take(chat, { results, rooms, next }) {
  const before = chat.ui.search ?? newSearch();
  const all = new Map([...before.rooms, ...rooms.map((room) => [room.id, room])]);
  change(chat, { results: [...before.results, ...results], rooms: all, next });
}

/** What is deleted, or in a room that is lost, is not shown any more. @param {Chat} chat */
export function forgetFound(chat, frame) {
  const results = chat.ui.search?.results ?? [];
  if (results.length === 0) return;
  const messages = frame.messages ?? frame.events?.map(({ message }) => message) ?? [];
  const gone = new Set(messages.filter((m) => m?.deleted).map((m) => `${m.room}/${m.seq}`));
  const lost = frame.kind === "room.closed" ? frame.room?.id ?? frame.room : null;
  const left = results.filter(
    ({ message }) => !gone.has(`${message.room}/${message.seq}`) && message.room !== lost,
  );
  if (left.length < results.length) change(chat, { results: left });
}

/** The searches of before, the last one first. @param {Chat} chat @returns {string[]} */
export function remembered(chat) {
  try {
    const found = JSON.parse(chat.memory.get("searches") || "[]");
    return Array.isArray(found) ? found.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

function remember(chat, asked) {
  const before = remembered(chat).filter((one) => one !== asked && !asked.startsWith(one));
  chat.memory.set("searches", JSON.stringify([asked, ...before].slice(0, REMEMBERED)));
}

/** @param {Chat} chat */
export function forgetSearches(chat) {
  chat.memory.set("searches", "");
  chat.ui.changed();
}
