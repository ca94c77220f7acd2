/** Roots and replies: what is loaded of threads, and what is heard of their roots. */

/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../types.js").Message} Message */
/** @typedef {import("../types.js").Strand} Strand */

const STRANDS = 8; // opened threads kept of a room; the next visit loads others again
const ROOTS = 300; // roots remembered for pages that were read earlier

/** The thread as far as it is here, or a new one that has nothing yet. @returns {Strand} */
export function strandOf(room, thread) {
  const known = room.strands.get(thread);
  if (known) room.strands.delete(thread); // so that the longest unopened stays first
  const strand = known ?? {
    root: null,
    messages: new Map(),
    loaded: false,
    hasBefore: false,
    hasAfter: false,
  };
  room.strands.set(thread, strand);
  while (room.strands.size > STRANDS) room.strands.delete(room.strands.keys().next().value);
  return strand;
}

/** A message of a room, wherever it is held. @returns {Message|undefined} */
export function messageOf(room, seq) {
  const known = room.messages.get(seq);
  if (known) return known;
  for (const { root, messages } of room.strands.values()) {
    if (root?.seq === seq) return root;
    if (messages.has(seq)) return messages.get(seq);
  }
  return room.recent.get(seq);
}

/**
 * Takes what an event tells of the root of a thread: how many replies, and the last one.
 * @param {Room} room
 * @param {{seq: number, replies: number, last_reply: any}} root
 * @param {number} changed the seq of the event
 */
export function takeRoot(room, root, changed) {
  const { seq, replies, last_reply } = root;
  room.roots.delete(seq);
  room.roots.set(seq, { replies, last_reply, changed_seq: changed });
  while (room.roots.size > ROOTS) {
    const [oldest, { changed_seq }] = room.roots.entries().next().value;
    room.roots.delete(oldest);
    room.recentFrom = Math.max(room.recentFrom, changed_seq); // older pages cannot be mended
  }
  for (const held of [room.messages, room.recent]) patchIn(held, room, seq);
  const strand = room.strands.get(seq);
  if (strand?.root) strand.root = patched(room, strand.root);
}

function patchIn(held, room, seq) {
  const known = held.get(seq);
  if (known) held.set(seq, patched(room, known));
}

/** A message with what was heard of it as a root since. @returns {Message} */
export function patched(room, message) {
  const heard = room.roots.get(message.seq);
  if (!heard || heard.changed_seq <= message.changed_seq) return message;
  return { ...message, ...heard };
}
