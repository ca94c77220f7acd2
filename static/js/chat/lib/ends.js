/** When what one chooses in words ends: a status, a time without disturbance. */

const MINUTE = 60_000; // milliseconds
const MORNING = 8; // o'clock, when those who asked for quiet until tomorrow are reached again

export const STATUS_ENDS = ["never", "half", "hour", "today", "week"];
export const SANCTION_ENDS = ["half", "hour", "tomorrow", "week", "never"];
export const QUIET_ENDS = ["half", "hour", "hours", "tomorrow"];
export const MUTE_ENDS = ["hour", "hours", "tomorrow"];

/** @type {Record<string, (now: Date) => Date>} */
const RULES = {
  half: (now) => new Date(now.getTime() + 30 * MINUTE),
  hour: (now) => new Date(now.getTime() + 60 * MINUTE),
  hours: (now) => new Date(now.getTime() + 240 * MINUTE),
  today: (now) => day(now, 1),
  tomorrow: (now) => day(now, 1, MORNING),
  week: (now) => day(now, 7 - ((now.getDay() + 6) % 7)),
};

const day = (now, days, hour = 0) =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);

/** @param {string} choice @param {Date} [now] @returns {string|null} null where it has no end */
export const endOf = (choice, now = new Date()) => RULES[choice]?.(now).toISOString() ?? null;
