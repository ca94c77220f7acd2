/** Whether a message is shown outside the page, and why it is or is not: no document, no clock. */

const SHOWN = 140; // characters of a message: what a notification holds on most systems

/**
 * What decides, in this order; the first that speaks is the reason.
 * @typedef {object} Circumstances
 * @property {number} me
 * @property {boolean} wanted whether this device is to show notifications, and may
 * @property {boolean} watched whether a tab of this chat is in sight
 * @property {boolean} quiet whether this person is not to be disturbed
 *
 * @param {import("../types.js").Message} message
 * @param {import("../types.js").Room} room
 * @param {Circumstances} circumstances
 * @returns {{notify: boolean, because: string}}
 */
export function verdict(message, room, { me, wanted, watched, quiet }) {
  const calls = callOf(message, room, me);
  if (!calls.notify) return calls;
  if (!wanted) return no("device");
  if (quiet) return no("quiet");
  return watched ? no("watched") : calls;
}

const no = (because) => ({ notify: false, because });
const yes = (because) => ({ notify: true, because });

/** Whether a message calls for this person, wherever they are. */
function callOf(message, room, me) {
  if (message.author === me) return no("own");
  if (message.deleted) return no("deleted");
  if (room.level === "nothing") return no("level");
  if (message.mentions.includes(me)) return yes("mention");
  if (message.thread && !room.follows.has(message.thread)) return no("thread");
  if (message.everybody) return yes("mention");
  if (room.kind === "direct") return yes("direct");
  return room.level === "everything" ? yes("everything") : no("level");
}

/** What a notification says. @param {string} words without marks @param {string} roomName */
export function wordsOf(message, room, words, roomName) {
  const points = [...words];
  const body = points.length > SHOWN ? `${points.slice(0, SHOWN).join("")}…` : words;
  const title =
    room.kind === "direct" ? message.author_name : `${message.author_name} · ${roomName}`;
  return { title, body };
}
