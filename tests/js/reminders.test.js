/** Reminders: when words mean, what the store knows of them, and what is told when one is due. */
import assert from "node:assert/strict";
import test from "node:test";
import { dueNow, finish, remindOf, tellDue } from "../../static/js/chat/actions/reminders.js";
import { ChatError } from "../../static/js/chat/lib/errors.js";
import { CHOICES, readReminder, timeOf } from "../../static/js/chat/lib/reminder_times.js";
import { momentOf, wallAt } from "../../static/js/chat/lib/wall_clock.js";
import { parsePath } from "../../static/js/chat/router.js";
import { Store } from "../../static/js/chat/store.js";
import { dueReminders, remindersOf } from "../../static/js/chat/store/reminders.js";
import { entry, events, message, welcome } from "./fakes.js";

const ZONE = "Europe/Berlin";
const NOW = Date.parse("2026-11-24T13:30:00Z"); // a Tuesday, 14:30 in Berlin

/** A moment as the clock in Berlin shows it. */
function shown(at, zone = ZONE) {
  const { year, month, day, hour, minute } = wallAt(zone, at);
  const two = (number) => String(number).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}

const read = (words) => {
  const found = readReminder(words, ZONE, NOW);
  return found && `${shown(found.at)} ${found.text}`;
};

test("a time is read where it stands first, in two languages", () => {
  for (const [words, meant] of [
    ["20 minutes tea", "2026-11-24 14:50 tea"],
    ["in 20 min tea", "2026-11-24 14:50 tea"],
    ["2h: the oven", "2026-11-24 16:30 the oven"],
    ["half an hour to stretch", "2026-11-24 15:00 stretch"],
    ["an hour that it rains", "2026-11-24 15:30 it rains"],
    ["3 days ask again", "2026-11-27 14:30 ask again"],
    ["2 weeks ask again", "2026-12-08 14:30 ask again"],
    ["me tomorrow at 9 to call home", "2026-11-25 09:00 call home"],
    ["tomorrow call home", "2026-11-25 09:00 call home"],
    ["tomorrow 3 eggs", "2026-11-25 09:00 3 eggs"],
    ["today at 17:45 close up", "2026-11-24 17:45 close up"],
    ["at 9 wake up", "2026-11-25 09:00 wake up"],
    ["at 5 pm tea", "2026-11-24 17:00 tea"],
    ["12 am sleep", "2026-11-25 00:00 sleep"],
    ["9:15 tomorrow bread", "2026-11-25 09:15 bread"],
    ["noon eat", "2026-11-25 12:00 eat"],
    ["Friday at noon eat out", "2026-11-27 12:00 eat out"],
    ["tuesday report", "2026-12-01 09:00 report"],
    ["next Monday at 8:15 meet", "2026-11-30 08:15 meet"],
    ["2027-03-01 at 7 spring", "2027-03-01 07:00 spring"],
    ["in 20 Minuten Tee", "2026-11-24 14:50 Tee"],
    ["in einer Stunde Tee", "2026-11-24 15:30 Tee"],
    ["in einer halben Stunde Tee", "2026-11-24 15:00 Tee"],
    ["morgen um 9 Uhr Brot", "2026-11-25 09:00 Brot"],
    ["am Freitag um 9 Brot", "2026-11-27 09:00 Brot"],
    ["nächsten Montag Brot", "2026-11-30 09:00 Brot"],
    ["tomorrow", "2026-11-25 09:00 "],
  ])
    assert.equal(read(words), meant, words);
});

test("what begins with no time is not guessed", () => {
  for (const words of ["tea in 20 minutes", "9 eggs", "soon tea", "at 25:00 x", "", "0x5 minutes"])
    assert.equal(read(words), null, words);
});

test("choices are read off the clock of the zone, whatever the season", () => {
  const at = Object.fromEntries(CHOICES.map((name) => [name, shown(timeOf(name, ZONE, NOW))]));
  assert.deepEqual(at, {
    minutes: "2026-11-24 14:50",
    hour: "2026-11-24 15:30",
    hours: "2026-11-24 17:30",
    tomorrow: "2026-11-25 09:00",
    monday: "2026-11-30 09:00",
  });
  const saturday = Date.parse("2026-03-28T10:00:00Z"); // the night before clocks are put forward
  assert.equal(shown(timeOf("tomorrow", ZONE, saturday)), "2026-03-29 09:00");
  const monday = Date.parse("2026-11-30T10:00:00Z");
  assert.equal(shown(timeOf("monday", ZONE, monday)), "2026-12-07 09:00");
  const here = Date.parse("2026-11-24T23:30:00Z"); // tomorrow already in Auckland
  const there = "Pacific/Auckland";
  assert.equal(shown(timeOf("tomorrow", there, here), there), "2026-11-26 09:00");
});

test("a time that the clock skips or shows twice is one moment", () => {
  const skipped = momentOf(ZONE, { year: 2026, month: 3, day: 29, hour: 2, minute: 30 });
  assert.equal(shown(skipped), "2026-03-29 03:30");
  const twice = momentOf(ZONE, { year: 2026, month: 10, day: 25, hour: 2, minute: 30 });
  assert.equal(shown(twice), "2026-10-25 02:30");
  const odd = momentOf("No/Where", { year: 2026, month: 1, day: 32, hour: 12, minute: 0 });
  assert.ok(Number.isFinite(odd));
});

