/** What a person does with threads: open, read, follow them, and look which ones they follow. */
import { ChatError } from "../lib/errors.js";
import { threadPath } from "../router.js";
import { strandOf } from "../store/strands.js";
import { ends } from "../store/window.js";
import { tell } from "./messages.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Message} Message */

/**
 * @typedef {object} Followed
 * @property {any[]} threads as REST lists them
 * @property {string|null} next names the next page
 * @property {boolean} failed
 */

const PAGE = 50; // replies per request
const ATTEMPTS = 3; // a page overtaken by events is asked for again
const LAST = Number.MAX_SAFE_INTEGER; // before this is the newest page
const READ_EVERY = 500; // milliseconds between two moves of a read pointer
const LIST_EVERY = 1000; // milliseconds between two looks at the list while it is open

/** Names a room or one of its threads: for drafts, new lines and what is being fetched. */
export const placeOf = (roomId, thread = null) => (thread ? `${roomId}-${thread}` : roomId);

/** @param {Chat} chat @param {Message} root */
export function openThread(chat, room, root) {
  chat.ui.set({ panel: null, menu: null });
  chat.router.go(threadPath(room.slug, root));
}

/** Comes to a thread, at its end, at what is new, or at one reply. @param {Chat} chat */
export async function enterThread(chat, roomId, thread, reply) {
  const room = chat.store.state.rooms.get(roomId);
  if (!room) return;
  const place = placeOf(roomId, thread);
  const follow = room.follows.get(thread);
  if (follow?.unread) chat.ui.newSince.set(place, follow.read);
  else chat.ui.newSince.delete(place);
  const strand = strandOf(room, thread);
  if (reply) return showReplyAround(chat, roomId, thread, reply);
  const here = strand.loaded && !strand.hasAfter;
  if (!here && !(await loadReplies(chat, roomId, thread, "newest", { before: LAST }))) return;
  const above = strandAt(chat, roomId, thread)?.root?.thread;
  if (above) chat.router.go(threadPath(room.slug, above, thread), { replace: true });
  else chat.threadScroll.arrive(place);
}

async function showReplyAround(chat, roomId, thread, reply) {
  const has = () => strandAt(chat, roomId, thread)?.messages.has(reply);
  const there = has() || (await loadReplies(chat, roomId, thread, "around", { around: reply }));
  if (there) chat.threadScroll.reveal(placeOf(roomId, thread), reply);
}

const strandAt = (chat, roomId, thread) => chat.store.state.rooms.get(roomId)?.strands.get(thread);

/** @param {Chat} chat */
export async function loadRepliesBefore(chat, roomId, thread) {
  const strand = strandAt(chat, roomId, thread);
  if (!strand?.loaded || !strand.hasBefore || strand.messages.size === 0) return;
  const place = { before: ends(strand)[0] };
  if (await loadReplies(chat, roomId, thread, "before", place))
    chat.store.trim(roomId, "end", thread);
}

/** @param {Chat} chat */
export async function loadRepliesAfter(chat, roomId, thread) {
  const strand = strandAt(chat, roomId, thread);
  if (!strand?.loaded || !strand.hasAfter) return;
  const place = { after: ends(strand)[1] };
  if (await loadReplies(chat, roomId, thread, "after", place))
    chat.store.trim(roomId, "start", thread);
}

/** @param {Chat} chat */
export async function showNewestReply(chat, roomId, thread) {
  chat.ui.set({ targetReply: null });
  if (strandAt(chat, roomId, thread)?.hasAfter)
    await loadReplies(chat, roomId, thread, "newest", { before: LAST });
  chat.threadScroll.toEnd(placeOf(roomId, thread));
}

/** @param {Chat} chat @returns {Promise<boolean>} whether the page is in the window now */
async function loadReplies(chat, roomId, thread, how, place) {
  const { ui } = chat;
  const key = placeOf(roomId, thread);
  if (ui.isLoading(key, how)) return false;
  ui.setLoading(key, how, true);
  ui.failed.delete(key);
  try {
    return await fetchReplies(chat, roomId, thread, how, place);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    ui.failed.add(key);
    return false;
  } finally {
    ui.setLoading(key, how, false);
  }
}

async function fetchReplies(chat, roomId, thread, how, place) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const page = await chat.api.thread(roomId, thread, { ...place, limit: PAGE });
    const strand = strandAt(chat, roomId, thread);
    const joins = how === "before" || how === "after";
    if (joins && (!strand?.loaded || !stillFits(strand, how, place))) return false;
    if (chat.store.addPage(roomId, page, how, thread)) return true;
  }
  return false;
}

