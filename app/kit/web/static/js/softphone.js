/* The console's telephone in the browser, by Twilio's Voice SDK: registers with a pass of ours, is
   rung, picked up here or together with "Take the call", and hangs up. Its sound was never tried
   against Twilio (docs/softphone.md). Does nothing where the SDK or the panel is missing. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const panel = document.getElementById("softphone");
  const status = panel?.querySelector("[data-status]");
  if (!status || !window.Twilio?.Device) return;
  const answer = panel.querySelector("[data-answer]");
  const hangUp = panel.querySelector("[data-hang-up]");
  let device = null, call = null;

  function show(state) {
    status.textContent = panel.dataset[state];
    answer.disabled = state !== "ringing";
    hangUp.disabled = state !== "ringing" && state !== "talking";
  }

  async function fetchToken() {
    const response = await fetch("/softphone/pass", { method: "POST", headers: { accept: "application/json" } });
    if (!response.ok) throw new Error(`softphone: ${response.status}`);
    return (await response.json()).token;
  }

  function ring(incoming) {
    if (call) return incoming.ignore(); // one person, one caller
    call = incoming;
    const over = () => { call = null; show("waiting"); };
    for (const end of ["disconnect", "cancel", "reject", "error"]) call.on(end, over);
    call.on("accept", () => show("talking"));
    show("ringing");
  }

  function pickUp() {
    if (call && call.status() === "pending") call.accept();
  }

  async function connect() {
    device = new window.Twilio.Device(await fetchToken(), { closeProtection: true });
    device.on("registered", () => show("waiting"));
    device.on("unregistered", () => show("broken"));
    device.on("error", () => { if (!call) show("broken"); });
    device.on("incoming", ring);
    device.on("tokenWillExpire", async () => device.updateToken(await fetchToken()));
    await device.register();
  }

  answer.addEventListener("click", pickUp);
  hangUp.addEventListener("click", () => call && (call.status() === "pending" ? call.reject() : call.disconnect()));
  document.addEventListener("submit", ({ target }) => { if (target.closest(".offer")?.contains(target) && target.querySelector("button.good")) pickUp(); });
  addEventListener("pagehide", () => device?.destroy());
  connect().catch(() => show("broken"));
});
