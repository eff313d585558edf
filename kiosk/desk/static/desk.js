// Keeps a page fresh: asks the server for the part that changed and puts it in place, without moving anybody's focus
// or losing what they have begun to write.
"use strict";

(() => {
  const menu = document.getElementById("menu");
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // A message of one's own begins with a ready one.
  function equip() {
    for (const choice of document.querySelectorAll("[data-fills]")) {
      choice.disabled = false;
      choice.parentElement.hidden = false;
    }
  }
  document.addEventListener("change", ({ target }) => {
    if (!target.dataset.fills) return;
    document.getElementById(target.dataset.fills).value = target.selectedOptions[0].dataset.text;
  });
  equip();

  const live = document.getElementById("vivant");
  if (!live) return;
  const cut = document.getElementById("coupure");
  const announce = document.getElementById("annonce");
  let shown = null; // the part as last received
  let asking = false;
  let again = false;

  const telling = () => new Map([...live.querySelectorAll("[data-told]")].map((one) => [one.id, one.dataset]));
  const writing = () => [...live.querySelectorAll("textarea[id], select[id], input[id]:not([type=hidden])")];
  const usual = (one) =>
    one.matches("select") ? [...one.options].find((option) => option.defaultSelected)?.value : one.defaultValue;

  function put(html) {
    if (html === shown) return;
    shown = html;
    const before = telling();
    const focused = live.contains(document.activeElement) ? document.activeElement : null;
    const caret = focused?.matches("textarea") ? [focused.selectionStart, focused.selectionEnd] : null;
    const open = [...live.querySelectorAll("details[open]")].map((one) => one.id);
    const begun = writing().filter((one) => one.value !== (usual(one) ?? "")).map((one) => [one.id, one.value]);
    const received = new DOMParser().parseFromString(html, "text/html");
    live.replaceChildren(...received.body.childNodes);
    equip();
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    for (const [id, value] of begun) {
      const kept = document.getElementById(id);
      if (kept) kept.value = value;
    }
    if (focused !== null) {
      const kept = (focused.id && document.getElementById(focused.id)) || document.getElementById("titre");
      kept?.focus({ preventScroll: true });
      if (caret && kept?.matches("textarea")) kept.setSelectionRange(...caret);
    }
    const title = live.querySelector("[data-title]");
    if (title) document.title = title.dataset.title;
    tell(before, telling());
  }

  function tell(before, after) {
    const news = [...after].filter(([id, { told }]) => told && told !== before.get(id)?.told);
    const gone = [...before].filter(([id, { ticket }]) => ticket && !after.has(id));
    const words = [
      ...news.map(([, { told }]) => told),
      ...gone.map(([, { ticket }]) => ticket + " n'attend plus : la demande est finie"),
    ];
    if (words.length) announce.textContent = words.join(". ");
    if (news.some(([, { rings }]) => rings !== undefined)) ring();
  }

  async function refresh() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      do {
        again = false;
        const answer = await fetch(live.dataset.live, { cache: "no-store", redirect: "error" });
        if (answer.status === 401) return location.assign("/entrer");
        if (answer.ok) put(await answer.text());
      } while (again);
      cut.hidden = true;
    } catch {
      cut.hidden = false;
    } finally {
      asking = false;
    }
  }

  const stream = new EventSource(live.dataset.stream);
  stream.addEventListener("change", refresh);
  stream.addEventListener("fin", () => location.assign("/entrer"));
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) location.assign("/entrer"); // the session has ended
    else refresh(); // shows the notice if the desk is really gone
  });
  window.addEventListener("pagehide", () => stream.close());

  // A soft sound for a new request, off until somebody asks for it.
  const button = document.getElementById("son");
  let context = null;

  const wanted = () => localStorage.getItem("son") === "oui";

  function label() {
    button.setAttribute("aria-pressed", String(wanted()));
    button.querySelector("b").textContent = wanted() ? "oui" : "non";
  }

  function wake() {
    if (!wanted()) return;
    context = context || new AudioContext();
    context.resume();
  }

  function ring() {
    if (!context || !wanted()) return;
    [523.25, 659.25].forEach((pitch, place) => {
      const start = context.currentTime + place * 0.22;
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(0.12, start + 0.04);
      volume.gain.exponentialRampToValueAtTime(0.0005, start + 0.7);
      tone.connect(volume).connect(context.destination);
      tone.start(start);
      tone.stop(start + 0.75);
    });
  }

  if (button) {
    button.hidden = false;
    label();
    wake();
    button.addEventListener("click", () => {
      localStorage.setItem("son", wanted() ? "non" : "oui");
      label();
      wake();
      ring();
    });
    document.addEventListener("pointerdown", wake);
    document.addEventListener("keydown", wake);
  }
})();
