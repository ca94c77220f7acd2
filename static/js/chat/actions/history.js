/** Coming to a room and moving through its history. */
import { ChatError } from "../lib/errors.js";
import { threadPath } from "../router.js";
import { ends } from "../store/window.js";

/** @typedef {import("../chat.js").Chat} Chat */

const PAGE = 50; // messages per request: one screen and a scroll
const ATTEMPTS = 3; // a page overtaken by events is asked for again

/**
 * Shows a room, at its end or around a message.
 * @param {Chat} chat
 * @param {number} roomId
 * @param {number|null} seq
 */
export async function enterRoom(chat, roomId, seq) {
  const room = chat.store.state.rooms.get(roomId);
  if (!room) return;
  if (room.unread > 0) chat.ui.newSince.set(roomId, room.read);
  else chat.ui.newSince.delete(roomId);
  chat.memory.set("last-room", room.slug);
  if (seq !== null) return showAround(chat, roomId, seq);
  if (room.loaded && !room.hasAfter) return chat.scroll.arrive(roomId);
  if (await load(chat, roomId, "newest", {})) chat.scroll.arrive(roomId);
}

/** @param {Chat} chat */
export async function showAround(chat, roomId, seq) {
  const room = chat.store.state.rooms.get(roomId);
  const there = room?.messages.has(seq) || (await load(chat, roomId, "around", { around: seq }));
  if (!there || !room) return;
  if (room.messages.has(seq)) chat.scroll.reveal(roomId, seq);
  else await showReply(chat, room, seq);
}

/** It is no message of the timeline: a reply stands in its thread. */
async function showReply(chat, room, seq) {
  const message = await chat.api.message(room.id, seq).catch(() => null);
  if (!message?.thread) return chat.scroll.arrive(room.id);
  chat.router.go(threadPath(room.slug, message.thread, seq), { replace: true });
  if (room.messages.has(message.thread))
    chat.scroll.reveal(room.id, message.thread, { focus: false });
  else chat.scroll.arrive(room.id);
}

/** @param {Chat} chat */
export async function loadBefore(chat, roomId) {
  const room = chat.store.state.rooms.get(roomId);
  if (!room?.loaded || !room.hasBefore) return;
  if (await load(chat, roomId, "before", { before: ends(room)[0] })) chat.store.trim(roomId, "end");
}

/** @param {Chat} chat */
export async function loadAfter(chat, roomId) {
  const room = chat.store.state.rooms.get(roomId);
  if (!room?.loaded || !room.hasAfter) return;
  if (await load(chat, roomId, "after", { after: ends(room)[1] })) chat.store.trim(roomId, "start");
}

/** @param {Chat} chat */
export async function showNewest(chat, roomId) {
  const room = chat.store.state.rooms.get(roomId);
  if (!room) return;
  chat.ui.set({ target: null });
  if (room.hasAfter) await load(chat, roomId, "newest", {});
  chat.scroll.toEnd(roomId);
}

/** A room whose cursor became useless is read anew if it is on the screen. */
export function reload(chat, roomId) {
  if (chat.currentRoom()?.id === roomId) enterRoom(chat, roomId, null);
}

/** @param {Chat} chat @returns {Promise<boolean>} whether the page is in the window now */
async function load(chat, roomId, how, place) {
  const { ui } = chat;
  if (ui.isLoading(roomId, how)) return false;
  ui.setLoading(roomId, how, true);
  ui.failed.delete(roomId);
  try {
    return await fetchPage(chat, roomId, how, place);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    ui.failed.add(roomId);
    return false;
  } finally {
    ui.setLoading(roomId, how, false);
  }
}

async function fetchPage(chat, roomId, how, place) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const room = chat.store.state.rooms.get(roomId);
    const loaded = room?.loaded;
    const page = await chat.api.messages(roomId, { ...place, limit: PAGE });
    const joins = how === "before" || how === "after";
    if (joins && (!loaded || !stillFits(chat, roomId, how, place))) return false;
    if (chat.store.addPage(roomId, page, how)) return true;
  }
  return false;
}

/** The window may have been trimmed or replaced while the page was on its way. */
function stillFits(chat, roomId, how, place) {
  const room = chat.store.state.rooms.get(roomId);
  if (!room?.loaded) return false;
  const [first, last] = ends(room);
  return how === "before" ? first === place.before : last === place.after;
}
