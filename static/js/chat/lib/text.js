/** Every sentence of the page, by key, in English; another language replaces the dictionary. */
import { COMMANDS } from "./command_sentences.js";
import { SEARCH } from "./search_sentences.js";
import { isolated, locale, speak } from "./locale.js";
import { CONNECTION } from "./sentences/connection.js";
import { FILES } from "./sentences/files.js";
import { GROUPS } from "./sentences/groups.js";
import { LEVELS } from "./sentences/levels.js";
import { MODERATION } from "./sentences/moderation.js";
import { PEOPLE } from "./sentences/people.js";
import { REMINDERS } from "./sentences/reminders.js";
import { SECTIONS } from "./sentences/sections.js";

/** One sentence, or its forms for one and for several. @type {Record<string, string|string[]>} */
const ENGLISH = {
  "app.loading": "Opening…",
  "sidebar.rooms": "Rooms",
  "sidebar.direct": "Direct messages",
  "sidebar.switch": "Go to…",
  "sidebar.create": "Create a room",
  "sidebar.browse": "Browse rooms",
  "sidebar.start": "Start a direct message",
  "sidebar.empty": "No rooms yet. Browse the open ones or create the first.",
  "sidebar.direct.empty": "Write to somebody with the plus above.",
  "sidebar.resize": "Width of the sidebar",
  "sidebar.back": "Back to the rooms",
  "account.menu": "Account and appearance",
  "account.profile": "Profile",
  "account.invite": "Invite people",
  "account.admin": "Administration",
  "account.sign_out": "Sign out",
  "account.theme": "Appearance",
  "theme.system": "System",
  "theme.light": "Light",
  "theme.dark": "Dark",
  "people.unknown": "Somebody",
  "presence.online": "online",
  "presence.offline": "offline",
  "unread.count": "{count} unread",
  "mentions.count": ["{count} mention", "{count} mentions"],
  "room.members": "Members",
  "room.direct.self": "Notes to yourself",
  "room.archived": "This room is archived. It can be read, but nobody can write in it.",
  "room.reopen": "Open it again",
  "room.loading": "Loading messages…",
  "room.failed": "The messages could not be loaded. Nothing is lost.",
  "room.retry": "Try again",
  "room.none": "Choose a room on the left, or create one.",
  "room.none.title": "Nothing open",
  "room.missing.title": "No such room",
  "room.missing": "There is no room at this address, or you may not see it.",
  "room.closed.title": "You are no longer in {name}",
  "room.closed": "You left this room, were removed from it, or it no longer exists.",
  "room.visit": "You are not in this room yet.",
  "room.join": "Join",
  "room.joined": "Open",
  "room.start": "This is the beginning of {name}.",
  "room.start.direct": "This is the beginning of your conversation with {name}.",
  "room.start.hint": "Say the first word below.",
  "room.leave": "Leave this room",
  "room.add": "Add people",
  "room.remove": "Remove {name} from the room",
  "timeline.label": "Messages in {name}",
  "timeline.today": "Today",
  "timeline.yesterday": "Yesterday",
  "timeline.new": "New",
  "timeline.newest": "Jump to newest",
  "timeline.newest.count": "{count} new below",
  "timeline.first_unread": "{count} new, jump to the first",
  "timeline.mark_read": "Mark as read",
  "message.edited": "edited",
  "message.edited.at": "Edited {time}",
  "task.done": "done",
  "task.open": "to do",
  "message.deleted": "This message was deleted.",
  "message.broken": "This message could not be shown.",
  "message.actions": "Message by {name}",
  "message.react": "React",
  "message.react.with": "React with {emoji}",
  "message.more": "More",
  "message.edit": "Edit",
  "message.delete": "Delete",
  "message.copy": "Copy text",
  "message.copy_link": "Copy link",
  "message.quote": "Quote",
  "message.forward": "Forward",
  "message.mark_unread": "Mark unread from here",
  "message.copied": "Copied.",
  "message.not_copied": "This browser does not let the page copy. Select the text instead.",
  "message.sending": "Sending…",
  "message.waiting": "Waiting for connection",
  "message.waiting.rate": "Waiting: you are writing faster than this room allows",
  "message.waiting.server": "Waiting: the server is busy",
  "message.failed": "Not sent.",
  "message.retry": "Retry",
  "message.discard": "Discard",
  "message.reply": "Reply in thread",
  "message.keep": "Save for later",
  "message.let_go": "Remove from saved",
  "message.pin": "Pin to the room",
  "message.unpin": "Take the pin off",
  "message.removed": "Removed by {name}.",
  "message.removed.operator": "Removed by the operator.",
  "message.reactors": "{names} reacted with {emoji}",
  "message.you": "You",
  "revisions.title": "Earlier versions",
  "revisions.show": "Edited: show earlier versions",
  "revisions.now": "Since {time}",
  "revisions.until": "Until {time}",
  "thread.title": "Thread",
  "thread.close": "Close the thread",
  "thread.follow": "Follow this thread",
  "thread.unfollow": "Stop following this thread",
  "thread.count": ["{count} reply", "{count} replies"],
  "thread.new": "{count} new",
  "thread.last": "Last reply {time}",
  "thread.waiting": "Waiting for connection",
  "thread.unsent": "Not sent",
  "thread.none": "No replies yet",
  "thread.failed": "The thread could not be read.",
  "threads.title": "Threads",
  "threads.empty.title": "No threads yet",
  "threads.empty":
    "Threads you begin, answer or are mentioned in come together here, what is new first.",
  "threads.failed": "Your threads could not be read.",
  "pins.title": "Pinned",
  "pins.count": ["{count} pinned message", "{count} pinned messages"],
  "pins.empty": "Nothing is pinned here. Messages are pinned from their menu.",
  "pins.by": "Pinned by {name}",
  "pins.operator": "the operator",
  "forward.title": "Forward a message",
  "forward.filter": "Find a room",
  "forward.where": "Where to",
  "forward.none": "No room of that name.",
  "forward.words": "Add a word of your own",
  "forward.submit": "Forward",
  "draft.unsent": "unsent draft",
  "mentions.title": "Mentions",
  "mentions.empty.title": "Nobody has mentioned you yet",
  "mentions.empty": "Messages that name you with @ come together here, the newest first.",
  "mentions.failed": "Your mentions could not be read.",
  "card.unread": "unread",
  "saved.title": "Saved",
  "saved.empty.title": "Nothing saved yet",
  "saved.empty": "What you save from a message's menu is kept here. Only you see it.",
  "saved.failed": "What you saved could not be read.",
  ...SEARCH,
  "lists.more": "Show more",
  "edit.label": "Edit message",
  "edit.save": "Save",
  "edit.cancel": "Cancel",
  "edit.hint": "Enter saves, Esc cancels",
  "delete.title": "Delete this message?",
  "delete.text": "It will be gone for everybody. A mark stays in its place.",
  "delete.confirm": "Delete",
  "composer.label": "Message {name}",
  "composer.reply": "Reply",
  "composer.send": "Send",
  "composer.emoji": "Insert an emoji",
  "composer.left": "{count} left",
  "composer.over": "{count} too long",
  ...COMMANDS,
  "announce.many": ["{count} new message", "{count} new messages"],
  "typing.names": ["{names} is typing…", "{names} are typing…"],
  "typing.crowd": "Several people are typing…",
  "emoji.search": "Search emoji",
  "emoji.none": "No emoji has this name.",
  "emoji.often": "Often used",
  "dialog.close": "Close",
  "dialog.cancel": "Cancel",
  "switcher.label": "Go to a room or person",
  "switcher.none": "Nothing of that name. Esc closes.",
  "switcher.person": "Direct message",
  "create.title": "Create a room",
  "create.name": "Name",
  "create.slug": "Address",
  "create.slug.hint": "Small letters, digits and hyphens. Links to the room begin with it.",
  "create.topic": "Topic",
  "create.optional": "optional",
  "create.open": "Open: everybody can find and join it",
  "create.closed": "Closed: only people who are added see it",
  "create.submit": "Create room",
  "settings.title": "Room settings",
  "settings.slug.hint": "When it changes, links by the old one lead nowhere.",
  "settings.archive": "Archive",
  "settings.submit": "Save",
  "browse.archived": "Archived rooms of yours",
  "browse.title": "Browse rooms",
  "browse.filter": "Filter by name or topic",
  "browse.none": "No open room matches. You could create it.",
  "browse.members": ["{count} member", "{count} members"],
  "direct.title": "Start a direct message",
  "direct.filter": "Filter by name",
  "direct.submit": "Start",
  "direct.none": "Nobody of that name.",
  "direct.chosen": "{count} chosen",
  "add.title": "Add people to {name}",
  "add.submit": "Add",
  "members.role": "Role of {name}",
  "role.owner": "Owner",
  "role.moderator": "Moderator",
  "role.member": "Member",
  "members.title": "Members",
  "members.online": "Online",
  "members.others": "Not here",
  "mark.joined": "{names} joined",
  "mark.left": "{names} left",
  "mark.role.owner": "{who} made {name} an owner of the room",
  "mark.role.moderator": "{who} made {name} a moderator of the room",
  "mark.role.member": "{who} made {name} a member like others",
  "mark.renamed": "{who} renamed the room to {name}",
  "mark.topic": "{who} set the topic: {topic}",
  "mark.archived": "{who} archived the room",
  "mark.unarchived": "{who} opened the room again",
  "mark.changed": "{who} changed the room",
  "names.others": ["{count} more", "{count} more"],
  ...CONNECTION,
  ...FILES,
  ...GROUPS,
  ...LEVELS,
  ...MODERATION,
  ...PEOPLE,
  ...REMINDERS,
  ...SECTIONS,
};

