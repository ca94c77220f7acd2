/** The sentences of reminders, which the dictionary of the page takes in. */

/** @type {Record<string, string>} */
export const REMINDERS = {
  "reminders.title": "Reminders",
  "reminders.count": "{count} due",
  "reminders.empty.title": "Nothing to be reminded of",
  "reminders.empty":
    "Choose Remind me in a message's menu, or write /remind 20 minutes tea. Only you see it.",
  "reminders.failed": "Your reminders could not be read.",
  "reminders.due": "Due",
  "reminders.waiting": "Later",
  "reminders.done": "Done",
  "reminders.later": "Remind me later",
  "reminders.show": "Show",
  "reminders.missing": "a message",
  "remind.title": "Remind me",
  "remind.minutes": "In 20 minutes",
  "remind.hour": "In an hour",
  "remind.hours": "In three hours",
  "remind.tomorrow": "Tomorrow",
  "remind.monday": "Next Monday",
  "remind.at": "At another time",
  "remind.at.zone": "At another time, in {zone}",
  "remind.save": "Remind me then",
  "remind.cancel": "Do not remind me",
  "remind.set": "You will be reminded: {time}",
  "remind.comes": "Reminder: {words}",
  "remind.about": "a message in {name}",
  "remind.mark": "Reminder {time}",
  "remind.usage":
    "Say when first, then what: /remind 20 minutes tea, /remind tomorrow at 9 call home.",
};
