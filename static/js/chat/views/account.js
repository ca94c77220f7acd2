/** The foot of the sidebar: who I am, and the menu of account and appearance. */
import { html, nothing } from "lit-html";
import { toggleNotifications } from "../actions/notify.js";
import { t } from "../lib/text.js";
import { chooseTheme, themeChosen } from "../lib/theme.js";
import { floating } from "./floating.js";
import { icon } from "./icons.js";
import { statusSign, who } from "./people.js";
import { quietRow } from "./status.js";
import { moveInMenu } from "./toolbar.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** @param {Chat} chat */
export function accountBar(chat) {
  const { me } = chat.store.state;
  if (!me) return nothing;
  const open = (event) => chat.ui.set({ accountMenu: event.currentTarget.getBoundingClientRect() });
  return html`<button
    class="account"
    aria-haspopup="menu"
    title=${t("account.menu")}
    @click=${open}
  >
    ${who(chat, me)}
    <span class="room-name"><bdi>${me.name}</bdi> ${statusSign(chat, me.id)}</span>
    ${icon("ellipsis")}
  </button>`;
}

/** @param {Chat} chat */
export function accountMenu(chat) {
  const anchor = chat.ui.accountMenu;
  if (!anchor) return nothing;
  const { urls } = chat.config;
  const close = () => chat.ui.set({ accountMenu: null });
  return html`<div
    class="menu floating"
    role="menu"
    popover="auto"
    @keydown=${moveInMenu}
    ${floating(anchor, close)}
  >
    ${act("smile", t("status.set"), () => (close(), chat.ui.set({ dialog: { name: "status" } })))}
    ${quietRow(chat, close)} ${notifySwitch(chat)}
    ${link("user", t("account.profile"), urls.profile)}
    ${link("mail", t("account.invite"), urls.invite)}
    ${link("shield", t("account.admin"), urls.admin)}
    ${themeRow(chat)}
    <button role="menuitem" type="submit" form="sign-out">
      ${icon("log-out")} ${t("account.sign_out")}
    </button>
  </div>`;
}

const act = (name, label, press) => html`<button role="menuitem" @click=${press}>
  ${icon(name)} ${label}
</button>`;

const link = (name, label, href) =>
  href ? html`<a role="menuitem" href=${href}>${icon(name)} ${label}</a>` : nothing;

/** The switch of this device; the browser asks for permission after this press and at no other time. */
function notifySwitch(chat) {
  const { state } = chat.notifier;
  if (state === "absent") return nothing;
  return html`<button
    role="menuitemcheckbox"
    aria-checked=${state === "on" ? "true" : "false"}
    @click=${() => toggleNotifications(chat)}
  >
    ${icon(state === "on" ? "bell" : "bell-off")}
    <span class="choice"
      >${t("notify.switch")}<span class="hint">${t(`notify.hint.${state}`)}</span></span
    >
    ${state === "on" ? icon("check") : nothing}
  </button>`;
}

function themeRow(chat) {
  const chosen = themeChosen();
  const choice = (name, sign) => html`<button
    class="icon-button"
    role="menuitemradio"
    aria-checked=${chosen === name ? "true" : "false"}
    aria-label=${t(`theme.${name}`)}
    title=${t(`theme.${name}`)}
    @click=${() => (chooseTheme(name), chat.ui.changed())}
  >
    ${icon(sign)}
  </button>`;
  return html`<div class="theme-row" role="group" aria-label=${t("account.theme")}>
    <span>${t("account.theme")}</span>
    ${choice("system", "monitor")} ${choice("light", "sun")} ${choice("dark", "moon")}
  </div>`;
}
