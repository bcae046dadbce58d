/* Keeps open pages current. Parts marked data-live="topic topic" are fetched again (by htmx, event
   "live") when the stream names one of their topics: at most four times a second, by polling when
   the stream is gone. Counts the seconds of <time data-since|data-until> on the hotline's clock. */
"use strict";

(() => {
  const PAUSE_MS = 250, POLL_MS = 4000;
  const worker = document.currentScript.dataset.worker;
  const waiting = new WeakMap(); // part -> timer of its next fetch
  const fetched = new WeakMap(); // part -> when it was last fetched
  let up = false, listenAgain = () => {};

  const parts = () => [...document.querySelectorAll("[data-live]")];

  function refresh(part) {
    if (waiting.has(part)) return;
    const rest = Math.max(0, PAUSE_MS - (performance.now() - (fetched.get(part) ?? -PAUSE_MS)));
    waiting.set(part, setTimeout(() => {
      waiting.delete(part);
      fetched.set(part, performance.now());
      if (part.isConnected) part.dispatchEvent(new CustomEvent("live"));
    }, rest));
  }

  function refreshAll() { parts().forEach(refresh); }

  function hear(message) {
    if ("up" in message) {
      const wasUp = up;
      up = message.up;
      document.documentElement.classList.toggle("offline", !up);
      if (up && !wasUp) refreshAll(); // whatever changed while nobody listened
      if (!up) document.dispatchEvent(new Event("hotline:stream-down"));
    } else {
      const [topic] = message.changed.split(" ");
      document.dispatchEvent(new CustomEvent("hotline:changed", { detail: topic }));
      parts().filter((part) => part.dataset.live.split(" ").includes(topic)).forEach(refresh);
    }
  }

  function listenDirectly(address) {
    const source = new EventSource(address);
    listenAgain = () => { if (source.readyState === EventSource.CLOSED) { listenAgain = () => {}; listenDirectly(address); } };
    source.onopen = () => hear({ up: true });
    source.onerror = () => hear({ up: false });
    source.addEventListener("changed", (event) => hear({ changed: event.data }));
    addEventListener("pagehide", () => source.close());
  }

  function listen(address) {
    try {
      const port = new SharedWorker(worker).port;
      port.onmessage = ({ data }) => hear(data);
      listenAgain = () => port.postMessage({ address });
      listenAgain();
      addEventListener("pagehide", () => port.postMessage({ leave: true }));
    } catch {
      listenDirectly(address);
    }
  }

  /* ---- seconds ---- */
  const page = document.documentElement.dataset;
  const began = performance.now();
  const nowS = (window.Hotline ??= {}).now = () => Number(page.now) + (performance.now() - began) / 1000 * Number(page.speed || 1);

  function format(seconds) {
    const s = Math.max(0, Math.floor(seconds)), pad = (n) => String(n).padStart(2, "0");
    const h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
    return h ? `${h}:${pad(m)}:${pad(s % 60)}` : `${m}:${pad(s % 60)}`;
  }

  function tick() {
    const now = nowS();
    document.querySelectorAll("time[data-since]").forEach((t) => { t.textContent = format(now - t.dataset.since); });
    document.querySelectorAll("time[data-until]").forEach((t) => { t.textContent = format(Number(t.dataset.until) - now + 0.999); });
    document.querySelectorAll("progress[data-until]").forEach((p) => { p.value = Math.max(0, p.dataset.until - now); });
  }

  /* ---- htmx: quiet swaps, notes for refusals ---- */
  const bare = (html) => html.replace(/(<time[^>]*>)[^<]*/g, "$1").replace(/(<progress[^>]*) value="[^"]*"/g, "$1");
  const shown = new WeakMap();

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const note = document.getElementById("note");
    if (detail.xhr.status >= 400 && note) {
      detail.target = note;
      detail.shouldSwap = true;
      detail.swapOverride = "innerHTML";
      detail.isError = false;
      refreshAll();
      return;
    }
    if (note && detail.requestConfig.verb !== "get") note.replaceChildren();
    const part = detail.requestConfig.elt;
    if (!part.dataset.live) return;
    const text = bare(detail.serverResponse);
    if (shown.get(part) === text) detail.shouldSwap = false; // unchanged: readers are not told again
    shown.set(part, text);
  });
  document.addEventListener("htmx:afterSwap", () => { tick(); document.dispatchEvent(new Event("hotline:shown")); });
  document.addEventListener("changed", refreshAll); // HX-Trigger of an action's answer

  document.addEventListener("DOMContentLoaded", () => {
    const address = document.body.dataset.stream;
    if (address) listen(address);
    setInterval(() => { if (!up) { refreshAll(); if (address) listenAgain(); } }, POLL_MS);
    document.addEventListener("hotline:signed-in", () => listenAgain());
    setInterval(tick, 500);
    tick();
  });
})();