const reminder = (id, fields = {}) => ({
  ...{ id, due_at: "2026-11-24T14:00:00.000000Z", due: false, text: `text ${id}` },
  ...{ room: null, seq: null, ...fields },
});

function opened(reminders) {
  const store = new Store({ now: () => 0 });
  store.apply(welcome([entry({ seq: 2, read: 2 })], { reminders }));
  const told = (seq, kind, one) =>
    store.apply({ type: "viewer", seq, kind: `reminder.${kind}`, reminder: one });
  return { store, told, ids: () => remindersOf(store.state).map(({ id }) => id) };
}

test("reminders are named by the welcome, set, due and done by other devices", () => {
  const late = reminder("a", { due_at: "2026-11-25T14:00:00.000000Z" });
  const { store, told, ids } = opened([late]);
  const before = store.digest();
  told(1, "set", reminder("b"));
  assert.deepEqual(ids(), ["b", "a"]);
  assert.notEqual(store.digest(), before);
  told(2, "due", reminder("b", { due: true }));
  assert.deepEqual(
    dueReminders(store.state).map(({ id }) => id),
    ["b"],
  );
  told(3, "done", { id: "b" });
  assert.deepEqual(ids(), ["a"]);
  store.apply(welcome([entry({ seq: 2, read: 2 })], { viewer_seq: 3 }));
  assert.deepEqual(ids(), []);
});

test("a deleted message reminds nobody, whichever is heard first", () => {
  const { store, told, ids } = opened([reminder("a", { room: 3, seq: 1 })]);
  const gone = (seq, of) => ({
    ...{ seq, kind: "message.deleted", at: "2026-11-24T02:00:00.000000Z", by: 2 },
    message: message(of, { changed_seq: seq, deleted: { at: "now", by: 2 }, text: "", html: "" }),
  });
  store.apply(events(gone(3, 1), gone(4, 2)));
  assert.deepEqual(ids(), []);
  told(1, "set", reminder("b", { room: 3, seq: 2 }));
  assert.deepEqual(ids(), []);
});

test("what one is reminded of in a room that is left is out of sight until one is back", () => {
  const { store, ids } = opened([reminder("a", { room: 3, seq: 1, due: true })]);
  store.apply({ type: "viewer", seq: 1, kind: "room.closed", room: { id: 3, slug: "lounge" } });
  assert.deepEqual(ids(), []);
  assert.deepEqual(dueReminders(store.state), []);
  store.apply({ type: "viewer", seq: 2, kind: "room.opened", room: entry({ seq: 5, read: 5 }) });
  assert.deepEqual(ids(), ["a"]);
});

/** A page whose server answers, or refuses with a code. */
function page(store, refuses = () => null) {
  const asked = [];
  const notices = [];
  const shown = [];
  const answer = (what) => async (...given) => {
    asked.push([what, ...given]);
    const code = refuses(what);
    if (code) throw new ChatError(code, "No.");
  };
  const api = { setReminder: answer("set"), finishReminder: answer("finish") };
  api.me = async () => ({ time_zone: ZONE });
  const ui = { notice: (text, link) => notices.push([text, link?.path ?? null]) };
  const notifier = { remind: (one, words) => shown.push([one.id, words]) };
  return { store, api, ui, notifier, asked, notices, shown };
}

test("what comes due is told once, with the way to it", () => {
  const { store, told } = opened([reminder("a"), reminder("b", { due: true })]);
  const chat = page(store);
  const before = dueNow(chat);
  told(1, "due", reminder("a", { due: true, text: "Tea" }));
  tellDue(chat, before);
  tellDue(chat, dueNow(chat));
  assert.deepEqual(chat.notices, [["Reminder: Tea", "/reminders"]]);
  assert.deepEqual(chat.shown, [["a", "Reminder: Tea"]]);
});

test("the command asks for a time and words, and said again it makes no second reminder", async () => {
  const { store } = opened([]);
  const outcomes = ["disconnected", null];
  const chat = page(store, () => outcomes.shift());
  await assert.rejects(remindOf(chat, "tea"), /tea, \/remind tomorrow/);
  await assert.rejects(remindOf(chat, "tomorrow"), /Say when first/);
  await assert.rejects(remindOf(chat, "20 minutes tea"));
  await remindOf(chat, "20 minutes tea");
  const [[, first, fields], [, second]] = chat.asked;
  assert.equal(first, second);
  assert.equal(fields.text, "tea");
  await remindOf(chat, "20 minutes tea");
  assert.notEqual(chat.asked[2][1], first);
});

test("one is done with a reminder, and a refusal is said", async () => {
  const chat = page(opened([]).store, () => "busy");
  await finish(chat, reminder("a"));
  assert.deepEqual(chat.asked, [["finish", "a"]]);
  assert.equal(chat.notices[0][0], "No.");
});

test("reminders have an address", () => {
  assert.equal(parsePath("/reminders")?.place, "reminders");
});