/** The window may have been trimmed or replaced while the page was on its way. */
function stillFits(strand, how, place) {
  const [first, last] = ends(strand);
  return how === "before" ? first === place.before : last === place.after;
}

/** @param {Chat} chat */
export function toggleFollow(chat, room, thread) {
  const type = room.follows.has(thread) ? "thread.unfollow" : "thread.follow";
  return tell(chat, { type, room: room.id, thread });
}

/** Whether answers wait or could not be sent, to be told below the root. @param {Chat} chat */
export function pendingReplies(chat, roomId, thread) {
  if (!chat.outbox?.pending.size) return "";
  const here = chat.outbox.of(roomId).filter((record) => record.thread === thread);
  if (here.some(({ state }) => state === "failed")) return "failed";
  return here.some(({ state }) => state === "waiting") ? "waiting" : "";
}

/** The end of a thread was seen: all of it is read. @param {Chat} chat */
export function markThreadRead(chat, roomId, thread) {
  const room = chat.store.state.rooms.get(roomId);
  const follow = room?.follows.get(thread);
  const strand = room?.strands.get(thread);
  if (!follow || !strand?.loaded || strand.hasAfter || strand.messages.size === 0) return;
  const last = ends(strand)[1];
  if (last <= follow.read) return;
  chat.store.moveThreadRead(roomId, thread, last);
  tellRead(chat, roomId, thread);
}

/** At once, then at most once in a while: whoever closes the page has read it all the same. */
function tellRead(chat, roomId, thread) {
  const place = placeOf(roomId, thread);
  const seq = chat.store.state.rooms.get(roomId)?.follows.get(thread)?.read;
  if (seq === undefined || chat.readTimers.has(place)) return;
  chat.socket.request({ type: "thread.read.move", room: roomId, thread, seq }).catch(() => {});
  const later = () => {
    chat.readTimers.delete(place);
    const now = chat.store.state.rooms.get(roomId)?.follows.get(thread)?.read;
    if (now !== seq) tellRead(chat, roomId, thread);
  };
  chat.readTimers.set(place, setTimeout(later, READ_EVERY));
}

/** Everything of a thread from this reply on is unread again. @param {Chat} chat */
export function markThreadUnread(chat, message) {
  const { room, thread } = message;
  const place = placeOf(room, thread);
  chat.heldUnread = place; // until the thread is left, seeing its end reads nothing
  chat.ui.newSince.set(place, message.seq - 1);
  chat.store.moveThreadRead(room, thread, message.seq - 1);
  return tell(chat, { type: "thread.read.move", room, thread, seq: message.seq - 1 });
}

/** Lists what one follows, from the beginning or on from the page before. @param {Chat} chat */
export async function loadFollowed(chat, more = false) {
  const { ui } = chat;
  if (ui.isLoading("threads", "page")) return;
  ui.setLoading("threads", "page", true);
  try {
    const known = more ? (ui.followed?.threads ?? []) : [];
    const page = await chat.api.followed(more ? { after: ui.followed?.next } : {});
    const seen = new Set(known.map(({ room, thread }) => `${room}/${thread}`));
    const fresh = page.threads.filter(({ room, thread }) => !seen.has(`${room}/${thread}`));
    ui.set({ followed: { threads: [...known, ...fresh], next: page.next, failed: false } });
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    ui.set({ followed: { threads: [], next: null, ...ui.followed, failed: true } });
  } finally {
    ui.setLoading("threads", "page", false);
  }
}

/** Something changed in the threads while their place is open: look again in a moment. */
export function refreshFollowed(chat) {
  if (chat.ui.route?.place !== "threads" || chat.readTimers.has("threads")) return;
  if (!chat.ui.followed) return void loadFollowed(chat);
  const look = () => {
    chat.readTimers.delete("threads");
    if (chat.ui.route?.place === "threads") loadFollowed(chat);
  };
  chat.readTimers.set("threads", setTimeout(look, LIST_EVERY));
}

/** A follow that the welcome did not name: read by itself. @param {Chat} chat */
export async function askFollow(chat, roomId, thread) {
  const { follow } = await chat.api.thread(roomId, thread, { limit: 1 });
  if (follow) chat.store.takeFollow(follow);
}
