/** The sentences of commands, and of the list that finishes what is typed. */

/** @type {Record<string, string>} */
export const COMMANDS = {
  "completion.count": "{count} suggestions",
  "completion.outside": "not in this room",
  "completion.command": "Commands",
  "completion.person": "People",
  "completion.room": "Rooms",
  "command.me.takes": "does something",
  "command.me": "Say what you do",
  "command.topic.takes": "new topic",
  "command.topic": "Set the topic of this room",
  "command.rename.takes": "new name",
  "command.rename": "Give this room another name",
  "command.invite.takes": "@person …",
  "command.invite": "Bring people in",
  "command.remove.takes": "@person …",
  "command.remove": "Remove people",
  "command.join.takes": "#room",
  "command.join": "Go to a room, or join it",
  "command.msg.takes": "@person … message",
  "command.msg": "Write directly",
  "command.leave": "Leave this room",
  "command.unknown":
    "There is no command /{name}. Begin with two slashes, //{name}, to send it as text.",
  "command.usage": "This command is written: {usage}",
  "command.people": "Name people by their user names, each with an @ before it.",
  "command.nobody": "Nobody here has the user name @{name}.",
  "command.no_room": "There is no room #{name} that you could join.",
  "command.stopped": "At {name}: {sentence}",
  "command.invited": "Added {names}.",
  "command.removed": "Removed {names}.",
};
