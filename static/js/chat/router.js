/** Addresses: /rooms/<slug> and /rooms/<slug>/<seq>, through the History API. */

/** @typedef {{slug: string, seq: number|null}|null} Route */

/** @param {string} path @returns {Route} */
export function parsePath(path) {
  const found = /^\/rooms\/([^/]+)(?:\/(\d+))?\/?$/.exec(path);
  return found && { slug: decodeURIComponent(found[1]), seq: found[2] ? Number(found[2]) : null };
}

/** @param {string} slug @param {number|null} [seq] */
export function roomPath(slug, seq = null) {
  return `/rooms/${encodeURIComponent(slug)}${seq ? `/${seq}` : ""}`;
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
    else history.pushState(null, "", path);
    this.#arrived();
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
