// The state of saving, always in sight; what goes wrong is also said aloud, once.

const LOUD = [
  "offline",
  "conflict",
  "invalid",
  "signed-out",
  "left",
  "refused",
  "conflictElsewhere",
  "lateElsewhere",
];

export class Announcer {
  constructor(element) {
    this.element = element;
  }

  say(text) {
    this.element.textContent = "";
    requestAnimationFrame(() => {
      this.element.textContent = text;
    });
  }
}

export class Status {
  constructor(element, words, announcer) {
    Object.assign(this, { element, words, announcer });
    this.savedAt = null;
    this.kind = "";
  }

  show(questions) {
    const loud = LOUD.find((state) => questions.some((question) => question.state === state));
    const busy = questions.some((question) => question.unsaved);
    const times = questions.map((question) => question.savedAt ?? 0);
    this.savedAt = Math.max(0, ...times) || null;
    this.about = questions.find((question) => question.state === loud)?.position;
    this.#become(loud ?? (busy ? "saving" : this.savedAt ? "saved" : "ready"));
  }

  // From now on only what is seen changes; there is something else to be said.
  hush() {
    this.hushed = true;
  }

  tick() {
    if (this.kind === "saved") this.element.textContent = this.#saved();
  }

  #become(kind) {
    const before = this.kind;
    this.kind = kind;
    this.element.hidden = false;
    this.element.className = `status quiz-bar__status ${TONE[kind] ?? ""}`;
    const text = (this.words[kind] ?? "").replace("{n}", String(this.about));
    this.element.textContent = kind === "saved" ? this.#saved() : text;
    if (before === kind) return;
    if (this.hushed) return;
    // Trouble is said once, not again with every try to get over it.
    if (LOUD.includes(kind) && kind !== this.trouble) this.announcer.say(text);
    else if (kind === "saved" && this.trouble) this.announcer.say(this.words.recovered);
    if (LOUD.includes(kind)) this.trouble = kind;
    if (kind === "saved") this.trouble = null;
  }

  #saved() {
    const seconds = Math.round((Date.now() - this.savedAt) / 1000);
    if (seconds < 2) return this.words.savedNow;
    if (seconds < 60) return this.words.savedSeconds.replace("{n}", String(seconds));
    const minutes = Math.floor(seconds / 60);
    const pattern = minutes === 1 ? this.words.savedMinute : this.words.savedMinutes;
    return pattern.replace("{n}", String(minutes));
  }
}

const TONE = {
  ready: "",
  saving: "",
  saved: "status--good",
  offline: "status--caution",
  conflict: "status--caution",
  invalid: "status--caution",
  conflictElsewhere: "status--caution",
  lateElsewhere: "status--caution",
  left: "status--caution",
  "signed-out": "status--stop",
  refused: "status--stop",
};
