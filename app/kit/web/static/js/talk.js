/* Conversations: each message has a token of its own, so sending it again is sending it once.
   A message that could not be sent stays in its box and is sent again when the line is back. */
"use strict";

(() => {
  const makeToken = () => [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const isCompose = (form) => form?.classList?.contains("compose");
  const isAttach = (form) => form?.classList?.contains("attach");
  const atEnd = new WeakMap(), seen = new WeakSet();

  function scrollToEnd(log) { log.scrollTop = log.scrollHeight; }

  /* A conversation that has just come is shown from its end. */
  function lookForNew() {
    for (const log of document.querySelectorAll(".messages")) {
      if (!seen.has(log)) scrollToEnd(log);
      seen.add(log);
    }
  }

  document.addEventListener("keydown", (event) => {
    const form = event.target.form;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (!isCompose(form) || event.target.tagName !== "TEXTAREA") return;
    event.preventDefault();
    form.requestSubmit();
  });

  document.addEventListener("submit", (event) => {
    const token = (isCompose(event.target) || isAttach(event.target)) && event.target.elements.sender_token;
    if (token && !token.value) token.value = makeToken();
  }, true);

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const form = detail.elt;
    if (isAttach(form) && detail.successful) form.reset();
    if (isAttach(form) && detail.xhr.status) form.elements.sender_token.value = "";
    if (!isCompose(form)) return;
    form.classList.toggle("failed", !detail.successful);
    if (detail.successful) {
      form.elements.sender_token.value = "";
      form.elements.text.value = "";
      form.elements.text.focus();
    } else if (!detail.xhr.status) {
      setTimeout(() => form.isConnected && form.requestSubmit(), 3000);
    } else if (detail.xhr.status === 401) {
      document.addEventListener("hotline:signed-in", () => form.isConnected && form.requestSubmit(), { once: true });
    }
  });

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const log = detail.target;
    if (log.classList.contains("messages")) {
      atEnd.set(log, log.scrollHeight - log.scrollTop - log.clientHeight < 60);
    }
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target.tagName === "DIALOG" && !detail.target.open) detail.target.showModal();
    if (atEnd.get(detail.target)) scrollToEnd(detail.target);
    lookForNew();
  });
  document.addEventListener("DOMContentLoaded", lookForNew);
})();