/** @type {Record<string, string|string[]>} */
let dictionary = ENGLISH;
let forms = ""; // which plural form each number takes, a digit for each of 0 to 199
let numbers = new Intl.NumberFormat(locale());
let lists = new Intl.ListFormat(locale(), { type: "conjunction" });

/**
 * Says everything in another language from now on; what it lacks stays English.
 * @param {{lang: string, dir: string}} page
 * @param {{forms: string, sentences: Record<string, string|string[]>}} words
 */
export function useLanguage(page, words) {
  speak(page.lang, page.dir);
  dictionary = { ...ENGLISH, ...words.sentences };
  forms = words.forms;
  numbers = new Intl.NumberFormat(locale());
  lists = new Intl.ListFormat(locale(), { type: "conjunction" });
}

/**
 * @param {string} key
 * @param {Record<string, string|number>} [values] for the {places} of the sentence; a sentence that
 *   has several forms takes that of `count`
 * @returns {string}
 */
export function t(key, values = {}) {
  const found = dictionary[key] ?? key;
  const sentence = typeof found === "string" ? found : found[formOf(values.count)];
  return sentence.replace(/\{(\w+)\}/g, (place, name) => worded(values[name] ?? place));
}

const worded = (value) =>
  typeof value === "number" ? numbers.format(value) : isolated(String(value));

/** Which plural form goes with a number; what counts of a large one are its last two digits. */
function formOf(count) {
  const number = Number.parseInt(String(count), 10);
  if (!forms) return number === 1 ? 0 : 1;
  return Number(forms[number < forms.length ? number : 100 + (number % 100)]);
}

/** @param {string[]} names @param {number} [most] */
export function listNames(names, most = 3) {
  const named = names.slice(0, most).map(isolated);
  if (named.length < names.length) named.push(t("names.others", { count: names.length - most }));
  return lists.format(named);
}

/** Counts beyond two digits say nothing more. */
export const capped = (count) => (count > 99 ? "99+" : String(count));

/** The code points of a text, as the server counts them. */
export function characters(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
