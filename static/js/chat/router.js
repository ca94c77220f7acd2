/** Addresses of rooms, messages, threads and replies, through the History API. */

/**
 * @typedef {{slug: string, seq: number|null, thread?: number|null, reply?: number|null,
 *   place?: string}|null} Route the room, a message of it, or a thread beside it; or a place
 *   beside the rooms
 */

const ROOM = /^\/rooms\/([^/]+)(?:\/(\d+))?(?:\/(thread)(?:\/(\d+))?)?\/?$/;

/** @param {string} path @returns {Route} */
export function parsePath(path) {
  if (PLACES.has(path)) return { slug: "", seq: null, place: path.slice(1) };
  const [, slug, seq, thread, reply] = ROOM.exec(path) ?? [];
  if (slug === undefined || (thread && !seq)) return null;
  const place = { slug: decodeURIComponent(slug), seq: Number(seq) || null };
  if (!thread) return place;
  return { ...place, seq: null, thread: Number(seq) || null, reply: Number(reply) || null };
}

export const THREADS = "/threads";
export const SAVED = "/saved";
export const MENTIONS = "/mentions";
export const REMINDERS = "/reminders";
const PLACES = new Set([THREADS, MENTIONS, SAVED, REMINDERS]);

/** @param {string} slug @param {number|null} [seq] */
export function roomPath(slug, seq = null) {
  return `/rooms/${encodeURIComponent(slug)}${seq ? `/${seq}` : ""}`;
}

/** @param {string} slug @param {number} root @param {number|null} [reply] */
export function threadPath(slug, root, reply = null) {
  return `${roomPath(slug, root)}/thread${reply ? `/${reply}` : ""}`;
}

export class Router {
  /** @param {(route: Route) => void} onRoute */
  constructor(onRoute) {
    this.onRoute = onRoute;
    window.addEventListener("popstate", () => this.#arrived());
    document.addEventListener("click", (event) => this.#clicked(event));
  }

  get route() {
    return parsePath(location.pathname);
  }

  /** @param {string} path @param {{replace?: boolean}} [how] */
  go(path, { replace = false } = {}) {
    if (replace || path === location.pathname) history.replaceState(null, "", path);
    else history.pushState({ from: location.pathname }, "", path);
    this.#arrived();
  }

  /** Leaves a thread: to where it was opened, if that was its room, so that Back goes on there. */
  closeThread() {
    const { route } = this;
    if (!route?.thread) return;
    const from = parsePath(history.state?.from ?? "");
    if (from?.slug === route.slug && !from.thread) history.back();
    else this.go(roomPath(route.slug), { replace: true });
  }

  #arrived() {
    this.onRoute(this.route);
  }

  /** Links to rooms stay in the page; a modifier or another button opens a tab as everywhere. */
  #clicked(event) {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin) return;
    if (link.hasAttribute("download") || !(parsePath(link.pathname) || link.pathname === "/"))
      return;
    event.preventDefault();
    this.go(link.pathname);
  }
}
