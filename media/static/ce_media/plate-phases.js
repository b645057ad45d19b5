// The two phases of a plate: a slider moves the drawing from one to the other, and it
// swings by itself when it is asked to. An element's own attributes are the first phase
// and its data-to-* attributes the second; the server has checked that the two differ in
// numbers alone. Fetched by plate.js for drawings that have phases.

const ATTRIBUTES = ["d", "points", "transform", "opacity"];
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/gi;
const SWING = 6000; // ms there and back
const GLIDE = 700; // ms to an end whose name is pressed
const NEAR = 2; // per cent from an end or the middle that is read out as there
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const PRINT = matchMedia("print");

const ease = (part) => (1 - Math.cos(Math.PI * part)) / 2;
const numbers = (text) => (text.match(NUMBER) ?? []).map(Number);

// A value as the words around its numbers, and the numbers at either end.
class Move {
  constructor(element, name, from, to) {
    Object.assign(this, { element, name, from: numbers(from), to: numbers(to) });
    // "10-5" has nothing between its numbers, and still they are two.
    const isBetween = (index) => index > 0 && index < this.from.length;
    this.words = from.split(NUMBER).map((word, index) => (isBetween(index) && !word.trim() ? " " : word));
  }

  draw(part) {
    const value = this.from.reduce((text, from, index) => {
      const number = from + (this.to[index] - from) * part;
      return text + Math.round(number * 100) / 100 + this.words[index + 1];
    }, this.words[0]);
    if (value === this.last) return;
    this.last = value;
    this.element.setAttribute(this.name, value);
  }
}

export class Phases {
  constructor(plate, controls) {
    Object.assign(this, { plate, controls, say: controls.dataset, part: 0 });
    this.slider = controls.querySelector("[data-slider]");
    this.ends = [...controls.querySelectorAll("[data-go]")];
    this.play = controls.querySelector("[data-play]");
    this.playText = this.play.textContent;
    this.moves = ATTRIBUTES.flatMap((name) =>
      [...plate.drawing.querySelectorAll(`[data-to-${name}]`)].map(
        (element) => new Move(element, name, element.getAttribute(name) ?? "1", element.getAttribute(`data-to-${name}`)),
      ),
    );
    this.followParts();
    this.listen();
    this.calm();
    this.tell();
    controls.inert = false;
  }

  // The leader lines of the labels end where their parts are in either phase.
  followParts() {
    const ends = [...this.plate.drawing.querySelectorAll("[data-label] line")];
    const places = (index) => {
      this.moves.forEach((move) => move.draw(index));
      return ends.map((line) => this.toView(line.closest("[data-label]").dataset.label));
    };
    const after = places(1);
    const before = places(0);
    ends.forEach((line, index) => {
      if (!before[index]) return;
      const from = new DOMPoint(line.getAttribute("x2"), line.getAttribute("y2"));
      const to = from.matrixTransform(after[index].multiply(before[index].inverse()));
      if (!(Math.hypot(to.x - from.x, to.y - from.y) > 0.5)) return;
      this.moves.push(new Move(line, "x2", `${from.x}`, `${to.x}`), new Move(line, "y2", `${from.y}`, `${to.y}`));
      const dot = line.nextElementSibling;
      if (dot?.localName !== "circle" || dot.getAttribute("cx") !== line.getAttribute("x2")) return;
      this.moves.push(new Move(dot, "cx", `${from.x}`, `${to.x}`), new Move(dot, "cy", `${from.y}`, `${to.y}`));
    });
  }

  toView(key) {
    const shape = this.plate.byKey.get(key)?.shape;
    const toScreen = this.plate.drawing.getScreenCTM();
    return shape && toScreen && toScreen.inverse().multiply(shape.getScreenCTM());
  }

  listen() {
    const { slider, plate, play } = this;
    slider.addEventListener("input", () => {
      plate.active();
      this.stop();
      this.want(slider.value / 100);
    });
    for (const end of this.ends) {
      end.addEventListener("click", () => {
        plate.active();
        this.glide(Number(end.dataset.go));
      });
    }
    play.addEventListener("click", () => {
      plate.active();
      if (this.isPlaying) this.stop();
      else this.swing();
    });
    for (const name of ["pointerdown", "keydown"]) {
      plate.addEventListener(name, (event) => play.contains(event.target) || this.stop());
    }
    document.addEventListener("visibilitychange", () => document.hidden && this.stop());
    new IntersectionObserver(([entry]) => entry.isIntersecting || this.stop()).observe(plate.stage);
    CALM.addEventListener("change", () => this.calm());
    // Paper gets the first phase, with the outline of the second.
    PRINT.addEventListener("change", () => {
      this.stop();
      this.draw(PRINT.matches ? 0 : slider.value / 100, { isKept: false });
    });
  }

  // Whoever wants no motion has no button for it.
  calm() {
    if (!CALM.matches) return this.ends[0].after(this.play);
    this.stop();
    this.play.remove();
  }

  // ---- moving --------------------------------------------------------------------------

  // Draws in the next frame: a slider may say more than one value before it.
  want(part) {
    this.part = part;
    this.tell();
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw(this.part);
    });
  }

  draw(part, { isKept = true } = {}) {
    for (const move of this.moves) move.draw(part);
    if (this.plate.ring?.isConnected) this.plate.circle(this.plate.lit?.shape);
    if (!isKept) return;
    this.part = part;
    this.slider.value = Math.round(part * 100);
  }

  swing() {
    // Where in its swing it would be here, on the way there.
    const start = (Math.acos(1 - 2 * this.part) / (2 * Math.PI)) * SWING;
    this.setPlaying(true);
    this.run((elapsed) => ease((2 * (start + elapsed)) / SWING));
  }

  glide(to) {
    this.stop();
    const from = this.part;
    if (CALM.matches || from === to) return this.want(to);
    this.run((elapsed) => from + (to - from) * ease(Math.min(1, elapsed / GLIDE)), GLIDE);
  }

  run(partAt, lasts = Infinity) {
    cancelAnimationFrame(this.frame);
    let began = null;
    const step = (now) => {
      began ??= now;
      this.draw(partAt(now - began));
      if (now - began < lasts) this.frame = requestAnimationFrame(step);
      else this.stop();
    };
    this.frame = requestAnimationFrame(step);
    this.isMoving = true;
  }

  stop() {
    if (!this.isMoving) return;
    cancelAnimationFrame(this.frame);
    this.frame = null;
    this.isMoving = false;
    this.setPlaying(false);
    this.tell();
  }

  setPlaying(isPlaying) {
    this.isPlaying = isPlaying;
    this.play.textContent = isPlaying ? this.play.dataset.textStop : this.playText;
  }

  // Not while it moves: a screen reader would say every value.
  tell() {
    const n = Math.round(this.part * 100);
    const [one, other] = this.ends.map((end) => end.textContent);
    const toward = this.say.textToward.replace("{n}", n).replace("{name}", other);
    const text = n <= NEAR ? one : n >= 100 - NEAR ? other : Math.abs(n - 50) <= NEAR ? this.say.textHalfway : toward;
    this.slider.setAttribute("aria-valuetext", text);
  }
}
