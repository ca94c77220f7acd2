/** Runs before the first paint: puts on the chosen theme and the sidebar's width. No module. */
(() => {
  try {
    const theme = localStorage.getItem("chat-theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    const width = Number(localStorage.getItem("chat-sidebar"));
    if (width) document.documentElement.style.setProperty("--sidebar", `${width / 16}rem`);
  } catch {
    // no storage: the defaults stand
  }
})();
