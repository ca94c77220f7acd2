/** REST: calls of /api/v1 with the session's cookie, refusals as ChatError. */
import { ChatError } from "./lib/errors.js";
import { locale } from "./lib/locale.js";
import { t } from "./lib/text.js";
import { postFile, readable } from "./lib/post_file.js";

/** @param {string} name @returns {string} */
function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

export class Api {
  /** @param {{base?: string, csrfCookie: string}} options */
  constructor({ base = "/api/v1", csrfCookie }) {
    this.base = base;
    this.csrfCookie = csrfCookie;
  }

  me = () => this.#ask("GET", "/me");
  rooms = () => this.#ask("GET", "/rooms").then((body) => body.rooms ?? body);
  people = (ids) =>
    this.#ask("GET", `/users?${ids.map((id) => `id=${id}`).join("&")}`).then((body) => body.users);
  commonRooms = (id) => this.#ask("GET", `/users/${id}/rooms`).then((body) => body.rooms);
  reportMessage = (room, seq, fields) =>
    this.#ask("POST", `/rooms/${room}/messages/${seq}/report`, fields);
  reportPerson = (user, fields) => this.#ask("POST", `/users/${user}/report`, fields);
  imposeSanction = (fields) => this.#ask("POST", "/sanctions", fields);
  setStatus = (status) => this.#ask("PUT", "/me/status", status);
  setQuiet = (until) => this.#ask("PUT", "/me/quiet", { until });
  changeProfile = (fields) => this.#ask("PATCH", "/me", fields);
  users = () => this.#ask("GET", "/users").then((body) => body.users);
  members = (room) => this.#ask("GET", `/rooms/${room}/members`).then((body) => body.members);
  createRoom = (fields) => this.#ask("POST", "/rooms", fields);
  changeRoom = (room, fields) => this.#ask("PATCH", `/rooms/${room}`, fields);
  openDirect = (users) => this.#ask("POST", "/rooms/direct", { users });
  revisions = (room, seq) =>
    this.#ask("GET", `/rooms/${room}/messages/${seq}/revisions`).then((body) => body.revisions);
  message = (room, seq) => this.#ask("GET", `/rooms/${room}/messages/${seq}`);
  pins = (room) => this.#ask("GET", `/rooms/${room}/pins`).then((body) => body.pins);
  followed = (place = {}) => this.#ask("GET", `/threads?${queryOf(place)}`);
  bookmarks = (place = {}) => this.#ask("GET", `/bookmarks?${queryOf(place)}`);
  reminders = () => this.#ask("GET", "/reminders").then((body) => body.reminders);
  setReminder = (id, fields) => this.#ask("PUT", `/reminders/${id}`, fields);
  finishReminder = (id) => this.#ask("DELETE", `/reminders/${id}`);
  mentions = (place = {}) => this.#ask("GET", `/mentions?${queryOf(place)}`);
  search = (question) => this.#ask("GET", `/search?${queryOf(question)}`);
  describeUpload = (upload, description) =>
    this.#ask("PATCH", `/uploads/${upload}`, { description });
  letGo = (upload) => this.#ask("DELETE", `/uploads/${upload}`);
  addMember = (room, user) => this.#ask("PUT", `/rooms/${room}/members/${user}`);
  giveRole = (room, user, role) =>
    this.#ask("PUT", `/rooms/${room}/members/${user}/role`, { role });
  createSection = (name) => this.#ask("POST", "/sections", { name });
  changeSection = (section, fields) => this.#ask("PATCH", `/sections/${section}`, fields);
  removeSection = (section) => this.#ask("DELETE", `/sections/${section}`);
  placeRoom = (room, place) => this.#ask("PUT", `/rooms/${room}/place`, place);
  endMembership = (room, user) => this.#ask("DELETE", `/rooms/${room}/members/${user}`);

  /**
   * @param {number} room
   * @param {{before?: number, after?: number, around?: number, limit?: number}} place
   * @returns {Promise<import("./types.js").Page>}
   */
  messages(room, place = {}) {
    return this.#ask("GET", `/rooms/${room}/messages?${queryOf({ ...place, roots: true })}`);
  }

  /**
   * @param {number} room
   * @param {number} root
   * @param {{before?: number, after?: number, around?: number, limit?: number}} place
   * @returns {Promise<import("./types.js").Page>} the root first
   */
  thread(room, root, place = {}) {
    return this.#ask("GET", `/rooms/${room}/messages/${root}/thread?${queryOf(place)}`);
  }

  /**
   * @param {import("./types.js").Chosen} file
   * @param {(share: number) => void} tell
   * @param {AbortSignal} signal
   * @returns {Promise<import("./types.js").Attachment>}
   */
  async upload(file, tell, signal) {
    await readable(file.blob);
    const answer = await postFile(`${this.base}/uploads`, this.#headers("POST"), file, tell, signal);
    if (!answer.ok) throw await refusal(answer);
    return answer.json();
  }

  async #ask(method, path, body = undefined) {
    const answer = await fetch(this.base + path, {
      method,
      credentials: "same-origin",
      headers: this.#headers(method, body),
      body: body === undefined ? undefined : JSON.stringify(body),
    }).catch(() => {
      throw new ChatError("disconnected", t("error.network"));
    });
    if (!answer.ok) throw await refusal(answer);
    return answer.status === 204 ? null : answer.json().catch(() => null);
  }

  #headers(method, body) {
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json", "Accept-Language": locale() };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (method !== "GET") headers["X-CSRFToken"] = this.#token();
    return headers;
  }

  #token() {
    /** @type {HTMLMetaElement|null} */
    const meta = document.querySelector('meta[name="csrf-token"]');
    return meta?.content || cookie(this.csrfCookie);
  }
}

/** @param {object} place */
const queryOf = (place) =>
  new URLSearchParams(Object.entries(place).map(([name, value]) => [name, String(value)]));

/** @param {Response} answer */
async function refusal(answer) {
  const problem = await answer.json().catch(() => ({}));
  if (answer.status === 413 && !problem.code) throw new ChatError("too_long", t("files.refused"));
  const code = problem.code ?? (answer.status >= 500 ? "unavailable" : "bad_frame");
  const sentence = problem.detail ?? problem.message ?? problem.title ?? t("error.unknown");
  return new ChatError(code, String(sentence), problem.retry_after);
}
