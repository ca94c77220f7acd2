/** The one place where text of the server becomes markup: sanitised message bodies. */

import { t } from "../lib/text.js";
import { mentionsMe } from "../store/counts.js";

/** @type {string|null} the body being parsed; the policy takes nothing else */
let expected = null;

const policy = globalThis.trustedTypes?.createPolicy("chat-message", {
  createHTML(html) {
    if (html !== expected) throw new TypeError("only a message body may become markup");
    return html;
  },
});

/** Parsed bodies, for as long as their message lives. @type {WeakMap<object, Element>} */
const bodies = new WeakMap();
/** The same once more: a root stands in the timeline and in its thread. */
const threadBodies = new WeakMap();

/**
 * @param {{html: string, author_name: string, mentions?: number[]}} message
 * @param {number} [me] whose mentions stand out
 * @param {boolean} [inThread]
 * @returns {Element}
 */
export function bodyOf(message, me, inThread = false) {
  const cache = inThread ? threadBodies : bodies;
  const kept = cache.get(message);
  if (kept) return kept;
  const body = document.createElement("div");
  body.className = "text";
  body.dir = "auto";
  body.append(parse(message.html));
  if (body.firstElementChild?.matches("p.action")) nameActor(body.firstElementChild, message);
  body.querySelector(`.mention[data-user="${Number(me)}"]`)?.classList.add("me");
  if (message.mentions && mentionsMe(message, me))
    body.querySelector(".mention[data-group]")?.classList.add("me");
  cache.set(message, body);
  return body;
}

/** What somebody does is read with the name as its first word. */
function nameActor(action, { author_name }) {
  const name = document.createElement("bdi");
  name.textContent = author_name;
  action.prepend(name, " ");
}

/** What a message says, without any markup. @param {{html: string}} message */
export function plainText(message) {
  return (bodies.get(message) ?? parse(message.html)).textContent ?? "";
}

/** A template's content is inert: nothing loads or runs before it has been looked through. */
function parse(html) {
  const template = document.createElement("template");
  expected = html;
  try {
    template.innerHTML = policy ? policy.createHTML(html) : html;
  } finally {
    expected = null;
  }
  template.content.querySelectorAll("*").forEach(inspect);
  return template.content;
}

const REFUSED = "script,style,iframe,object,embed,link,meta,base,form,svg,math";

/** The server has sanitised it; this page does not rely on that alone. */
function inspect(element) {
  if (element.matches(REFUSED)) return element.remove();
  for (const { name } of [...element.attributes]) {
    if (name.startsWith("on") || name === "style") element.removeAttribute(name);
  }
  if (element instanceof HTMLAnchorElement) inspectLink(element);
  if (element instanceof HTMLInputElement) nameTask(element);
  if (element.matches("pre")) element.tabIndex = 0; // long lines are scrolled to by the keyboard
}

/** The box of a task list says by its mark alone whether it is done. */
function nameTask(box) {
  box.ariaLabel = t(box.checked ? "task.done" : "task.open");
}

function inspectLink(link) {
  if (!["http:", "https:", "mailto:"].includes(link.protocol)) return link.removeAttribute("href");
  if (link.origin === location.origin) return;
  link.target = "_blank";
  link.rel = "noopener noreferrer nofollow";
}
