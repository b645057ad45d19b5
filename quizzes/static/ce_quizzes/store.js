// What was answered and not yet acknowledged, kept in this browser per attempt.
// A browser that forbids storage still saves; it only can't outlive a closed tab.

export class Store {
  constructor(attempt) {
    this.key = `ce_quizzes:${attempt}`;
  }

  all() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      return {};
    }
  }

  get(position) {
    return this.all()[position];
  }

  set(position, entry) {
    this.#write({ ...this.all(), [position]: entry });
  }

  // Removes what was kept, unless another tab has kept a newer answer since ``number``.
  remove(position, number = Infinity) {
    const entries = this.all();
    if (entries[position]?.number > number) return;
    delete entries[position];
    this.#write(entries);
  }

  clear() {
    this.#write({});
  }

  #write(entries) {
    try {
      if (Object.keys(entries).length) localStorage.setItem(this.key, JSON.stringify(entries));
      else localStorage.removeItem(this.key);
    } catch {
      // Full or forbidden: the answer is still sent, only not kept here.
    }
  }
}
