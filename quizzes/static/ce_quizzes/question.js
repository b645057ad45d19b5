// One question on the page: sees its changes, numbers them, sends them one at a time.
//
// A number belongs to one answer: sending again what was not acknowledged uses the same
// number, a changed answer takes the next one. So the server can tell a repetition from
// a newer answer, and answers truthfully when another device was quicker.

import { deliver, delayAfter } from "./deliver.js";

const DELAY = { typed: 700, chosen: 150 };
const LONGEST_DELAY = 1500;

// A field as it is now, and as the server delivered it: someone may have answered
// before this module was there.
const NOW = { checked: (field) => field.checked, value: (field) => field.value };
const DELIVERED = {
  checked: (field) => field.defaultChecked,
  value(field) {
    if (field.type !== "select-one") return field.defaultValue;
    const options = [...field.options];
    return (options.find((option) => option.defaultSelected) ?? options[0]).value;
  },
};

export class Question {
  // "closed" and "moved" lead on: the attempt is over, or the page is out of date.
  constructor(fieldset, { server, store, changed, closed, moved, filled }) {
    Object.assign(this, { fieldset, server, store, changed, closed, moved, filled });
    this.position = Number(fieldset.dataset.position);
    this.prefix = fieldset.dataset.prefix;
    this.number = Number(fieldset.dataset.number);
    this.complete = "complete" in fieldset.dataset;
    this.used = this.number;
    this.state = "idle";
    this.savedAt = null;
    this.acknowledged = this.#content(DELIVERED);
    fieldset.addEventListener("input", (event) => this.#noticed(event));
    fieldset.addEventListener("change", (event) => this.#noticed(event));
    fieldset.querySelector("[data-keep-mine]")?.addEventListener("click", () => this.#keepMine());
    fieldset.querySelector("[data-keep-theirs]")?.addEventListener("click", () => this.#keepTheirs());
  }

  get unsaved() {
    return !["idle", "saved", "left"].includes(this.state);
  }

  // Takes up what an earlier page could not deliver, or what this one missed.
  restore() {
    const kept = this.store.get(this.position);
    if (!kept) return this.#take();
    this.#fill(kept.entries);
    if (this.#content() === this.acknowledged && kept.number <= this.number) {
      this.store.remove(this.position, kept.number);
      return;
    }
    this.used = Math.max(kept.number, 1);
    this.pending = { number: this.used, content: this.#content() };
    this.#set("waiting");
    this.flush();
  }

  async flush({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    this.firstChange = null;
    if (this.conflict || this.state === "invalid" || this.state === "left") return;
    // Whoever waits for this question waits for what is on its way as well.
    if (this.sending) await this.sending;
    if (this.sending || !this.pending || this.gone) return;
    this.#set("saving");
    this.sending = this.#deliver(this.pending, keepalive);
    try {
      await this.sending;
    } finally {
      this.sending = null;
    }
    // Changed while it was on its way. What failed waits for its own turn.
    if (this.pending && this.state === "changed") this.#soon(0);
  }

  // The question was put in anew: this one says nothing any more.
  retire() {
    this.gone = true;
    clearTimeout(this.timer);
  }

  #noticed(event) {
    if (event.target.matches("[data-number-field]")) return;
    this.#take(event.type === "input" && event.target.matches("input[type=text], textarea"));
  }

  #take(typed = false) {
    const content = this.#content();
    const known = this.state === "invalid" ? this.refused : this.acknowledged;
    if (content === (this.pending?.content ?? known)) return;
    this.used += 1;
    this.pending = { number: this.used, content };
    this.store.set(this.position, { number: this.used, entries: JSON.parse(content) });
    if (this.conflict) return;
    if (this.state !== "offline") this.#set("waiting");
    else this.changed();
    this.firstChange ??= Date.now();
    const left = LONGEST_DELAY - (Date.now() - this.firstChange);
    this.#soon(Math.max(0, Math.min(typed ? DELAY.typed : DELAY.chosen, left)));
  }

  #soon(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  async #deliver(answer, keepalive) {
    const sent = { number: answer.number, entries: JSON.parse(answer.content) };
    const { kind, data } = await deliver(this.server, this.position, sent, { keepalive });
    switch (kind) {
      case "saved":
        return this.#saved(answer, data);
      case "again":
        return this.#again();
      case "invalid":
        return this.#invalid(answer, data.message);
      case "stale":
        return this.#stale(data);
      case "closed":
        return this.closed(data.url);
      case "settled":
        // Checked in another window: the page is to show that.
        this.store.remove(this.position);
        return this.moved();
      case "left":
        this.store.remove(this.position);
        return this.#set("left");
      default:
        return this.#set(kind);
    }
  }

  #saved(answer, data) {
    this.failures = 0;
    this.number = data.number;
    this.complete = data.complete;
    this.acknowledged = answer.content;
    this.savedAt = Date.now();
    const field = this.fieldset.querySelector("[data-number-field]");
    if (field) field.value = String(data.number);
    this.#problem("");
    if (this.pending === answer) {
      this.pending = null;
      this.store.remove(this.position, answer.number);
      this.#set("saved");
    } else {
      this.#set("changed");
    }
  }

  #again() {
    this.failures = (this.failures ?? 0) + 1;
    this.#set("offline");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delayAfter(this.failures));
  }

  #invalid(answer, message) {
    if (this.pending !== answer) return this.#set("changed");
    // Not an answer yet: it is shown why, and the next change is sent as usual.
    this.pending = null;
    this.refused = answer.content;
    this.#problem(message);
    this.#set("invalid");
  }

