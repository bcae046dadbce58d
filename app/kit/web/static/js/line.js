/* Says when the line to the server is gone, lets buttons wait until it is back, and lets none be
   pressed twice. Nothing vanishes: a click that did nothing says so. */
"use strict";

(() => {
  const Hotline = window.Hotline ??= {};
  const PROBE_MS = 2000, QUIET_MS = 20_000, PATIENCE_MS = 5000;
  const account = document.documentElement.dataset.account;
  let isGone = false, isProbing = false, next = 0, heard = performance.now();

  const banner = () => document.getElementById("line-gone");
  const isSafe = (form) => form?.method !== "post" || form.matches(".compose") || form.closest("dialog.layer") !== null;

  function say(word) {
    const line = document.createElement("p");
    line.className = word === "back" ? "note good" : "note";
    line.textContent = banner().dataset[word];
    document.getElementById("note").replaceChildren(line);
  }

  function show() {
    document.documentElement.classList.toggle("no-line", isGone);
    banner().hidden = !isGone;
    for (const button of document.querySelectorAll("main form[method=post] button, main form[method=post] [type=submit]")) {
      if (isSafe(button.form) || button.type === "button") continue;
      if (isGone) button.setAttribute("aria-disabled", "true"); else button.removeAttribute("aria-disabled");
    }
  }

  /* Somebody clicked and waits for it to happen; what a page does by itself is tried again unseen. */
  function isDeed({ elt, requestConfig: { verb, triggeringEvent } }) {
    return verb !== "get" && ["click", "submit"].includes(triggeringEvent?.type) && !elt.matches(".compose");
  }

  function lose() {
    if (isGone) return;
    isGone = true;
    show();
    document.dispatchEvent(new Event("hotline:gone"));
    probeSoon();
  }

  function probeSoon() {
    clearTimeout(next);
    next = setTimeout(probe, PROBE_MS);
  }

  function regain() {
    heard = performance.now();
    if (!isGone) return;
    isGone = false;
    show();
    say("back");
    setTimeout(() => document.querySelector("#note .note")?.textContent === banner().dataset.back && document.getElementById("note").replaceChildren(), 6000);
    document.dispatchEvent(new Event("hotline:back"));
    document.dispatchEvent(new Event("hotline:behind"));
  }

  /* Returns whether the server answers and still knows the account of this page. */
  async function probe() {
    if (isProbing) return false;
    isProbing = true;
    try {
      const answer = await fetch(`/signed-in?at=${location.pathname}`, { headers: { accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
      if (answer.status >= 502) throw new Error(answer.statusText);
      regain();
      if (answer.status === 401) { Hotline.askSignIn(); return false; }
      if (answer.ok && String((await answer.json()).account) !== account) { location.assign("/"); return false; }
      return answer.ok;
    } catch {
      lose();
      return false;
    } finally {
      isProbing = false;
      if (isGone) probeSoon();
    }
  }

  Hotline.line = { isGone: () => isGone, doubt: () => void probe(), heard: regain, probe, say, isDeed };
  document.addEventListener("hotline:heard", () => { heard = performance.now(); });
  addEventListener("offline", lose);
  addEventListener("online", () => void probe());
  document.addEventListener("hotline:stream-down", () => void probe());
  setInterval(() => { if (!isGone && !document.hidden && performance.now() - heard > QUIET_MS) void probe(); }, 5000);

  document.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.xhr.status && detail.xhr.status < 502) regain(); });
  for (const broken of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(broken, ({ detail }) => {
      void probe();
      if (isDeed(detail)) say("unsure");
    });
  }

  /* ---- clicks ---- */
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button, [type=submit]");
    if (event.detail > 1 && button?.form?.method === "post") { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);

  function refuse(event, word) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (word) say(word);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (isSafe(form)) return;
    if (isGone) return refuse(event, "notDone");
    if (form.dataset.busy) return refuse(event, "");
    if (form.hasAttribute("hx-post") || form.matches(".sign-out")) return;
    if (form.dataset.sure) { delete form.dataset.sure; form.dataset.busy = "yes"; return; }
    refuse(event, "");
    void leaveWith(form, event.submitter);
  }, true);

  /* A form that leaves the page leaves it only towards a server that will take it. */
  async function leaveWith(form, submitter) {
    if (!await probe()) {
      if (isGone) say("notDone");
      else document.addEventListener("hotline:signed-in", () => form.requestSubmit(submitter), { once: true });
      return;
    }
    form.dataset.sure = "yes";
    form.requestSubmit(submitter);
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, requestConfig } = event.detail;
    if (requestConfig.verb === "get") return;
    if (isGone && isDeed(event.detail)) { event.preventDefault(); return say("notDone"); }
    if (elt.tagName === "FORM" && !isSafe(elt)) elt.dataset.busy = "yes";
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => { delete detail.elt.dataset.busy; });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach((form) => { delete form.dataset.busy; }));

  /* ---- what must be asked first: <button data-asks="id of a dialog"> ---- */
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-asks]");
    if (button) { event.preventDefault(); document.getElementById(button.dataset.asks).showModal(); }
    if (event.target.closest?.("[data-leaves]")) event.target.closest("dialog").close();
  });
  document.addEventListener("htmx:afterSwap", () => { if (isGone) show(); });
})();
