/** Times as a wall clock shows them in a time zone: what "tomorrow at nine" is where somebody lives. */

/** @typedef {{year: number, month: number, day: number, hour: number, minute: number}} Wall */

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** @type {Map<string, Intl.DateTimeFormat>} */
const clocks = new Map();

/** The zone of this device, where somebody has not said theirs. */
export const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/**
 * What the clock shows at a moment; 1 is Monday.
 * @param {string} zone @param {number} at milliseconds
 * @returns {Wall & {weekday: number}}
 */
export function wallAt(zone, at) {
  const parts = clockOf(zone).formatToParts(at);
  const shown = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return {
    year: Number(shown.year),
    month: Number(shown.month),
    day: Number(shown.day),
    hour: Number(shown.hour),
    minute: Number(shown.minute),
    weekday: WEEKDAYS.indexOf(shown.weekday) + 1,
  };
}

/**
 * The moment at which the clock shows this; days beyond the month run on into the next one. What
 * the clock skips in spring is the moment as long after midnight as it would have been.
 * @param {string} zone @param {Wall} wall @returns {number} milliseconds
 */
export function momentOf(zone, wall) {
  const wanted = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  const first = wanted - ahead(zone, wanted);
  const second = wanted - ahead(zone, first);
  return shows(zone, second, wanted) || !shows(zone, first, wanted) ? second : first;
}

const shows = (zone, at, wanted) => at + ahead(zone, at) === wanted;

/** How far the clock of a zone is ahead of UTC, in milliseconds. */
function ahead(zone, at) {
  const { year, month, day, hour, minute } = wallAt(zone, at);
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(at / 60_000) * 60_000;
}

function clockOf(zone) {
  const known = clocks.get(zone);
  if (known) return known;
  // English is read by this module and by nobody else.
  const clock = new Intl.DateTimeFormat("en", {
    calendar: "gregory",
    numberingSystem: "latn",
    weekday: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: supported(zone),
  });
  clocks.set(zone, clock);
  return clock;
}

/** A zone that this browser has not heard of yet is taken for its own. */
function supported(zone) {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return zoneHere();
  }
}
