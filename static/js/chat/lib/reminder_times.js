/** When somebody wants to be reminded: as chosen from a list, or as typed before the words. */
import { momentOf, wallAt } from "./wall_clock.js";

const MINUTE = 60_000; // milliseconds
const MORNING = 9; // o'clock, of a day that is named without a time
const WEEK = 7; // days

export const CHOICES = ["minutes", "hour", "hours", "tomorrow", "monday"];

/** @type {Record<string, (zone: string, now: number) => number>} */
const RULES = {
  minutes: (_, now) => now + 20 * MINUTE,
  hour: (_, now) => now + 60 * MINUTE,
  hours: (_, now) => now + 180 * MINUTE,
  tomorrow: (zone, now) => dayAt(zone, now, 1),
  monday: (zone, now) => dayAt(zone, now, daysUntil(zone, now, 1)),
};

/** @param {string} choice @param {string} zone @param {number} now @returns {number} */
export const timeOf = (choice, zone, now) => RULES[choice](zone, now);

function dayAt(zone, now, days, time = { hour: MORNING, minute: 0 }) {
  const today = wallAt(zone, now);
  return momentOf(zone, { ...today, day: today.day + days, ...time });
}

/** Days until the next such day of the week, never none. */
const daysUntil = (zone, now, weekday) =>
  ((weekday - wallAt(zone, now).weekday + WEEK - 1) % WEEK) + 1;

const END = String.raw`(?=[\s:,]|$)`;
const SPAN = new RegExp(
  String.raw`^(?:in\s+)?(?:(\d{1,4})\s*|(half an|an?|one|(?:eine[rn]?\s+)?halben?|eine[rmn]?)\s+)` +
    `(m|min|mins|minuten?|minutes?|h|hrs?|hours?|std|stunden?|d|days?|tage?n?|w|weeks?|wochen?)${END}`,
  "iu",
);
const DAY = new RegExp(
  String.raw`^(?:on\s+|am\s+)?(?:next\s+|nächsten?\s+)?([\p{L}]+)${END}`,
  "iu",
);
const DATE = new RegExp(String.raw`^(?:on\s+|am\s+)?(\d{4})-(\d\d?)-(\d\d?)${END}`, "iu");
const NOON = new RegExp(`^(?:at\\s+|um\\s+)?(?:noon|mittags?)${END}`, "iu");
const TIME = new RegExp(
  String.raw`^(at\s+|um\s+)?(\d{1,2})(?:[:.](\d\d))?(?:\s*(am|pm|uhr))?${END}`,
  "iu",
);

/** English and German, as one types them. @type {Record<string, number>} */
const WEEKDAYS = {
  ...{ monday: 1, mon: 1, montag: 1, mo: 1, tuesday: 2, tue: 2, tues: 2, dienstag: 2, di: 2 },
  ...{ wednesday: 3, wed: 3, mittwoch: 3, mi: 3, thursday: 4, thu: 4, thur: 4, thurs: 4 },
  ...{ donnerstag: 4, do: 4, friday: 5, fri: 5, freitag: 5, fr: 5, saturday: 6, sat: 6 },
  ...{ samstag: 6, sonnabend: 6, sa: 6, sunday: 7, sun: 7, sonntag: 7, so: 7 },
};
const TODAY = new Set(["today", "heute"]);
const TOMORROW = new Set(["tomorrow", "morgen"]);

/**
 * Reads a time and the words after it; null where no time stands first.
 * @param {string} words
 * @param {string} zone
 * @param {number} now
 * @returns {{at: number, text: string}|null}
 */
export function readReminder(words, zone, now) {
  const said = words.trim().replace(/^me\s+/i, "");
  const found = readSpan(said, zone, now) ?? readDay(said, zone, now) ?? readClock(said, zone, now);
  return found && { at: found.at, text: wordsAfter(said, found.length) };
}

const wordsAfter = (said, length) =>
  said
    .slice(length)
    .trim()
    .replace(/^[:,]\s*/, "")
    .replace(/^(?:to|that|dass)\s+/i, "");

function readSpan(said, zone, now) {
  const [all, number, word, unit] = SPAN.exec(said) ?? [];
  if (all === undefined) return null;
  const many = word === undefined ? Number(number) : /hal[fb]/i.test(word) ? 0.5 : 1;
  const first = unit[0].toLowerCase();
  if (first === "m") return { at: now + many * MINUTE, length: all.length };
  if (first === "h" || first === "s") return { at: now + many * 60 * MINUTE, length: all.length };
  const days = first === "d" || first === "t" ? many : many * WEEK;
  const { hour, minute } = wallAt(zone, now);
  return { at: dayAt(zone, now, days, { hour, minute }), length: all.length };
}

/** A day, then perhaps a time. */
function readDay(said, zone, now) {
  const day = dayIn(said, zone, now);
  if (!day) return null;
  const rest = said.slice(day.length);
  const gap = rest.length - rest.trimStart().length;
  const time = timeIn(rest.trimStart());
  const length = day.length + (time ? gap + time.length : 0);
  return { at: day.at(time ?? { hour: MORNING, minute: 0 }), length };
}

/** A time, then perhaps a day; without one it is the next time that the clock shows it. */
function readClock(said, zone, now) {
  const time = timeIn(said);
  if (!time) return null;
  const rest = said.slice(time.length);
  const gap = rest.length - rest.trimStart().length;
  const day = dayIn(rest.trimStart(), zone, now);
  if (day) return { at: day.at(time), length: time.length + gap + day.length };
  const today = dayAt(zone, now, 0, time);
  return { at: today > now ? today : dayAt(zone, now, 1, time), length: time.length };
}

/** @returns {{length: number, at: (time: {hour: number, minute: number}) => number}|null} */
function dayIn(said, zone, now) {
  const [dated, year, month, day] = DATE.exec(said) ?? [];
  if (dated !== undefined) {
    const date = { year: Number(year), month: Number(month), day: Number(day) };
    return { length: dated.length, at: ({ hour, minute }) => momentOf(zone, { ...date, hour, minute }) };
  }
  const [named, name] = DAY.exec(said) ?? [];
  const days = named === undefined ? null : daysTo(name.toLowerCase(), zone, now);
  if (named === undefined || days === null) return null;
  return {
    length: named.length,
    at: ({ hour, minute }) => dayAt(zone, now, days, { hour, minute }),
  };
}

function daysTo(name, zone, now) {
  if (TODAY.has(name)) return 0;
  if (TOMORROW.has(name)) return 1;
  return Object.hasOwn(WEEKDAYS, name) ? daysUntil(zone, now, WEEKDAYS[name]) : null;
}

/** A bare number is no time: it may count what one has to buy. */
function timeIn(said) {
  const noon = NOON.exec(said);
  if (noon) return { hour: 12, minute: 0, length: noon[0].length };
  const [all, at, hours, minutes, half] = TIME.exec(said) ?? [];
  if (all === undefined || !(at || minutes || half)) return null;
  const hour = onDial(Number(hours), half?.toLowerCase());
  const minute = Number(minutes ?? 0);
  return hour < 24 && minute < 60 ? { hour, minute, length: all.length } : null;
}

function onDial(hour, half) {
  if (half === "pm" && hour < 12) return hour + 12;
  return half === "am" && hour === 12 ? 0 : hour;
}
