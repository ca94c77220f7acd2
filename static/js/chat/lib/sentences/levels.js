/** The sentences about what of a room calls for its reader, by key. */

/** @type {Record<string, string>} */
export const LEVELS = {
  "level.title": "What calls for you here",
  "level.button": "Calls for you: {level}",
  "level.everything": "Everything",
  "level.everything.hint": "Every new message counts",
  "level.mentions": "Mentions",
  "level.mentions.hint": "Messages that name you count",
  "level.nothing": "Nothing",
  "level.nothing.hint": "The room is muted",
  "level.muted": "muted",
  "mute.title": "Mute for a time",
  "mute.hour": "1 h",
  "mute.hours": "4 h",
  "mute.tomorrow": "until 8:00",
  "mute.until": "Muted until {time}",
  "mute.end": "Let it call again",
};
