/** System lines: who came and went, what became of the room; folded when there are many. */
import { html } from "lit-html";
import { listNames, t } from "../lib/text.js";
import { clockTime, wholeTime } from "../lib/time.js";
import { nameOf } from "./people.js";

/** @typedef {import("../types.js").RoomEvent} RoomEvent */

/** @param {import("../chat.js").Chat} chat @param {RoomEvent[]} marks */
export function markLine(chat, marks) {
  const sentences = [...sentencesOf(chat, marks)];
  const { at } = marks[marks.length - 1];
  return html`<p class="mark" title=${wholeTime(at)}>
    <span dir="auto">${sentences.join(" · ")}</span>
    <time datetime=${at}>${clockTime(at)}</time>
  </p>`;
}

/** Neighbours of one kind become one sentence with all names. */
function* sentencesOf(chat, marks) {
  for (let index = 0; index < marks.length;) {
    const { kind, was } = marks[index];
    if (kind === "room.changed") yield changeOf(chat, marks[index++]);
    else if (was) yield roleOf(chat, marks[index++]);
    else {
      const names = [];
      while (marks[index]?.kind === kind && !marks[index].was) names.push(marks[index++].member?.user.name ?? "…");
      yield t(kind === "member.joined" ? "mark.joined" : "mark.left", { names: listNames(names) });
    }
  }
}

function roleOf(chat, { by, member }) {
  const who = nameOf(chat, by);
  return t(`mark.role.${member?.role}`, { who, name: member?.user.name ?? "…" });
}

function changeOf(chat, { by, room }) {
  const who = nameOf(chat, by);
  if (room.was !== undefined && room.name !== room.was) {
    return t("mark.renamed", { who, name: room.name });
  }
  if (room.topic && room.topic !== room.had?.topic)
    return t("mark.topic", { who, topic: room.topic });
  if (room.archived !== room.had?.archived) {
    return t(room.archived ? "mark.archived" : "mark.unarchived", { who });
  }
  return t("mark.changed", { who });
}
