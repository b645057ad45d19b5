// Answers of other pages of the attempt that this browser still keeps: the network was
// away when their page was left or closed. They are sent from whatever page is open.

import { deliver, delayAfter } from "./deliver.js";

export class Elsewhere {
  constructor({ server, store, here, changed, closed }) {
    Object.assign(this, { server, store, here, changed, closed });
    this.state = "idle";
    this.savedAt = null;
    this.failures = 0;
  }

  get unsaved() {
    return this.state === "waiting" || this.state === "saving" || this.state === "offline";
  }

  get waiting() {
    return Object.entries(this.store.all()).filter(
      ([position]) => !this.here.has(Number(position)) && Number(position) !== this.conflict,
    );
  }

  async flush({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    if (this.sending) return;
    this.sending = true;
    try {
      for (const [position, answer] of this.waiting) {
        this.#set("saving");
        if (!(await this.#send(Number(position), answer, keepalive))) return;
      }
    } finally {
      this.sending = false;
    }
    if (this.state === "saving") this.#set(this.savedAt ? "saved" : "idle");
  }

  // Returns whether to go on with the next one.
  async #send(position, answer, keepalive) {
    const { kind, data } = await deliver(this.server, position, answer, { keepalive });
    if (kind === "again") {
      this.failures += 1;
      this.#set("offline");
      this.timer = setTimeout(() => this.flush(), delayAfter(this.failures));
      return false;
    }
    this.failures = 0;
    if (kind === "closed") {
      this.closed(data.url);
      return false;
    }
    if (kind === "signed-out") {
      this.#set("signed-out");
      return false;
    }
    this.position = position;
    if (kind === "saved" || data.same) {
      this.store.remove(position, answer.number);
      this.savedAt = Date.now();
    } else if (kind === "stale") {
      // Its own page shows both answers and lets the learner choose.
      this.conflict = position;
      this.#set("conflictElsewhere");
    } else {
      // Left, settled, or not an answer to this attempt: it can never be taken.
      this.store.remove(position, answer.number);
      this.#set("lateElsewhere");
    }
    return true;
  }

  #set(state) {
    this.state = state;
    this.changed();
  }
}