  #stale(data) {
    this.conflict = data;
    this.fieldset.querySelector("[data-conflict]").hidden = false;
    this.#set("conflict");
  }

  #keepMine() {
    this.used = Math.max(this.used, this.conflict.number) + 1;
    this.pending = { number: this.used, content: this.#content() };
    this.store.set(this.position, { number: this.used, entries: JSON.parse(this.pending.content) });
    this.#settled();
    this.flush();
  }

  #keepTheirs() {
    this.store.remove(this.position);
    this.pending = null;
    this.#settled();
    this.#set("idle");
    location.hash = `question-${this.position}`;
    location.reload();
  }

  #settled() {
    this.conflict = null;
    this.fieldset.querySelector("[data-conflict]").hidden = true;
    this.fieldset.focus();
  }

  #set(state) {
    this.state = state;
    this.changed();
  }

  #problem(message) {
    const place = this.fieldset.querySelector("[data-problem]");
    place.textContent = message;
    place.hidden = !message;
    this.fieldset.classList.toggle("question--problem", Boolean(message));
    // Where there are several fields the message says which one it is about.
    const fields = this.fieldset.querySelectorAll("input[type=text], textarea");
    if (fields.length !== 1) return;
    if (message) fields[0].setAttribute("aria-invalid", "true");
    else fields[0].removeAttribute("aria-invalid");
  }

  // The question's own fields as sorted pairs, so that equal answers compare equal.
  #content(of = NOW) {
    const pairs = [];
    for (const field of this.fieldset.elements) {
      if (!field.name || field.matches("[data-number-field], button")) continue;
      const ticked = field.type === "radio" || field.type === "checkbox";
      if (ticked && !of.checked(field)) continue;
      pairs.push([field.name, ticked ? field.value : of.value(field)]);
    }
    return JSON.stringify(pairs.sort((one, other) => (one.join() < other.join() ? -1 : 1)));
  }

  #fill(entries) {
    const has = (name, value) => entries.some(([key, given]) => key === name && given === value);
    for (const field of this.fieldset.elements) {
      if (!field.name || field.matches("[data-number-field], button")) continue;
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = has(field.name, field.value);
      } else {
        field.value = entries.find(([key]) => key === field.name)?.[1] ?? "";
      }
    }
    this.filled(this.fieldset);
    // Whatever shows the fields in another way, such as on a figure, follows them.
    this.fieldset.dispatchEvent(new Event("ce:filled"));
  }
}
