// Active time on a lesson. The browser only says "still here"; the server decides what
// that is worth. Hidden tabs don't beat; after five minutes without input the page asks.

const BEAT_EVERY = 15_000;
const ASK_AFTER = 5 * 60_000;

class Study {
  constructor(root) {
    this.root = root;
    this.data = root.dataset;
    this.active = Number(this.data.active);
    this.minimum = Number(this.data.minimum);
    this.waived = Number(this.data.waived);
    this.done = this.data.done === "true";
    this.clock = document.querySelector("[data-study-time]");
    this.left = root.querySelector("[data-study-left]");
    this.dialog = document.querySelector("[data-still-reading]");
    this.lastInput = Date.now();
    this.running = false;
    // Tells the server which page view ends, when the next one has begun already.
    this.visit = crypto.getRandomValues(new Uint32Array(4)).join("-").slice(0, 36);
    this.queue = Promise.resolve();
  }

  start() {
    for (const name of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "scroll", "focusin"]) {
      addEventListener(name, () => this.noteInput(), { passive: true });
    }
    document.addEventListener("visibilitychange", () => (document.hidden ? this.pause() : this.resume()));
    addEventListener("pagehide", () => this.pause());
    addEventListener("pageshow", (event) => event.persisted && this.resume());
    // A check, a plate or a player that is used counts as input, wherever the focus is.
    document.addEventListener("ce:activity", () => this.noteInput());
    this.dialog?.addEventListener("close", () => this.resume());
    this.show();
    if (!document.hidden) this.resume();
  }

  noteInput() {
    this.lastInput = Date.now();
  }

  resume() {
    this.noteInput();
    if (this.running) return;
    this.running = true;
    this.beat("start");
    this.timer = setInterval(() => this.tick(), BEAT_EVERY);
    this.show();
  }

  pause() {
    if (!this.running) return;
    this.running = false;
    clearInterval(this.timer);
    // Survives the page being closed; a fetch would not.
    navigator.sendBeacon(this.data.beatUrl, this.form("end"));
    this.show();
  }

  tick() {
    if (Date.now() - this.lastInput >= ASK_AFTER) {
      this.pause();
      this.dialog?.showModal();
      return;
    }
    this.beat("beat");
  }

  form(kind) {
    const form = new FormData();
    form.set("csrfmiddlewaretoken", this.root.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
    form.set("enrolment", this.data.enrolment);
    form.set("lesson", this.data.lesson);
    form.set("kind", kind);
    form.set("visit", this.visit);
    return form;
  }

  beat(kind) {
    this.queue = this.queue.then(() => this.send(kind));
  }

  async send(kind) {
    try {
      const response = await fetch(this.data.beatUrl, {
        method: "POST",
        body: this.form(kind),
        signal: AbortSignal.timeout(10_000),
      });
      if (!response.ok) throw new Error(String(response.status));
      this.active = (await response.json()).active_seconds;
      this.offline = false;
    } catch {
      this.offline = true;
    }
    this.show();
  }

  minutes(seconds) {
    return this.data.textMinute.replace("{n}", Math.ceil(seconds / 60));
  }

  show() {
    const whole = Math.floor(this.active / 60);
    const needed = Math.ceil(Math.max(0, this.minimum - this.waived) / 60);
    if (this.clock) {
      let text = needed && !this.done
        ? this.data.textOf.replace("{active}", whole).replace("{minimum}", needed)
        : this.data.textActive.replace("{active}", whole);
      if (this.offline) text = this.data.textOffline;
      else if (!this.running) text += ` · ${this.data.textPaused}`;
      this.clock.textContent = text;
      this.clock.dataset.state = this.offline ? "offline" : this.running ? "running" : "paused";
    }
    if (this.left && this.minimum && !this.done) {
      const seconds = Math.max(0, this.minimum - this.waived - this.active);
      const text = seconds ? this.data.textLeft.replace("{left}", this.minutes(seconds)) : this.data.textReady;
      // A status that repeats itself would be read out every time.
      if (this.left.textContent !== text) this.left.textContent = text;
    }
  }
}

const root = document.querySelector("[data-study]");
if (root && root.dataset.running === "true") new Study(root).start();

// An outline that is longer than the screen shows the part that one is in.
const rail = document.getElementById("rail");
const here = rail?.querySelector("[aria-current]");
function showPlace() {
  const way = here.getBoundingClientRect().top - rail.getBoundingClientRect().top;
  rail.scrollTop += way - rail.clientHeight / 3;
}
if (here) {
  showPlace();
  rail.addEventListener("toggle", showPlace);
}

// Glossary terms: the definition on hover, focus or tap, and the link for everyone else.
const card = document.createElement("div");
card.className = "term-card";
card.id = "term-card";
card.setAttribute("role", "tooltip");
card.hidden = true;
document.body.append(card);
let shownFor = null;

function showTerm(link) {
  shownFor = link;
  card.textContent = link.dataset.definition;
  card.hidden = false;
  link.setAttribute("aria-describedby", card.id);
  const box = link.getBoundingClientRect();
  const inline = Math.max(8, Math.min(box.left, innerWidth - card.offsetWidth - 8));
  const below = box.bottom + card.offsetHeight + 12 < innerHeight;
  card.style.setProperty("inset-inline-start", `${inline + scrollX}px`);
  card.style.setProperty("inset-block-start", `${(below ? box.bottom + 6 : box.top - card.offsetHeight - 6) + scrollY}px`);
}

function hideTerm() {
  shownFor?.removeAttribute("aria-describedby");
  shownFor = null;
  card.hidden = true;
}

document.addEventListener("pointerover", (event) => {
  const link = event.target.closest?.("a.term");
  if (link) showTerm(link);
  else if (shownFor && !event.target.closest?.(".term-card")) hideTerm();
});
document.addEventListener("focusin", (event) => {
  const link = event.target.closest?.("a.term");
  if (link) showTerm(link);
  else if (shownFor) hideTerm();
});
document.addEventListener("keydown", (event) => event.key === "Escape" && hideTerm());
