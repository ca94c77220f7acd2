/** What is done by typing: each command asks the server for what a button asks it for. */
import { namesIn } from "../lib/commands.js";
import { ChatError } from "../lib/errors.js";
import { listNames, t } from "../lib/text.js";
import { roomPath } from "../router.js";
import { send, sentenceOf } from "./messages.js";
import { remindOf } from "./reminders.js";
import { goTo, join, leave, loadPeople } from "./rooms.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Room} Room */

/**
 * @typedef {object} Rule
 * @property {boolean} [takes] whether it needs words after it
 * @property {"members"|"others"} [people] whom it names
 * @property {(chat: Chat, room: Room, rest: string, thread: number|null) => any} act
 */

/** The commands in the order in which they are listed. @type {Record<string, Rule>} */
export const COMMANDS = {
  me: {
    takes: true,
    act: (chat, room, rest, thread) => void send(chat, room.id, `/me ${rest}`, thread),
  },
  topic: {
    takes: true,
    act: (chat, room, topic) => chat.api.changeRoom(room.id, { topic }),
  },
  rename: { takes: true, act: (chat, room, name) => chat.api.changeRoom(room.id, { name }) },
  invite: {
    takes: true,
    people: "others",
    act: async (chat, room, rest) => {
      const people = await peopleIn(chat, rest);
      await forEach(people, (person) => chat.api.addMember(room.id, person.id));
      chat.ui.notice(t("command.invited", { names: namesOf(people) }));
    },
  },
  remove: {
    takes: true,
    people: "members",
    act: async (chat, room, rest) => {
      const people = await peopleIn(chat, rest);
      await forEach(people, (person) => chat.api.endMembership(room.id, person.id));
      chat.ui.notice(t("command.removed", { names: namesOf(people) }));
    },
  },
  join: { takes: true, act: (chat, _, rest) => joinNamed(chat, rest) },
  msg: { takes: true, people: "others", act: (chat, _, rest) => write(chat, rest) },
  remind: { takes: true, act: (chat, _, rest) => remindOf(chat, rest) },
  leave: { act: leave },
};

/** What a command is called and what it takes. */
export function usageOf(name) {
  return COMMANDS[name].takes ? `/${name} ${t(`command.${name}.takes`)}` : `/${name}`;
}

/**
 * @param {Chat} chat
 * @param {Room} room where it was typed
 * @param {number|null} thread
 * @param {import("../lib/commands.js").Command} command
 * @returns {Promise<string>} why it was refused, or nothing
 */
export async function obey(chat, room, thread, { name, rest }) {
  const rule = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : null;
  if (!rule) return t("command.unknown", { name });
  if (Boolean(rule.takes) !== Boolean(rest)) return t("command.usage", { usage: usageOf(name) });
  try {
    await rule.act(chat, room, rest, thread);
    return "";
  } catch (error) {
    return sentenceOf(error);
  }
}

const namesOf = (people) => listNames(people.map(({ name }) => name));

/** One after the other, so that the first refusal says at whom it stopped. */
async function forEach(people, act) {
  for (const person of people) {
    await act(person).catch((error) => {
      const sentence = sentenceOf(error);
      if (people.length === 1) throw error;
      throw new ChatError("forbidden", t("command.stopped", { name: person.name, sentence }));
    });
  }
}

/** @returns {Promise<import("../types.js").Person[]>} whom the words name, all of them known */
async function peopleIn(chat, rest) {
  const { names, words } = namesIn(rest);
  if (words || names.length === 0) throw new ChatError("bad_frame", t("command.people"));
  return people(chat, names);
}

async function people(chat, names) {
  const known = () => new Map([...chat.store.state.people.values()].map((p) => [p.username, p]));
  if (!names.every((name) => known().has(name))) await loadPeople(chat);
  const found = known();
  const missing = names.find((name) => !found.has(name));
  if (missing) throw new ChatError("not_found", t("command.nobody", { name: missing }));
  return names.map((name) => found.get(name));
}

async function joinNamed(chat, rest) {
  const slug = rest.replace(/^#/, "").toLowerCase();
  if (chat.store.roomBySlug(slug)) return chat.router.go(roomPath(slug));
  const room = (await chat.api.rooms()).find((entry) => entry.slug === slug);
  if (!room) throw new ChatError("not_found", t("command.no_room", { name: slug }));
  await join(chat, room);
}

/** Goes to the conversation with somebody; what stands after their names is said there. */
async function write(chat, rest) {
  const { names, words } = namesIn(rest);
  if (names.length === 0) throw new ChatError("bad_frame", t("command.people"));
  const found = await people(chat, names);
  const room = await chat.api.openDirect(found.map(({ id }) => id));
  if (words) chat.outbox.add(room.id, words, null);
  goTo(chat, room);
}
