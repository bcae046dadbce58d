/* When the session has ended the page stays, with all that was typed; the sign-in comes as a layer
   over it. The layer shows whatever forms the sign-in page asks for, one after the other. */
"use strict";

(() => {
  const Hotline = window.Hotline ??= {};
  const account = document.documentElement.dataset.account;
  const layer = () => document.getElementById("sign-in-layer");

  Hotline.askSignIn = async () => {
    if (layer().open) return;
    layer().showModal();
    await take(await fetch("/sign-in?next=/signed-in", { headers: { accept: "text/html" } }).catch(() => null));
  };

  /* Shows the next form, or ends the layer when an account is signed in. */
  async function take(answer) {
    if (!answer) return void setTimeout(() => { layer().close(); Hotline.line.doubt(); }, 1000);
    if (answer.headers.get("content-type")?.includes("json")) return finish(answer);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const card = page.querySelector("main form[method=post]")?.closest("section, main");
    if (!card || page.documentElement.dataset.account) return finish(await ask());
    card.className = "stack";
    card.querySelectorAll("h1").forEach((title) => title.remove());
    layer().querySelector("[data-form]").replaceChildren(document.importNode(card, true));
    const [first] = [...layer().querySelectorAll("input:not([type=hidden])")].filter((field) => !field.value);
    first?.focus();
  }

  const ask = () => fetch("/signed-in", { headers: { accept: "application/json" }, cache: "no-store" });

  async function finish(answer) {
    if (answer.status === 401) return take(await fetch("/sign-in?next=/signed-in", { headers: { accept: "text/html" } }));
    if (!answer.ok) return take(null);
    if (String((await answer.json()).account) !== account) return location.assign("/");
    layer().close();
    document.getElementById("note").replaceChildren();
    document.dispatchEvent(new Event("hotline:signed-in"));
    document.dispatchEvent(new Event("hotline:back"));
    document.dispatchEvent(new Event("hotline:behind"));
  }

  document.addEventListener("DOMContentLoaded", () => {
    layer().addEventListener("submit", async (event) => {
      event.preventDefault();
      const form = event.target, body = new URLSearchParams(new FormData(form, event.submitter));
      await take(await fetch(form.action, { method: "POST", body, headers: { accept: "text/html" } }).catch(() => null));
    });
    layer().addEventListener("cancel", (event) => event.preventDefault()); // nothing can be saved without it
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event;
    if (detail.xhr.status !== 401) return;
    event.stopImmediatePropagation();
    detail.shouldSwap = false;
    detail.isError = false;
    if (Hotline.line.isDeed(detail)) Hotline.line.say("signedOut");
    void Hotline.askSignIn();
  }, true);
})();
