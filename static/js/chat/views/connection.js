/** The connection line: quiet when all is well, honest when it is not. */
import { html, nothing } from "lit-html";
import { t } from "../lib/text.js";
import { icon } from "./icons.js";

/** @param {import("../chat.js").Chat} chat */
export function connectionLine(chat) {
  const { name, reason, retryAt } = chat.ui.connection;
  if (name === "stopped" && reason === "signed_out") return signedOut(chat);
  if (name === "stopped") return html`<p class="connection">${t("connection.stopped")}</p>`;
  if (name === "waiting") return offline(chat, retryAt ?? 0);
  return html`<p class="connection ${name}" role="status">
    ${name === "online" ? onlineWords(chat) : busy(t("connection.connecting"))}
  </p>`;
}

const busy = (words) => html`<span class="pulse"></span>${words}`;

function onlineWords(chat) {
  const missing = chat.store.missing();
  if (missing > 0) return busy(t("connection.catching", { count: missing }));
  const sending = chat.outbox?.waiting ?? 0;
  if (sending > 0) return busy(t("connection.sending", { count: sending }));
  return html`<span class="lamp"></span>${t("connection.online")}`;
}

function offline(chat, retryAt) {
  const waiting = chat.outbox?.waiting ?? 0;
  const seconds = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
  const words =
    waiting > 0
      ? t("connection.offline.waiting", { count: waiting })
      : seconds > 0
        ? t("connection.offline", { seconds })
        : t("connection.offline.now");
  return html`<p class="connection waiting" role="status">
    ${icon("wifi-off")}<span>${words}</span>
    <button class="link" @click=${() => chat.socket.retryNow()}>${t("connection.retry")}</button>
  </p>`;
}

function signedOut(chat) {
  const back = encodeURIComponent(location.pathname);
  const { sign_in } = chat.config.urls;
  return html`<p class="connection waiting" role="alert">
    <span>${t("connection.signed_out")}</span>
    ${sign_in ? html`<a href="${sign_in}?next=${back}">${t("connection.sign_in")}</a>` : nothing}
  </p>`;
}
