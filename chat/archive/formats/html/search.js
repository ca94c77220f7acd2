// Searches the history: loads the files beside it one after another and keeps only what is found.
"use strict";

const SHOWN = 200; // results; who finds more looks for another word
const state = document.getElementById("state");
const results = document.getElementById("results");
const query = new URLSearchParams(location.search).get("q") || "";
const words = fold(query).split(/\s+/).filter(Boolean);
const parts = Number(results.dataset.parts);
let count = 0;

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

// Called by each file, with [place, room, name, time, text] of each message.
function found(messages) {
  for (const [place, room, name, at, text] of messages) {
    const folded = fold(`${name} ${text}`);
    if (words.every((word) => folded.includes(word))) {
      count += 1;
      if (count <= SHOWN) results.append(result(place, room, name, at, text));
    }
  }
}

function result(place, room, name, at, text) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = place;
  link.textContent = `${room}, ${at}`;
  const who = document.createElement("small");
  who.textContent = ` ${name}`;
  const said = document.createElement("p");
  said.textContent = excerpt(text);
  item.append(link, who, said);
  return item;
}

function excerpt(text) {
  const at = Math.max(0, text.toLowerCase().indexOf(words[0]) - 80);
  const part = text.slice(at, at + 240);
  return (at > 0 ? "…" : "") + part + (at + 240 < text.length ? "…" : "");
}

function load(number) {
  if (number === parts) return tell("");
  tell(` Looking: ${number} of ${parts}.`);
  const script = document.createElement("script");
  script.src = `search-${number}.js`;
  script.onload = () => load(number + 1);
  script.onerror = () => tell(` ${script.src} is missing: the search is not complete.`);
  document.head.append(script);
}

function tell(more) {
  const shown = count > SHOWN ? ` The first ${SHOWN} are shown.` : "";
  state.textContent = `${count} found for “${query}”.${shown}${more}`;
}

document.getElementById("q").value = query;
if (words.length) load(0);
else state.textContent = "Type what you look for.";
