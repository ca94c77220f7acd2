/** Puts the page together and draws it whenever something it shows has changed. */
import { openDirect } from "./actions/rooms.js";
import { Chat } from "./chat.js";
import { useLanguage } from "./lib/text.js";
import { addComposers } from "./views/composer.js";
import { listenForDrops } from "./views/choose_files.js";
import { loadSprite } from "./views/icons.js";
import { listenForKeys } from "./views/keys.js";
import { drawPage, nameTab } from "./views/page.js";
import { TimelineScroll } from "./views/timeline_scroll.js";
import { ThreadScroll } from "./views/thread_scroll.js";

const MINUTE = 60_000; // milliseconds
const TICK = 1000; // milliseconds; for countdowns and for typing lines that end

/** @param {HTMLElement} root */
function readConfig(root) {
  const config = JSON.parse(document.getElementById("config")?.textContent ?? "{}");
  const { icons, emoji } = root.dataset;
  return { ...config, urls: { ...config.urls, icons, emoji } };
}

/**
 * One drawing per frame, however many things changed; none while nobody can see it. The tab is
 * named after each change: a hidden page's drawing may be a minute away.
 */
function drawOnChange(chat, root) {
  let due = false;
  let naming = false;
  const name = () => {
    naming = false;
    nameTab(chat);
  };
  const draw = () => {
    due = false;
    drawPage(chat, root);
  };
  const changed = () => {
    if (!naming) queueMicrotask(name);
    naming = true;
    if (due) return;
    due = true;
    if (document.visibilityState === "visible") requestAnimationFrame(draw);
    else setTimeout(draw, TICK);
  };
  for (const source of [chat.store, chat.ui, chat.outbox]) source.subscribe(changed);
  changed();
}

/** Once a second what counts down; once a minute what shows times, statuses and quiet that end. */
function tick(chat) {
  let drawn = Math.floor(Date.now() / MINUTE);
  setInterval(() => {
    chat.store.expireTyping();
    const minute = Math.floor(Date.now() / MINUTE);
    if (chat.ui.connection.name === "waiting" || minute !== drawn) chat.ui.changed();
    drawn = minute;
  }, TICK);
}

/** Fetches the sentences in the page's language; without them it speaks English, but it works. */
async function learnLanguage(address) {
  if (!address) return;
  try {
    const answer = await fetch(address, { credentials: "same-origin" });
    useLanguage(document.documentElement, await answer.json());
  } catch {
    Object.assign(document.documentElement, { lang: "en", dir: "ltr" });
  }
}

async function start() {
  const root = document.getElementById("app");
  if (!root) return;
  const config = readConfig(root);
  await learnLanguage(root.dataset.words);
  loadSprite(config.urls.icons);
  const chat = new Chat(config);
  chat.scroll = new TimelineScroll(chat);
  chat.threadScroll = new ThreadScroll(chat);
  addComposers(chat);
  await chat.start();
  root.replaceChildren();
  drawOnChange(chat, root);
  listenForKeys(chat);
  listenForDrops(chat);
  tick(chat);
  if (config.person && config.person !== config.user.id) await openDirect(chat, [config.person]);
}

start();
