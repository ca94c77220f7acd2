/** What is typed into the search, term by term: which one is being written, and how it may go on. */
import { bestMatches } from "./match.js";
import { t } from "./text.js";

/**
 * @typedef {{start: number, end: number, text: string}} Term
 * @typedef {{insert: string, hint: string, opens?: boolean}} Suggestion what becomes of a term;
 *   `opens`: a value is to follow
 * @typedef {{people: any[], rooms: any[], me?: any, now: Date}} Known
 */

const SHOWN = 8; // suggestions; who needs more types another letter

/** Operators and the values that belong to them; null: names or days. */
const OPERATORS = {
  from: null,
  in: null,
  mentions: null,
  before: null,
  after: null,
  on: null,
  has: ["link", "code", "file", "reaction", "mention", "thread"],
  is: ["thread", "reply", "edited", "pinned", "saved"],
};

/** The term around a place in the text; phrases keep their spaces. @returns {Term} */
export function termAt(text, place) {
  for (const { index, 0: term } of text.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)) {
    const end = index + term.length;
    if (place >= index && place <= end) return { start: index, end, text: term };
  }
  return { start: place, end: place, text: "" };
}

/** Whether a term is an operator whose value may still be on its way. */
export const isOperator = (term) => /^-?[a-z]+:/i.test(term) && operatorOf(term) in OPERATORS;

const operatorOf = (term) => term.replace(/^-/, "").split(":")[0].toLowerCase();

/**
 * How a term may go on. Of an empty one: every operator.
 * @param {string} term @param {Known} known @returns {Suggestion[]}
 */
export function suggestions(term, known) {
  const not = term.startsWith("-") ? "-" : "";
  const typed = term.slice(not.length).toLowerCase();
  if (!isOperator(term)) return operators(not, typed);
  const [name] = typed.split(":");
  const value = typed.slice(name.length + 1).replace(/^[@#]/, "");
  return valuesOf(name, value, known)
    .filter(({ value: whole }) => whole !== typed.slice(name.length + 1))
    .slice(0, SHOWN)
    .map(({ value: whole, hint }) => ({ insert: `${not}${name}:${whole}`, hint }));
}

const operators = (not, typed) =>
  Object.keys(OPERATORS)
    .filter((name) => name.startsWith(typed))
    .map((name) => ({ insert: `${not}${name}:`, hint: t(`search.${name}`), opens: true }));

/** @returns {Array<{value: string, hint: string}>} */
function valuesOf(name, typed, known) {
  if (name === "from" || name === "mentions") return people(typed, known);
  if (name === "in") return places(typed, known);
  const few = OPERATORS[name]?.map((value) => ({ value, hint: t(`search.${name}.${value}`) }));
  return (few ?? days(known.now)).filter(({ value }) => value.startsWith(typed));
}

function people(typed, { people: all, me }) {
  const mine = { value: "me", hint: me?.name ?? "" };
  const others = all.filter(({ id, username }) => username && id !== me?.id);
  const found = bestMatches(others, typed, ({ name, username }) => [username, name]);
  const named = found.map(({ username, name }) => ({ value: username, hint: name }));
  return "me".startsWith(typed) ? [mine, ...named] : named;
}

function places(typed, { rooms, me }) {
  const listed = rooms.map((room) => ({ value: placeValue(room, me?.id), room }));
  const named = bestMatches(listed, typed, ({ value, room }) => [value, room.title]);
  return named.map(({ value, room }) => ({ value, hint: room.title }));
}

/** How a room is written behind `in:`: by its address, a conversation of two by the other one. */
export function placeValue(room, me) {
  if (room.kind !== "direct") return room.slug;
  const others = room.users.filter(({ id }) => id !== me);
  if (others.length === 1 && others[0].username) return `@${others[0].username}`;
  return room.slug;
}

function days(now) {
  const two = (number) => String(number).padStart(2, "0");
  const month = `${now.getFullYear()}-${two(now.getMonth() + 1)}`;
  return [
    { value: "today", hint: "" },
    { value: "yesterday", hint: "" },
    { value: `${month}-${two(now.getDate())}`, hint: t("search.day") },
    { value: month, hint: t("search.month") },
    { value: String(now.getFullYear()), hint: t("search.year") },
  ];
}

/**
 * The text once a suggestion has taken the place of a term, and where writing goes on.
 * @param {string} text @param {Term} term @param {Suggestion} suggestion
 */
export function completed(text, term, { insert, opens }) {
  const rest = text.slice(term.end);
  const gap = opens || rest.startsWith(" ") ? "" : " ";
  const before = `${text.slice(0, term.start)}${insert}${gap}`;
  const place = before.length + (gap || opens ? 0 : 1);
  return { text: before + rest, place };
}
