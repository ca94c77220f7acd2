/** The sentences about calling many at once, by key. */

/** @type {Record<string, string|string[]>} */
export const GROUPS = {
  "group.room": "everybody in this room",
  "group.room.count": ["{count} person in this room", "{count} people in this room"],
  "group.room.thread": "everybody who follows this thread",
  "group.here": "who is here now",
  "group.here.count": ["{count} person who is here now", "{count} people who are here now"],
  "group.here.thread": "who follows this thread and is here now",
  "call.title": "Call so many?",
  "call.text": ["{count} person will be told.", "{count} people will be told."],
  "settings.callers": "Who may call many with @room and @here",
  "callers.everybody": "Everybody",
  "callers.moderators": "Those who lead the room",
};
