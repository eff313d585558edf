// The colours chosen in the menu: read before anything is drawn, so that nothing flashes. Without it, those of the machine.
"use strict";

(() => {
  const dark = document.getElementById("sombre");
  const media = { clair: "not all", sombre: "all" };
  const chosen = () => localStorage.getItem("couleurs") || "auto";
  const show = () => {
    dark.media = media[chosen()] || "(prefers-color-scheme: dark)";
  };
  show();
  window.addEventListener("storage", show);
  document.addEventListener("DOMContentLoaded", () => {
    const choice = document.getElementById("theme");
    if (!choice) return;
    choice.closest("[hidden]").hidden = false;
    choice.value = chosen();
    choice.addEventListener("change", () => {
      localStorage.setItem("couleurs", choice.value);
      show();
    });
  });
})();
