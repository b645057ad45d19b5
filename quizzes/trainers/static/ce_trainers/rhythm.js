// The cranial rhythm: plays the phases of a figure, times taps, and lets count. The
// times are those of the events, so that a busy page makes nobody late.

import { analyse, noisy, partAt, peaksOf, wavering } from "./rhythm-analysis.js";

const LONGEST = 120; // seconds that are followed at most
const COUNTED = 30;
const ENOUGH = 3; // taps
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const started = new WeakSet();

export function enhance(element) {
  if (started.has(element)) return;
  started.add(element);
  new Rhythm(element);
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const written = (number, places = 1) =>
  number.toLocaleString(document.documentElement.lang || undefined, { maximumFractionDigits: places });

class Rhythm {
  constructor(element) {
    Object.assign(this, { element, text: element.dataset, taps: [] });
    this.plate = element.querySelector("ce-plate");
    // The figure has a button to play, and counts, of its own.
    this.parts = element.querySelector(".rhythm__parts");
    this.paces = [...element.querySelectorAll("[data-pace]")];
    for (const name of ["play", "follow", "count", "tap", "say", "left", "rate", "compare"]) {
      this[name] = this.parts.querySelector(`[data-${name}]`);
    }
    this.state = element.querySelector(":scope > [data-state]");
    this.said = element.querySelector(":scope > [data-said]");
    this.listen();
    this.setPace(this.paces[0].value);
    this.calm();
    CALM.addEventListener("change", () => this.calm());
    this.own();
  }

  // The figure's own slider and button would pull at it, too.
  async own() {
    const phases = await this.phases();
    if (phases) phases.controls.hidden = true;
    this.show(0);
  }

  async phases() {
    for (let tries = 0; this.plate && tries < 100; tries += 1) {
      if (this.plate.phases) return this.plate.phases;
      await new Promise((done) => setTimeout(done, 100));
    }
    return null;
  }

  listen() {
    for (const pace of this.paces) pace.addEventListener("change", () => this.setPace(pace.value));
    this.paces[0].addEventListener("input", () => this.setPace(this.paces[0].value));
    for (const step of this.element.querySelectorAll("[data-step]")) {
      step.addEventListener("click", () => {
        this.stop();
        this.show(Number(step.dataset.step));
        this.tell(Number(step.dataset.step));
      });
    }
    this.button(this.play, () => this.run("play"));
    this.button(this.follow, () => this.startFollowing());
    this.button(this.count, () => this.startCounting());
    this.tap.addEventListener("pointerdown", (event) => event.button === 0 && this.tapped(event));
    this.tap.addEventListener("keydown", (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      if (!event.repeat) this.tapped(event);
    });
    // What presses a button without pointer or key, such as a screen reader.
    this.tap.addEventListener("click", (event) => event.detail === 0 && !event.pointerType && this.tapped(event));
    this.tap.addEventListener("keyup", (event) => event.key === " " && event.preventDefault());
    this.compare.addEventListener("click", () => this.compared());
    this.rate.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.compared();
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden || !this.mode) return;
      this.stop();
      this.state.textContent = this.text.textEnded;
    });
  }

  // A button that starts something, and stops it the second time.
  button(button, start) {
    button.dataset.text = button.innerHTML;
    button.addEventListener("click", () => {
      const mine = this.running === button;
      this.stop();
      if (mine) return;
      this.running = button;
      button.textContent = this.text.textStop;
      start();
    });
  }

  setPace(value) {
    const { lowest, highest } = this.text;
    const pace = Math.max(Number(lowest), Math.min(Number(highest), Math.round(Number(value)) || Number(lowest)));
    for (const field of this.paces) field.value = pace;
    this.paces[0].setAttribute("aria-valuetext", fill(this.text.textPace, { n: pace }));
    if (pace === this.pace) return;
    this.pace = pace;
    if (this.mode === "play") this.run("play");
    else if (this.mode === "follow") this.stop();
  }

  // Whoever wants no motion steps, and sees a rhythm as one state after the other.
  calm() {
    this.play.hidden = CALM.matches;
    if (this.mode === "play" && CALM.matches) this.stop();
  }

  // ---- moving --------------------------------------------------------------------------

  run(mode, rhythm = null) {
    this.text.mode = mode;
    Object.assign(this, { mode, rhythm, began: performance.now(), spoken: -1 });
    const peaks = rhythm?.peaks ?? peaksOf(this.pace, 3600);
    const step = () => {
      if (this.mode !== mode || this.frame !== mine) return;
      const time = (performance.now() - this.began) / 1000;
      const part = rhythm && !CALM.matches ? wavering(time, rhythm) : partAt(time, peaks);
      this.show(CALM.matches ? Math.round(part) : part);
      this.sayPeak(time, peaks);
      this.timed(time);
      if (this.frame === mine) requestAnimationFrame(step);
    };
    const mine = Symbol(mode);
    this.frame = mine;
    requestAnimationFrame(step);
  }

  sayPeak(time, peaks) {
    if (!this.say.checked) return;
    const number = peaks.findLastIndex((peak) => peak <= time);
    if (number === this.spoken) return;
    this.spoken = number;
    this.said.textContent = `${this.text.textFlexion} ${number + 1}`;
  }

  show(part) {
    const phases = this.plate?.phases;
    if (phases) {
      phases.stop();
      phases.draw(part);
    }
    this.element.style.setProperty("--rhythm-part", part.toFixed(3));
    // While it counts, words would tell; while it moves, they would flicker past.
    if (this.mode === "count") this.state.textContent = "";
    else this.state.textContent = part < 0.5 ? this.text.textFlexion : this.text.textExtension;
  }

  tell(part) {
    this.said.textContent = part < 0.5 ? this.text.textFlexion : this.text.textExtension;
  }

  timed(time) {
    if (this.mode === "follow" && time >= LONGEST) this.stop();
    if (this.mode !== "count") return;
    const left = Math.ceil(COUNTED - time);
    const text = fill(this.text.textLeft, { n: Math.max(0, left) });
    if (this.left.textContent !== text) this.left.textContent = text;
    if (left <= 0) this.counted();
  }

  stop() {
    const { mode } = this;
    this.mode = this.frame = null;
    delete this.text.mode;
    if (this.running) this.running.innerHTML = this.running.dataset.text;
    this.running = null;
    this.left.textContent = "";
    if (mode === "follow") this.followed();
  }

  // ---- following -----------------------------------------------------------------------

  startFollowing() {
    this.taps = [];
    this.showTaps();
    this.element.querySelector("[data-follow-result]").textContent = "";
    this.tap.hidden = false;
    this.tap.focus();
    this.run("follow");
  }

  tapped(event) {
    if (this.mode !== "follow") return;
    this.taps.push((event.timeStamp - this.began) / 1000);
    this.showTaps();
  }

  showTaps() {
    this.tapsPlace ??= this.element.querySelector("[data-taps]");
    this.tapsPlace.textContent = this.taps.length;
  }

  followed() {
    const result = this.element.querySelector("[data-follow-result]");
    const until = (performance.now() - this.began) / 1000;
    if (this.tap === document.activeElement) this.follow.focus();
    this.tap.hidden = true;
    if (this.taps.length < ENOUGH) {
      result.textContent = this.text.textFew;
      return;
    }
    const found = analyse(this.taps, this.pace, until);
    const { error } = found;
    const size = { n: written(Math.abs(error), 2), spread: written(found.spread, 2) };
    result.textContent = [
      fill(this.text.textTaps, { ...found, taps: this.taps.length }),
      fill(error < 0 ? this.text.textEarly : this.text.textLate, size),
      fill(this.text.textRate, { n: written(found.rate), pace: this.pace }),
    ].join(" ");
    this.record({ kind: "follow", pace: this.pace, taps: this.taps.length, error, seconds: until }, result);
  }

  // ---- counting ------------------------------------------------------------------------

  startCounting() {
    this.seed = crypto.getRandomValues(new Uint32Array(1))[0];
    this.element.querySelector("[data-rate-form]").hidden = true;
    this.element.querySelector("[data-count-result]").textContent = "";
    this.element.querySelector("[data-reported]").hidden = true;
    this.run("count", noisy(this.seed, COUNTED));
  }

  counted() {
    this.stop();
    this.element.querySelector("[data-count-result]").textContent = this.text.textAsk;
    this.element.querySelector("[data-rate-form]").hidden = false;
    this.rate.value = "";
    this.rate.focus();
  }

  compared() {
    const result = this.element.querySelector("[data-count-result]");
    const said = Number(this.rate.value.trim().replace(",", "."));
    if (!(said >= 1 && said <= 60)) {
      result.textContent = this.text.textBad;
      this.rate.setAttribute("aria-invalid", "true");
      this.rate.focus();
      return;
    }
    this.rate.removeAttribute("aria-invalid");
    const shown = this.rhythm.rate;
    const error = said - shown;
    const isExact = Math.abs(error) < 0.05;
    const text = isExact ? this.text.textExact : error > 0 ? this.text.textOver : this.text.textUnder;
    result.textContent = fill(text, { said: written(said), shown: written(shown), n: written(Math.abs(error)) });
    this.element.querySelector("[data-rate-form]").hidden = true;
    this.element.querySelector("[data-reported]").hidden = false;
    this.count.focus();
    this.record({ kind: "count", pace: shown, taps: 0, error, seconds: COUNTED, seed: this.seed }, result);
  }

  // ---- keeping -------------------------------------------------------------------------

  // Nothing is lost that counts: where it can't be kept, nothing is said.
  async record(run, place) {
    const { token, recordUrl, textKept } = this.text;
    if (!token) return;
    try {
      const headers = { "X-Requested-With": "fetch" };
      const own = await (await fetch(recordUrl, { headers })).json();
      if (!own.uuid) return;
      const body = new URLSearchParams({ token, uuid: own.uuid, csrfmiddlewaretoken: own.csrf });
      for (const [name, value] of Object.entries(run)) {
        body.set(name, typeof value === "number" && name !== "seed" ? String(Math.round(value * 1000) / 1000) : value);
      }
      const response = await fetch(recordUrl, { method: "POST", headers, body });
      if (response.ok) place.textContent += ` ${textKept}`;
    } catch {
      // Practice goes on without the network.
    }
  }
}
