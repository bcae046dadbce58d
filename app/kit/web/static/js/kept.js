/* Words that are typed but not saved outlive a lost line, a reload and an expired sign-in: a copy
   stays in this browser, for a day at most, per account, gone once the words are saved or the
   account signs out. Where nobody is signed in it ends with the tab. Covers every form with a
   text field; leaving a changed form asks first. The ticket and what 12345 is told keep themselves (ticket.js). */
"use strict";

(() => {
  const Hotline = window.Hotline ??= {};
  const account = document.documentElement.dataset.account ?? "";
  const store = account ? localStorage : sessionStorage;
  const ROOT = "hotline.kept:", MINE = `${ROOT}${account}:`, DAY_MS = 24 * 3600 * 1000;
  const TYPED = "textarea, select, input:not([type=hidden], [type=file], [type=password], [type=search])";

  function parse(text) { try { return JSON.parse(text); } catch { return null; } }
  function read(name) {
    const copy = parse(store.getItem(MINE + name));
    return copy && Date.now() - copy.at < DAY_MS ? copy : null;
  }
  function write(name, copy) {
    try { store.setItem(MINE + name, JSON.stringify({ ...copy, at: Date.now() })); } catch { /* full: the page still holds it */ }
  }
  function drop(name) { store.removeItem(MINE + name); }
  function names(root) { return Object.keys(store).filter((key) => key.startsWith(root)); }
  function sweep() {
    for (const key of names(ROOT)) {
      if (!(Date.now() - parse(store.getItem(key))?.at < DAY_MS)) store.removeItem(key);
    }
  }
  Hotline.kept = { read, write, drop };

  /* ---- forms ---- */
  const dirty = new Set(), sent = new WeakMap();
  const isPost = (form) => form instanceof HTMLFormElement && form.method === "post" && form.closest("main") !== null && !form.closest("dialog");
  const isOwn = (form) => isPost(form) && !form.dataset.ticket && !form.querySelector("[type=password]");
  const isKept = (form) => isOwn(form) && form.querySelector("textarea") !== null;
  const isCompose = (form) => form.classList.contains("compose");
  const nameOf = (form) => new URL(form.action).pathname;
  const typed = (form) => [...form.querySelectorAll(TYPED)].filter((field) => field.name);
  const valueOf = (field) => (field.type === "checkbox" || field.type === "radio" ? field.checked : field.value);
  const shownOf = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.defaultChecked;
    if (field.tagName === "SELECT") return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? "";
    return field.defaultValue;
  };
  const even = (value) => (typeof value === "string" ? value.replace(/\r\n/g, "\n") : value);
  const differs = (field) => even(valueOf(field)) !== even(shownOf(field));
  const keyOf = (field) => `${field.name}=${field.type === "checkbox" || field.type === "radio" ? field.value : ""}`;
  const snapshot = (form) => JSON.stringify(typed(form).map(valueOf));
  Object.assign(Hotline.kept, { valueOf, shownOf, even });

  function keep(form) {
    const changed = typed(form).filter(differs);
    if (changed.length) dirty.add(form); else dirty.delete(form);
    if (!isKept(form)) return;
    if (!changed.length) return drop(nameOf(form));
    const fields = Object.fromEntries(changed.map((field) => [keyOf(field), { now: valueOf(field), shown: shownOf(field) }]));
    write(nameOf(form), { fields, page: location.pathname });
  }

  function putBack(form, fields) {
    for (const field of typed(form)) {
      const copy = fields[keyOf(field)];
      if (!copy) continue;
      if (typeof copy.now === "boolean") field.checked = copy.now; else field.value = copy.now;
    }
    keep(form);
  }

  function restore(form) {
    const copy = read(nameOf(form));
    if (!copy || form.dataset.restored) return;
    form.dataset.restored = "yes";
    const open = typed(form).filter((field) => copy.fields[keyOf(field)] && copy.fields[keyOf(field)].now !== even(valueOf(field)));
    if (!open.length) return drop(nameOf(form));
    const moved = open.some((field) => even(copy.fields[keyOf(field)].shown) !== even(shownOf(field)));
    if (!moved) putBack(form, copy.fields);
    if (isCompose(form)) return;
    tell(form, copy, moved);
  }

  function tell(form, copy, moved) {
    const note = document.getElementById("kept-note").content.firstElementChild.cloneNode(true);
    note.querySelector(moved ? "[data-restored]" : "[data-other]").remove();
    const back = note.querySelector("[data-put-back]");
    if (moved) back.addEventListener("click", () => { putBack(form, copy.fields); note.remove(); }); else back.remove();
    note.querySelector("[data-discard]").addEventListener("click", () => {
      drop(nameOf(form));
      form.reset();
      dirty.delete(form);
      note.remove();
    });
    form.prepend(note);
  }

  function settle(form) {
    drop(nameOf(form));
    dirty.delete(form);
    form.querySelector(".kept-note")?.remove();
  }

  function state(form, word, time = clock()) {
    const line = form.querySelector("[data-save-state]");
    if (!line) return;
    line.dataset.state = word;
    line.textContent = line.dataset[`word${word[0].toUpperCase()}${word.slice(1)}`].replace("{time}", time);
  }
  const clock = () => new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" }).format(new Date((Hotline.now?.() ?? Date.now() / 1000) * 1000));
  Hotline.kept.state = state;

  document.addEventListener("input", ({ target }) => { if (isOwn(target.form)) keep(target.form); });
  document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
    if (isOwn(elt)) sent.set(elt, snapshot(elt));
  });
  document.addEventListener("htmx:afterRequest", ({ detail: { elt, successful } }) => {
    if (isOwn(elt) && successful && (isCompose(elt) || sent.get(elt) === snapshot(elt))) settle(elt);
  });

  /* A form that leaves the page is taken as saved when the next page came of it. */
  document.addEventListener("submit", ({ target }) => {
    if (target.matches(".sign-out")) { names(MINE).forEach((key) => store.removeItem(key)); return dirty.clear(); }
    if (!isOwn(target) || target.hasAttribute("hx-post")) return;
    dirty.delete(target);
    const copy = isKept(target) && read(nameOf(target));
    if (copy) write(nameOf(target), { ...copy, left: true });
  });
  function findOutcome() {
    const [visit] = performance.getEntriesByType("navigation");
    const from = document.referrer && new URL(document.referrer).pathname;
    const came = visit?.type === "navigate" && !(visit.responseStatus >= 400);
    for (const key of names(MINE)) {
      const copy = parse(store.getItem(key));
      if (copy?.left && came && copy.page === from && location.pathname !== "/sign-in") store.removeItem(key);
    }
  }

  addEventListener("beforeunload", (event) => {
    if ([...dirty].some((form) => form.isConnected && !isCompose(form))) event.preventDefault();
  });
  const restoreAll = () => [...document.forms].filter(isKept).forEach(restore);
  document.addEventListener("DOMContentLoaded", () => { sweep(); findOutcome(); restoreAll(); });
  document.addEventListener("htmx:afterSettle", restoreAll);
})();
