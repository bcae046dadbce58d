/* Keeps open pages current. Parts marked data-live="topic topic" are fetched again (by htmx, event
   "live") when the stream names one of their topics: at most four times a second, by polling when
   the stream is gone. Parts of one data-together are fetched by one request. What a topic "board:name"
   shows comes with the stream. Counts the seconds of <time data-since|data-until> on the hotline's clock. */
"use strict";

(() => {
  const Hotline = window.Hotline ??= {};
  const PAUSE_MS = 250, GATHER_MS = 20, POLL_MS = 4000, AHEAD_MS = 500, SPREAD_MS = 1500;
  const worker = document.currentScript.dataset.worker;
  const groups = new Map(); // name of parts that are fetched together, or address of one -> Group
  let up = false, wasEverUp = false;

  const parts = () => [...document.querySelectorAll("[data-live]")];
  const topicsOf = (part) => part.dataset.live.split(" ");
  const whole = (topic) => topic.split("/")[0]; // "contact:12/messages" belongs to "contact:12"
  const isBoard = (part) => part.dataset.live.startsWith("board:");

  class Group {
    constructor() { this.due = new Set(); this.at = -PAUSE_MS; this.timer = 0; this.isBusy = false; }

    add(part) { this.due.add(part); this.schedule(); }

    schedule() {
      if (this.timer || this.isBusy) return;
      const rest = Math.max(GATHER_MS, PAUSE_MS - (performance.now() - this.at));
      this.timer = setTimeout(() => { this.timer = 0; void this.fetch(); }, rest);
    }

    async fetch() {
      const due = [...this.due].filter((part) => part.isConnected);
      this.due.clear();
      this.at = performance.now();
      if (due.length < 2) return due.forEach((part) => part.dispatchEvent(new CustomEvent("live")));
      this.isBusy = true;
      await fetchTogether(due).catch(() => {});
      this.isBusy = false;
      if (this.due.size) this.schedule();
      return undefined;
    }
  }

  function groupOf(part) {
    const name = part.dataset.together ?? part.getAttribute("hx-get");
    if (!groups.has(name)) groups.set(name, new Group());
    return groups.get(name);
  }

  function refresh(part) { groupOf(part).add(part); }

  function refreshAll() { parts().filter((part) => !up || !isBoard(part)).forEach(refresh); }

  /* ---- parts of one page by one request: each comes behind <!--part name--> ---- */
  const askers = new WeakMap(); // element that asks -> the parts it asks for
  const queryOf = (part) => new URL(part.getAttribute("hx-get"), location.href);

  function fetchTogether(due) {
    const address = queryOf(due[0]);
    for (const part of due.slice(1)) {
      for (const [name, value] of queryOf(part).searchParams) {
        if (name === "part" || !address.searchParams.has(name)) address.searchParams.append(name, value);
      }
    }
    const source = document.createElement("div");
    source.hidden = true;
    document.body.append(source);
    askers.set(source, due);
    return window.htmx.ajax("GET", address.pathname + address.search, { source, target: source, swap: "none" }).finally(() => source.remove());
  }

  function showPieces(due, detail) {
    const texts = detail.serverResponse.split(/<!--part (\w+)-->/);
    for (const part of due) {
      const text = texts[texts.indexOf(queryOf(part).searchParams.get("part")) + 1];
      if (!part.isConnected || isShown(part, text)) continue;
      const holder = part.closest("[hx-target]"), where = holder?.getAttribute("hx-target") ?? "this";
      const target = where === "this" ? holder ?? part : document.querySelector(where);
      window.htmx.swap(target, text, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 20 }, { eventInfo: { ...detail, elt: target, target } });
    }
  }

  /* ---- what the stream tells ---- */
  let say = null, said = "", heard = new Set(), ahead = [], waiters = [];
  const missed = new Set(); // topics of what is being fetched for the first time

  function announce() {
    const named = [...document.querySelectorAll("[data-topic]")].map((form) => form.dataset.topic);
    const topics = [...new Set([...parts().flatMap(topicsOf), ...named, ...ahead].map(whole))].sort();
    if (!say || topics.join(" ") === said) return;
    said = topics.join(" ");
    say(topics);
  }

  /* Hear of what will be shown before it is fetched; resolves to whether it is heard of. */
  Hotline.listenAhead = (topics) => new Promise((resolve) => {
    ahead = topics;
    missed.clear();
    announce();
    const look = () => (!up || topics.every((topic) => heard.has(topic))) && resolve(up);
    waiters.push(look);
    look();
    setTimeout(() => { waiters = waiters.filter((each) => each !== look); resolve(false); }, AHEAD_MS);
  });

  const isAhead = () => ahead.length > 0 && !parts().some((part) => topicsOf(part).some((topic) => ahead.includes(whole(topic))));

  function change(topic, isOf = (each) => each === topic) {
    document.dispatchEvent(new CustomEvent("hotline:changed", { detail: topic }));
    parts().filter((part) => topicsOf(part).some(isOf)).forEach(refresh);
    if (ahead.includes(whole(topic)) && isAhead()) missed.add(topic);
  }

  function catchUp() {
    if (!missed.size || isAhead()) return;
    const topics = [...missed];
    missed.clear();
    topics.forEach((topic) => change(topic));
  }

  function hear(message) {
    document.dispatchEvent(new Event("hotline:heard"));
    if (message.heard) { heard = new Set(message.heard); waiters.forEach((look) => look()); }
    if ("up" in message) {
      const wasUp = up;
      up = message.up;
      document.documentElement.classList.toggle("offline", !up);
      if (!up) heard = new Set();
      if (up && !wasUp) setTimeout(refreshAll, wasEverUp ? Math.random() * SPREAD_MS : 0); // whatever changed while nobody listened; not all desks at once
      wasEverUp ||= up;
      if (!up) document.dispatchEvent(new Event("hotline:stream-down"));
    }
    message.fresh?.forEach((topic) => { if (!isAhead() || !ahead.includes(topic)) change(topic, (each) => whole(each) === topic); });
    if (message.changed) change(message.changed.split(" ")[0]);
    if (message.board) showBoard(message.board);
  }

  function showBoard(data) {
    const end = data.indexOf("\n"), topic = data.slice(0, end), text = data.slice(end + 1);
    for (const part of parts()) {
      if (part.dataset.live !== topic || isShown(part, text)) continue;
      part.innerHTML = text;
      tick();
    }
  }

  function listen(address) {
    try {
      const port = "SharedWorker" in window ? new SharedWorker(worker).port : new Worker(worker);
      port.onmessage = ({ data }) => hear(data);
      say = (topics) => port.postMessage({ address, topics });
      addEventListener("pagehide", () => { port.postMessage({ leave: true }); said = ""; });
      addEventListener("pageshow", announce);
      announce();
    } catch { /* by polling, then */ }
  }

  function listenAgain() { said = ""; announce(); }

  /* ---- seconds ---- */
  const page = document.documentElement.dataset;
  const began = performance.now();
  const nowS = Hotline.now = () => Number(page.now) + (performance.now() - began) / 1000 * Number(page.speed || 1);

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

  /* Unchanged: readers are not told again. */
  function isShown(part, html) {
    const text = bare(html), isSame = shown.get(part) === text;
    shown.set(part, text);
    return isSame;
  }

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const note = document.getElementById("note"), { elt: part, verb } = detail.requestConfig;
    if (detail.xhr.status >= 500 && verb === "get" && (askers.has(part) || part.dataset.live)) {
      detail.shouldSwap = false; // nobody asked for it: tried again, unseen
      setTimeout(() => (askers.get(part) ?? [part]).forEach(refresh), POLL_MS / 2 * (1 + Math.random()));
      return;
    }
    if (detail.xhr.status >= 400 && note) {
      detail.target = note;
      detail.shouldSwap = true;
      detail.swapOverride = "innerHTML";
      detail.isError = false;
      if (verb !== "get") refreshAll(); // refused: the page was behind
      return;
    }
    if (note && verb !== "get") note.replaceChildren();
    if (askers.has(part)) showPieces(askers.get(part), detail);
    else if (part.dataset.live && isShown(part, detail.serverResponse)) detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterSwap", () => { tick(); announce(); catchUp(); document.dispatchEvent(new Event("hotline:shown")); });
  /* HX-Trigger of an action's answer. The stream tells the same: what it has already led to fetching is not fetched twice. */
  function confirm() {
    const own = parts().filter((part) => part.dataset.together), since = performance.now();
    if (!up || !own.length) return refreshAll();
    setTimeout(() => own.filter((part) => part.isConnected && groupOf(part).at < since).forEach(refresh), PAUSE_MS);
    return undefined;
  }
  document.addEventListener("changed", confirm);
  document.addEventListener("hotline:behind", refreshAll);

  document.addEventListener("DOMContentLoaded", () => {
    const address = document.body.dataset.stream;
    if (address) listen(address);
    setInterval(() => { if (!up) { refreshAll(); if (address) listenAgain(); } }, POLL_MS);
    document.addEventListener("hotline:signed-in", listenAgain);
    setInterval(tick, 500);
    tick();
  });
})();
