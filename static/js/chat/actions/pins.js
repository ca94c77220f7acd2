/** What a person does with pins: set them, take them off, and look what is pinned in a room. */
import { ChatError } from "../lib/errors.js";
import { leads } from "../lib/rights.js";
import { sentenceOf, tell } from "./messages.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Message} Message */

/**
 * @typedef {object} Pinned
 * @property {number} room
 * @property {Array<{message: Message, at: string, by: number|null}>} pins pinned last first
 * @property {string} failed why they could not be read
 */

/** Who leads a room pins in it; a direct conversation has no leaders. @param {Chat} chat */
export function mayPin(chat, room) {
  return !room.archived && (room.kind === "direct" || leads(chat.store.state, room));
}

/** @param {Chat} chat @param {Message} message */
export function togglePin(chat, message) {
  const type = message.pinned ? "message.unpin" : "message.pin";
  return tell(chat, { type, room: message.room, seq: message.seq });
}

/** Opens the list of what is pinned, or closes it. @param {Chat} chat */
export function togglePins(chat, room) {
  const shown = chat.ui.panel === "pins" && !chat.ui.route?.thread;
  if (chat.ui.route?.thread) chat.router.closeThread();
  chat.ui.set({ panel: shown ? null : "pins" });
  if (!shown) loadPins(chat, room.id);
}

/** @param {Chat} chat */
export async function loadPins(chat, roomId) {
  const { ui } = chat;
  if (ui.isLoading(roomId, "pins")) return ui.stalePins.add(roomId);
  ui.setLoading(roomId, "pins", true);
  ui.stalePins.delete(roomId);
  try {
    ui.set({ pinned: { room: roomId, pins: await chat.api.pins(roomId), failed: "" } });
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    ui.set({ pinned: { room: roomId, pins: [], failed: sentenceOf(error) } });
  } finally {
    ui.setLoading(roomId, "pins", false);
  }
  if (ui.stalePins.has(roomId)) loadPins(chat, roomId); // more was pinned while it was read
}

/** Something was told of a room whose pins are on the screen: do they say the same still? */
export function refreshPins(chat, frame) {
  const { panel, pinned } = chat.ui;
  if (panel !== "pins" || pinned?.room !== frame.room) return;
  const known = new Set(pinned?.pins.map(({ message }) => message.seq));
  const messages = frame.messages ?? frame.events.map((event) => event.message);
  const touched = messages.some((message) => message?.pinned || known.has(message?.seq));
  if (touched) loadPins(chat, frame.room);
}
