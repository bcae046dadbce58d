/* The middle of the console shows one contact: the one just accepted at once, any other by its tab.
   Whatever is in the pane is bound to that contact alone; what was typed is saved before it goes. */
"use strict";

(() => {
  const Hotline = window.Hotline ??= {};
  let known = new Set(), joining = "", wanted = null, showing = Promise.resolve();

  const shown = () => document.getElementById("work").dataset.contact ?? "";
  const listed = () => [...document.querySelectorAll("#tabs [data-contact]")].map((tab) => tab.dataset.contact);
  const joined = () => document.querySelector("#tabs [data-joining]").dataset.joining.split(" ");

  function mark() {
    for (const tab of document.querySelectorAll("#tabs [data-contact]")) {
      if (tab.dataset.contact === shown()) tab.setAttribute("aria-current", "true"); else tab.removeAttribute("aria-current");
    }
  }

  function show(contact, { remember = true } = {}) {
    wanted = contact;
    showing = showing.then(() => swap(contact, remember)).catch(() => {});
    return showing;
  }

  async function swap(contact, remember) {
    if (wanted !== contact) return;
    if (contact === shown()) { wanted = null; return; }
    void Hotline.ticket.leave();
    const isHeard = contact ? await Hotline.listenAhead([`contact:${contact}`, `ticket:${contact}`]) : true;
    const before = document.getElementById("work");
    await window.htmx.ajax("GET", `/console?part=work${contact ? `&contact=${contact}` : ""}`, { target: "#work", swap: "outerHTML" });
    if (document.getElementById("work") === before) return; // no line: shown when it is back
    wanted = null;
    if (remember) history.pushState({ contact: shown() }, "", shown() ? `/console?contact=${shown()}` : "/console");
    document.querySelector(".who-line")?.focus({ preventScroll: true });
    scrollTo({ top: 0 });
    mark();
    if (!isHeard) document.dispatchEvent(new Event("hotline:behind")); // what changed between the answer and now
  }

  function look() {
    const ids = listed(), fresh = ids.filter((id) => !known.has(id));
    known = new Set(joining ? [...ids, joining] : ids);
    if (joining && ids.includes(joining)) joining = "";
    if (joining && !joined().includes(joining)) { // it never came about
      const lost = joining;
      joining = "";
      if (lost === shown()) return show("");
    }
    if (fresh.length && fresh[0] !== shown()) return show(fresh[0]);
    mark();
    return undefined;
  }

  document.addEventListener("DOMContentLoaded", () => { known = new Set(listed()); mark(); });
  document.addEventListener("htmx:afterSwap", ({ detail }) => { if (detail.target.id === "tabs") look(); });
  document.addEventListener("accepted", ({ detail }) => {
    joining = String(detail.contact);
    known.add(joining);
    void show(joining);
  });
  document.addEventListener("closed", ({ detail }) => {
    if (String(detail.contact) === shown()) void show(""); // whoever is next, or nobody
  });
  document.addEventListener("hotline:back", () => { if (wanted !== null) void show(wanted); });
  document.addEventListener("click", (event) => {
    const tab = event.target.closest?.("#tabs [data-contact]");
    if (!tab || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    void show(tab.dataset.contact);
  });
  addEventListener("popstate", () => void show(new URL(location.href).searchParams.get("contact") ?? "", { remember: false }));
})();
