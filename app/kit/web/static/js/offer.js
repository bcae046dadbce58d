/* An offer cannot be missed: a tone, the title, the focus, one key (F2), a notice outside the
   window. The tone is made here and sounds in one tab only. Nothing takes the focus from somebody
   who types. */
"use strict";

(() => {
  const VOLUME = "hotline.volume", TONE_MS = 2000;
  const title = document.title;
  let audio = null, ringing = null, told = new Set(), flips = 0;

  const card = () => document.querySelector(".offer.rings");
  const panel = (id) => document.getElementById(id);
  const volume = () => Number(panel("volume").value) / 100;
  const types = (element) => element?.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=range]), [contenteditable]");

  function wake() {
    audio ??= window.AudioContext ? new AudioContext() : null;
    audio?.resume().then(showPermit, () => {});
    showPermit();
  }

  function showPermit() { panel("allow-sound").hidden = !audio || audio.state === "running" || volume() === 0; }

  function beep(at, pitch) {
    const tone = audio.createOscillator(), loud = audio.createGain();
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0, at);
    loud.gain.linearRampToValueAtTime(volume() * 0.5, at + 0.02);
    loud.gain.setValueAtTime(volume() * 0.5, at + 0.28);
    loud.gain.linearRampToValueAtTime(0, at + 0.34);
    tone.connect(loud).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.36);
  }

  function sound() {
    if (!audio || audio.state !== "running" || volume() === 0) return showPermit();
    beep(audio.currentTime, 740);
    beep(audio.currentTime + 0.4, 988);
    document.documentElement.dataset.rang = String(Number(document.documentElement.dataset.rang ?? 0) + 1);
    return undefined;
  }

  function ring() {
    const offer = card();
    if (!offer) return;
    document.title = flips++ % 2 ? title : `▶ ${panel("sound").dataset.title} ${offer.dataset.who}`;
    const one = { ifAvailable: true };
    if (navigator.locks) void navigator.locks.request("hotline.ring", one, (lock) => { if (lock) { sound(); return new Promise((end) => setTimeout(end, TONE_MS - 200)); } return undefined; });
    else sound();
  }

  function notify(offer) {
    if (!("Notification" in window) || Notification.permission !== "granted" || !document.hidden) return;
    const notice = new Notification(`${panel("sound").dataset.title} · 12348`, { body: offer.dataset.who, tag: `offer-${offer.dataset.contact}`, requireInteraction: true });
    notice.onclick = () => { window.focus(); notice.close(); };
  }

  function look() {
    const offer = card();
    if (!offer) { clearInterval(ringing); ringing = null; document.title = title; flips = 0; told.clear(); return; }
    if (!ringing) { ring(); ringing = setInterval(ring, TONE_MS); }
    if (told.has(offer.dataset.contact)) return;
    told.add(offer.dataset.contact);
    notify(offer);
    if (!types(document.activeElement) && !document.querySelector("dialog[open]")) offer.querySelector("button.accept").focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "F2" || event.repeat || event.isComposing || document.querySelector("dialog[open]")) return;
    const accept = card()?.querySelector("button.accept");
    if (accept) { event.preventDefault(); accept.click(); }
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => { if (detail.target.id === "desk-now") look(); });
  document.addEventListener("DOMContentLoaded", () => {
    panel("volume").value = localStorage.getItem(VOLUME) ?? panel("volume").value;
    panel("volume").addEventListener("change", () => { localStorage.setItem(VOLUME, panel("volume").value); wake(); if (audio?.state === "running" && volume()) beep(audio.currentTime, 740); });
    for (const gesture of ["pointerdown", "keydown"]) document.addEventListener(gesture, wake, { passive: true });
    const notices = panel("allow-notices");
    notices.hidden = !("Notification" in window) || Notification.permission !== "default";
    notices.addEventListener("click", async () => { await Notification.requestPermission(); notices.hidden = true; });
    wake();
    look();
  });
})();
