/* The ticket saves itself as it is typed. Each save names the version it is based on: what somebody
   else changed meanwhile is shown beside one's own words, and neither wipes the other. */
"use strict";

(() => {
  const Hotline = window.Hotline ??= {};
  const PAUSE_MS = 700, AGAIN_MS = 4000, PATIENCE_MS = 10_000;
  const { kept } = Hotline;
  const tickets = new WeakMap(); // form -> its ticket

  class Ticket {
    constructor(form) {
      this.form = form;
      this.topic = form.dataset.topic;
      this.name = form.dataset.kept ?? this.topic;
      this.fields = (form.dataset.fields ?? "notes topic language").split(" ").map((name) => form.elements[name]);
      this.base = Object.fromEntries(this.fields.map((field) => [field.name, kept.even(kept.shownOf(field))]));
      this.clashes = [];
      this.restore();
      form.addEventListener("input", () => { this.leaves = false; this.hear(); });
      form.addEventListener("change", () => void this.save());
      form.querySelector(".clash").addEventListener("click", ({ target }) => target.dataset.choice && this.settle(target.dataset.choice));
    }

    get seen() { return Number(this.form.elements.seen.value); }
    set seen(version) { this.form.elements.seen.value = version; }

    changed() {
      const open = this.fields.filter((field) => field.value !== this.base[field.name]);
      return Object.fromEntries(open.map((field) => [field.name, field.value]));
    }

    state(word, time) { kept.state(this.form, word, time); }

    keep() {
      const fields = this.changed();
      if (Object.keys(fields).length) kept.write(this.name, { fields, seen: this.seen });
      else if (!this.leaves) kept.drop(this.name); // the next page may have been asked for before these words arrived
    }

    restore() {
      const copy = kept.read(this.name);
      if (!copy) return;
      for (const field of this.fields) if (field.name in copy.fields) field.value = copy.fields[field.name];
      if (!Object.keys(this.changed()).length) { kept.drop(this.name); return this.state("saved"); }
      this.seen = Math.min(copy.seen, this.seen);
      this.hear();
    }

    hear() {
      this.keep();
      if (this.clashes.length) return;
      this.state(Hotline.line.isGone() ? "gone" : "typed");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.save(), PAUSE_MS);
    }

    /* Sends what has changed; resolves when the server has it all, or has refused it: what was typed
       while an earlier save is under way goes after it. */
    async save({ leaving = false } = {}) {
      clearTimeout(this.timer);
      if (leaving) this.leaves = true; // until somebody types again: a save begun before must not forget it
      if (this.sending && !leaving) return this.next ??= this.sending.then(() => { this.next = null; return this.save(); });
      const fields = this.changed();
      if (!Object.keys(fields).length || this.clashes.length || this.done) return;
      const sending = this.sending = this.send(fields, leaving);
      await sending;
      if (this.sending === sending) this.sending = null;
    }

    async send(fields, keepalive) {
      const body = new URLSearchParams({ ...fields, seen: this.seen, heard: this.base.language ?? "" });
      try {
        this.state(Hotline.line.isGone() ? "gone" : "saving");
        const signal = keepalive ? undefined : AbortSignal.timeout(PATIENCE_MS);
        const answer = await fetch(this.form.dataset.ticket, { method: "POST", body, keepalive, signal, headers: { accept: "application/json" } });
        const told = answer.ok || answer.status === 409 ? await answer.json() : {};
        if (told.clashes) return this.take(told, fields);
        this.state("refused");
        if (answer.status === 401) return void Hotline.askSignIn();
        if (answer.status === 409) return void (this.done = true); // closed meanwhile
        if (![404, 422].includes(answer.status)) this.timer = setTimeout(() => void this.save(), AGAIN_MS);
      } catch {
        this.state("gone");
        if (!keepalive) Hotline.line.doubt();
        this.timer = setTimeout(() => void this.save(), AGAIN_MS);
      }
    }

    /* The server's answer: what was sent stands, but for what somebody else had changed. */
    take(told, sent = {}) {
      if (told.version < this.seen) return;
      this.clashes = told.clashes;
      this.told = told;
      for (const field of this.fields) {
        const { name } = field, isOpen = field.value !== this.base[name], isSent = name in sent;
        if (told.clashes.includes(name) || (isOpen && !isSent)) continue;
        if (isSent) this.base[name] = sent[name];
        if (field.value === this.base[name] && told[name] !== field.value) this.adopt(field, told[name]);
      }
      this.advance(told);
      this.keep();
      this.show();
    }

    /* Nothing that is open here was changed elsewhere: what is saved next is based on this version. */
    advance(told) {
      if (Object.keys(this.changed()).every((name) => told[name] === this.base[name])) this.seen = told.version;
    }

    adopt(field, value) {
      const isHere = document.activeElement === field, { selectionStart, selectionEnd } = field;
      this.base[field.name] = field.value = value;
      if (isHere && field.setSelectionRange) field.setSelectionRange(selectionStart, selectionEnd);
    }

    show() {
      const box = this.form.querySelector(".clash"), [name] = this.clashes;
      box.hidden = !name;
      if (name) {
        const who = box.querySelector("[data-who]"), field = this.form.elements[name];
        const words = this.told.is_own ? who.dataset.own : who.dataset.other;
        who.textContent = words.replace("{name}", this.told.by).replace("{time}", this.told.written_at);
        const option = [...(field.options ?? [])].find((each) => each.value === this.told[name]);
        box.querySelector("[data-theirs]").textContent = option?.textContent ?? this.told[name];
        box.querySelector("[data-choice=both]").hidden = field.tagName !== "TEXTAREA";
        return this.state("clash");
      }
      if (Object.keys(this.changed()).length) this.state("typed"); else this.state("saved", this.told.saved_at);
    }

    settle(choice) {
      const field = this.form.elements[this.clashes[0]], theirs = this.told[field.name];
      if (choice === "both") field.value = `${theirs}\n\n${field.value}`;
      if (choice === "theirs") field.value = theirs;
      this.base[field.name] = theirs;
      this.seen = this.told.version;
      this.clashes = this.clashes.slice(1);
      this.keep();
      this.show();
      field.focus();
      void this.save();
    }

    /* Somebody changed the ticket: shows it in fields that nobody is writing in here. */
    async look() {
      if (this.sending || this.clashes.length) return;
      const answer = await fetch(this.form.dataset.ticket, { headers: { accept: "application/json" } }).catch(() => null);
      if (!answer?.ok || this.sending) return;
      const told = await answer.json();
      if (told.version <= this.seen && told.language === this.base.language) return;
      const open = this.changed();
      for (const field of this.fields) if (!(field.name in open)) this.adopt(field, told[field.name]);
      this.advance(told);
      this.told = told;
      if (!Object.keys(open).length) this.show();
    }
  }

  function list() {
    const forms = [...document.querySelectorAll("form[data-ticket]")];
    for (const form of forms) if (!tickets.has(form)) tickets.set(form, new Ticket(form));
    return forms.map((form) => tickets.get(form));
  }
  const leave = () => list().forEach((ticket) => void ticket.save({ leaving: true }));

  Hotline.ticket = { leave };
  document.addEventListener("DOMContentLoaded", list);
  document.addEventListener("htmx:afterSwap", list);
  for (const back of ["hotline:back", "hotline:signed-in"]) document.addEventListener(back, () => list().forEach((ticket) => void ticket.save()));
  document.addEventListener("hotline:gone", () => list().forEach((ticket) => ticket.state("gone")));
  document.addEventListener("hotline:changed", ({ detail }) => list().filter(({ topic }) => topic === detail).forEach((ticket) => void ticket.look()));
  document.addEventListener("hotline:back", () => list().forEach((ticket) => void ticket.look()));
  addEventListener("pagehide", leave);
  document.addEventListener("submit", ({ target }) => { if (target.matches(".sign-out")) leave(); }, true);

  /* Closing takes the fields along; a clash is settled first, and the result for 12345 is saved. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.ticket) return;
    const halt = () => { event.preventDefault(); event.stopImmediatePropagation(); };
    const clash = list().find((ticket) => ticket.clashes.length);
    if (clash) { halt(); return clash.form.querySelector(".clash button").focus(); }
    const isOpen = (ticket) => ticket.form !== form && !ticket.done && Object.keys(ticket.changed()).length > 0;
    const others = list().filter(isOpen);
    if (!others.length) return;
    halt();
    void Promise.all(others.map((ticket) => ticket.save())).then(() => { if (!others.some(isOpen)) form.requestSubmit(); });
  }, true);
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const ticket = detail.elt.dataset?.ticket && tickets.get(detail.elt);
    if (!ticket || !detail.successful) return;
    ticket.done = true;
    kept.drop(ticket.name);
  });
})();
