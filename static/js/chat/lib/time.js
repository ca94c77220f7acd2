/** Times as the viewer reads them: own zone, the page's language. */
import { locale } from "./locale.js";
import { t } from "./text.js";

const SHAPES = /** @type {Record<string, Intl.DateTimeFormatOptions>} */ ({
  clock: { timeStyle: "short" },
  whole: { dateStyle: "full", timeStyle: "short" },
  dayThisYear: { weekday: "long", day: "numeric", month: "long" },
  dayOtherYear: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  dayAndTime: {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
  },
  shortDay: { day: "numeric", month: "short" },
});

/** Each is made at its first use: the language is chosen later. */
/** @type {Record<string, Intl.DateTimeFormat>} */
const made = {};
const shaped = (name) => (made[name] ??= new Intl.DateTimeFormat(locale(), SHAPES[name]));

export const clockTime = (at) => shaped("clock").format(new Date(at));
/** The clock without am and pm, for the narrow gutter; its tooltip has the whole time. */
export function shortTime(at) {
  const parts = shaped("clock").formatToParts(new Date(at));
  return parts
    .filter(({ type }) => type !== "dayPeriod")
    .map(({ value }) => value)
    .join("")
    .trim();
}

export const wholeTime = (at) => shaped("whole").format(new Date(at));

/** The time of today, the day of anything earlier. @param {string} at @param {Date} [now] */
export function whenShort(at, now = new Date()) {
  return dayKey(at) === dayKey(now) ? clockTime(at) : shaped("shortDay").format(new Date(at));
}

/** What a clock shows, like 07:00, as this page writes times. @param {string} clock */
export const clockWords = (clock) =>
  clockTime(new Date(2000, 0, 1, Number(clock.slice(0, 2)), Number(clock.slice(3))));

/** When something ends: the time of today, the day and time of anything later. @param {string} at */
export const whenEnds = (at) =>
  dayKey(at) === dayKey(Date.now()) ? clockTime(at) : shaped("dayAndTime").format(new Date(at));

/** The same for somebody who lives in a zone. @param {string} zone @param {number} at */
export function whenIn(zone, at) {
  const options = { weekday: "short", hour: "numeric", minute: "2-digit", timeZone: zone };
  return new Intl.DateTimeFormat(locale(), /** @type {any} */ (options)).format(at);
}

/** The time in a zone, with the day where it is not the day here; empty for an unknown zone. */
export function timeIn(zone, now = new Date()) {
  try {
    const options = { hour: "numeric", minute: "2-digit", timeZone: zone };
    const day = new Intl.DateTimeFormat(locale(), { weekday: "short", timeZone: zone }).format(now);
    const here = new Intl.DateTimeFormat(locale(), { weekday: "short" }).format(now);
    const time = new Intl.DateTimeFormat(locale(), options).format(now);
    return day === here ? time : `${day}, ${time}`;
  } catch {
    return "";
  }
}

/** A key that is equal for two times of the same local day. */
export function dayKey(at) {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** @param {string|number|Date} at @param {Date} [now] */
export function dayName(at, now = new Date()) {
  const date = new Date(at);
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (dayKey(date) === dayKey(now)) return t("timeline.today");
  if (dayKey(date) === dayKey(yesterday)) return t("timeline.yesterday");
  const sameYear = date.getFullYear() === now.getFullYear();
  return shaped(sameYear ? "dayThisYear" : "dayOtherYear").format(date);
}
