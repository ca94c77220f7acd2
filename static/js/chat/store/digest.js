/** A short text that is equal for two pages which show the same, for tests of convergence. */

const MESSAGE_FIELDS = [
  ...["seq", "changed_seq", "author", "text", "html", "previews", "edited_at", "pinned"],
  ...["replies", "everybody"],
];
const ROOM_FIELDS = [
  ...["id", "slug", "name", "kind", "topic", "archived", "pins", "callers", "level", "epoch"],
];
const PLACE_FIELDS = ["muted_until", "favourite", "section"];
const FOLLOW_FIELDS = ["thread", "read", "unread", "mentions"];
const COUNT_FIELDS = ["cursor", "read", "unread", "mentions"];

const pick = (source, fields) => fields.map((field) => source[field] ?? null);

function messageLine(message) {
  const reactions = message.reactions.map(({ emoji, users }) => [emoji, [...users].sort()]);
  const last = message.last_reply ?? null;
  return [...pick(message, MESSAGE_FIELDS), Boolean(message.deleted), reactions.sort(), last];
}

function roomLine(room) {
  const messages = [...room.messages.values()].map(messageLine);
  const follows = [...room.follows.values()].sort((a, b) => a.thread - b.thread);
  const threads = follows.map((follow) => pick(follow, FOLLOW_FIELDS));
  const kept = [...room.bookmarks].sort((a, b) => a - b);
  return [...pick(room, ROOM_FIELDS), ...pick(room, PLACE_FIELDS), ...pick(room, COUNT_FIELDS), messages, threads, kept];
}

/** @param {import("../types.js").State} state @returns {string} */
export function digestOf(state) {
  const rooms = [...state.rooms.values()].sort((a, b) => a.id - b.id);
  const reminders = [...state.reminders.values()].map((one) => [one.id, one.due_at, one.due]).sort();
  const all = [state.me?.id ?? null, state.viewerSeq, state.sections, rooms.map(roomLine), reminders];
  return hash(JSON.stringify(all));
}

/** FNV-1a over UTF-16 units: small, fast, and no secret depends on it. */
function hash(text) {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return `${text.length.toString(36)}-${(value >>> 0).toString(16).padStart(8, "0")}`;
}
