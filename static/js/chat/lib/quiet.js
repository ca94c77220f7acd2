/** What holds just now of what a person said: their status, whether they are not to be disturbed. */

/** @typedef {import("../types.js").Profile} Profile */

const MINUTES = 60; // of an hour
const WEEK = 7; // days

/** @param {Profile|undefined} profile @param {number} [now] */
export function statusOf(profile, now = Date.now()) {
  const status = profile?.status;
  return status && (!status.until || Date.parse(status.until) > now) ? status : null;
}

/**
 * Until when somebody is not to be disturbed.
 * @param {Profile|undefined} profile
 * @param {number} [now]
 * @returns {{at?: string, clock?: string}|null} a time, or what their own clock will show
 */
export function quietOf(profile, now = Date.now()) {
  if (!profile) return null;
  const { quiet_until: until } = profile;
  if (until && Date.parse(until) > now) return { at: until };
  if (profile.quiet_hours.length === 0) return null;
  const here = clockIn(profile.time_zone, now);
  const ends = here && profile.quiet_hours.find((hours) => within(hours, here))?.ends;
  return ends ? { clock: ends } : null;
}

/** Whether the one who looks is not to be disturbed. @param {import("../types.js").State} state */
export const isQuiet = ({ me, profiles }) => Boolean(me && quietOf(profiles.get(me.id)));

/** An end at or before the beginning is on the next day. */
function within({ day, begins, ends }, { today, minutes }) {
  const [from, until] = [minutesOf(begins), minutesOf(ends)];
  if (day === today) return minutes >= from && (minutes < until || until <= from);
  return day % WEEK === today - 1 && until <= from && minutes < until;
}

const minutesOf = (clock) => Number(clock.slice(0, 2)) * MINUTES + Number(clock.slice(3));

/** @type {Map<string, Intl.DateTimeFormat|null>} */
const clocks = new Map();
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** The day of the week and the minute of the day in a time zone; null for one unknown here. */
export function clockIn(zone, now) {
  const clock = clockOf(zone);
  if (!clock) return null;
  const parts = Object.fromEntries(clock.formatToParts(now).map(({ type, value }) => [type, value]));
  const minutes = Number(parts.hour) * MINUTES + Number(parts.minute);
  return { today: DAYS.indexOf(parts.weekday) + 1, minutes };
}

function clockOf(zone) {
  const known = clocks.get(zone);
  if (known !== undefined || !zone) return known ?? null;
  clocks.set(zone, null);
  try {
    const fields = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    // English is read by this module and by nobody else.
    clocks.set(zone, new Intl.DateTimeFormat("en", { ...fields, timeZone: zone }));
  } catch {
    return null; // a zone that this browser has not heard of yet
  }
  return clocks.get(zone) ?? null;
}
