/** Light, dark, or as the system wants it: kept in this browser, put on before the first paint. */

const KEY = "chat-theme"; // read by early.js as well

/** @returns {"system"|"light"|"dark"} */
export function themeChosen() {
  const { theme } = document.documentElement.dataset;
  return theme === "light" || theme === "dark" ? theme : "system";
}

/** @param {"system"|"light"|"dark"} theme */
export function chooseTheme(theme) {
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset.theme;
  else dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // no storage: chosen for this page alone
  }
}
