/** The real store of pages without their pixels: one order a line, its answer and the store's wishes. */
import { createInterface } from "node:readline";
import { Store } from "../../static/js/chat/store.js";
import { mentionCount, threadCounts } from "../../static/js/chat/store/threads.js";

const ROOM = ["id", "slug", "name", "kind", "topic", "archived", "pins", "role", "level", "epoch"];
const STANDING = ["cursor", "seq", "read", "unread", "mentions"];
const FOLLOW = ["thread", "read", "unread", "mentions"];

const pick = (source, fields) => Object.fromEntries(fields.map((f) => [f, source[f] ?? null]));
const byThread = (one, other) => one.thread - other.thread;

function drawn(room) {
  const follows = [...room.follows.values()].sort(byThread).map((f) => pick(f, FOLLOW));
  const bookmarks = [...room.bookmarks].sort((one, other) => one - other);
  const members = room.members && [...room.members.entries()].sort(([a], [b]) => a - b);
  const messages = room.loaded && !room.hasAfter ? Object.fromEntries(room.messages) : null;
  return { ...pick(room, [...ROOM, ...STANDING]), follows, bookmarks, members, messages };
}

function picture({ state }) {
  const rooms = Object.fromEntries([...state.rooms].map(([id, room]) => [id, drawn(room)]));
  const me = pick(state.me ?? {}, ["id", "name", "role", "sanction"]);
  return { me, rooms, mentions: mentionCount(state), threads: threadCounts(state) };
}

const pages = new Map();

function opened({ page }) {
  const wishes = [];
  pages.set(page, { store: new Store({ onWish: (wish) => wishes.push(wish) }), wishes });
}

const ORDERS = {
  apply: (store, { frame }) => store.apply(frame),
  cursors: (store) => store.cursors(),
  cursor: (store, { room }) => store.cursorOf(room) ?? null,
  history: (store, { room, found }) => store.addPage(room, found, "newest"),
  members: (store, { room, found }) => store.setMembers(room, found),
  follow: (store, { found }) => store.takeFollow(found),
  unsynced: (store, { room }) => store.syncFailed(room),
  offline: (store) => store.helloFailed(),
  picture,
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const order = JSON.parse(line);
  if (order.do === "open") opened(order);
  const { store, wishes } = pages.get(order.page);
  const answer = ORDERS[order.do]?.(store, order) ?? null;
  process.stdout.write(`${JSON.stringify({ answer, wishes: wishes.splice(0) })}\n`);
});
