/** Times as the viewer reads them: own zone, own locale. */
import { t } from "./text.js";

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
const dayThisYear = new Intl.DateTimeFormat(undefined, {
  weekday: "long",
  day: "numeric",
  month: "long",
});
const dayOtherYear = new Intl.DateTimeFormat(undefined, {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});

export const clockTime = (at) => clock.format(new Date(at));
/** The clock without am and pm, for the narrow gutter; its tooltip has the whole time. */
export function shortTime(at) {
  const parts = clock.formatToParts(new Date(at));
  return parts
    .filter(({ type }) => type !== "dayPeriod")
    .map(({ value }) => value)
    .join("")
    .trim();
}

export const wholeTime = (at) => whole.format(new Date(at));

const shortDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/** The time of today, the day of anything earlier. @param {string} at @param {Date} [now] */
export function whenShort(at, now = new Date()) {
  return dayKey(at) === dayKey(now) ? clockTime(at) : shortDay.format(new Date(at));
}

/** What a clock shows, like 07:00, as this page writes times. @param {string} clock */
export const clockWords = (clock) =>
  clockTime(new Date(2000, 0, 1, Number(clock.slice(0, 2)), Number(clock.slice(3))));

/** When something ends: the time of today, the day and time of anything later. @param {string} at */
export const whenEnds = (at) =>
  dayKey(at) === dayKey(Date.now()) ? clockTime(at) : dayAndTime.format(new Date(at));

const dayAndTime = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "numeric",
  minute: "2-digit",
});

/** The time in a zone, with the day where it is not the day here; empty for an unknown zone. */
export function timeIn(zone, now = new Date()) {
  try {
    const options = { hour: "numeric", minute: "2-digit", timeZone: zone };
    const day = new Intl.DateTimeFormat(undefined, { weekday: "short", timeZone: zone }).format(now);
    const here = new Intl.DateTimeFormat(undefined, { weekday: "short" }).format(now);
    const time = new Intl.DateTimeFormat(undefined, options).format(now);
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
  return (sameYear ? dayThisYear : dayOtherYear).format(date);
}
