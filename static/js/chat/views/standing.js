/** What moderators have to say to the one who writes: a mute with its end, a warning. */
import { html, nothing } from "lit-html";
import { silencedHere } from "../store/sanctions.js";
import { t } from "../lib/text.js";
import { whenEnds } from "../lib/time.js";
import { icon } from "./icons.js";

/** Stands in place of the composer while one is muted. @returns {any} nothing where one may write */
export function silencedNote(chat, room) {
  const until = silencedHere(chat.store.state, room);
  if (until === null) return nothing;
  const reason = room.silenced_for || chat.store.state.me?.silenced_for;
  return html`<p class="composer-note" role="status">
    ${icon("bell-off")}
    <span>
      ${until ? t("muted.until", { when: whenEnds(until) }) : t("muted.lasting")}
      ${reason ? html`<span dir="auto">${t("muted.reason", { reason })}</span>` : nothing}
    </span>
  </p>`;
}

/** Stands over the composer until it was read. */
export function warningNote(chat) {
  const { me } = chat.store.state;
  if (me?.warning === undefined) return nothing;
  const read = () => {
    delete me.warning;
    chat.ui.changed();
  };
  return html`<p class="composer-note warning" role="alert">
    ${icon("circle-alert")}
    <span dir="auto">${me.warning ? t("warned.for", { reason: me.warning }) : t("warned.plain")}</span>
    <button class="link" @click=${read}>${t("warned.read")}</button>
  </p>`;
}
