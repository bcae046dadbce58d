/* For other websites: a button that opens the hotline's chat in a frame. The words and the address
   are put before this file by our server, in WIDGET; nothing of the website is read or changed. */
"use strict";

(() => {
  const { address, words } = WIDGET;
  const asked = document.currentScript?.dataset.lang || document.documentElement.lang || "";
  const language = asked.toLowerCase().startsWith("bo") ? "bo" : "zh";
  const [open, close] = words[language];

  function style(element, rules) { Object.assign(element.style, rules); return element; }

  function make() {
    const frame = style(document.createElement("iframe"), {
      display: "none", position: "fixed", insetInlineEnd: "1rem", bottom: "5rem", zIndex: "2147483000",
      width: "min(26rem, calc(100vw - 2rem))", height: "min(40rem, calc(100vh - 7rem))",
      border: "1px solid #14506b", borderRadius: "10px", background: "#fff",
    });
    frame.title = `${open} · 12348`;
    frame.id = "hotline-12348-frame";
    const button = style(document.createElement("button"), {
      position: "fixed", insetInlineEnd: "1rem", bottom: "1rem", zIndex: "2147483001",
      minHeight: "3rem", padding: "0.4rem 1.2rem", border: "0", borderRadius: "1.5rem",
      background: "#14506b", color: "#fff", font: "600 1rem/1.8 sans-serif", cursor: "pointer",
    });
    button.type = "button";
    button.id = "hotline-12348";
    button.lang = language;
    button.textContent = `12348 ${open}`;
    button.setAttribute("aria-controls", frame.id);
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => {
      const opens = frame.style.display === "none";
      if (opens && !frame.src) frame.src = `${address}/chat?lang=${language}`;
      frame.style.display = opens ? "block" : "none";
      button.textContent = opens ? close : `12348 ${open}`;
      button.setAttribute("aria-expanded", String(opens));
    });
    document.body.append(frame, button);
  }

  if (document.body) make(); else addEventListener("DOMContentLoaded", make);
})();
