// Finding parts or a point on a figure. The question's own fields are what is sent; this
// module lets the figure fill them in, and shows on the figure what they say.

import { Stage, explain, fill } from "./figure-stage.js";

const STEP = 1; // percent of width or height
const LARGE = 5;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class FindStructure extends HTMLElement {
  connectedCallback() {
    const plate = this.querySelector("[data-stage]");
    if (this.stage || !plate) return;
    this.stage = new Stage(plate);
    this.options = [...this.querySelectorAll("input[data-token]")];
    this.status = this.querySelector("[data-status]");
    explain(this);
    if (this.dataset.mode === "point") this.setUpPoint(plate);
    else this.setUpParts(plate);
    this.closest("fieldset")?.addEventListener("ce:filled", () => this.show());
    this.show();
  }

  say(name, values) {
    this.status.textContent = fill(this.dataset[name], values);
  }

  changed(field) {
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // ---- parts -------------------------------------------------------------------------

  setUpParts(plate) {
    plate.addEventListener("click", (event) => {
      const option = this.options.find((field) => field.dataset.token === this.stage.tokenAt(event));
      if (!option) return;
      option.checked = option.type === "radio" || !option.checked;
      this.say(option.checked ? "textChosen" : "textOff", { letter: option.dataset.letter });
      this.changed(option);
    });
    plate.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse") this.stage.point(this.stage.tokenAt(event));
    });
    plate.addEventListener("pointerleave", () => this.stage.point(null));
    this.addEventListener("change", () => this.show());
    // Who goes through the list sees which letter is meant.
    this.addEventListener("focusin", (event) => this.stage.point(event.target.dataset.token ?? null));
    this.addEventListener("focusout", () => this.stage.point(null));
  }

  show() {
    if (this.dataset.mode === "point") return this.showPoint();
    this.stage.choose(new Set(this.options.filter((field) => field.checked).map((field) => field.dataset.token)));
  }

  // ---- a point -----------------------------------------------------------------------

  setUpPoint(plate) {
    this.fields = [this.querySelector("[data-across]"), this.querySelector("[data-down]")];
    this.none = this.querySelector('input[type="radio"][value=""]');
    this.crosshair = plate.querySelector(".figure__crosshair");
    plate.tabIndex = 0;
    // The arrow keys are the figure's own: a screen reader hands them over here.
    plate.setAttribute("role", "application");
    plate.setAttribute("aria-label", this.dataset.textStage);
    plate.setAttribute("aria-describedby", this.querySelector("[data-with-script]").id);
    plate.addEventListener("click", (event) => {
      const place = this.stage.placeAt(event);
      if (place.every((part) => part >= 0 && part <= 1)) this.point(place.map((part) => part * 100));
    });
    plate.addEventListener("keydown", (event) => this.onKey(event));
    for (const field of this.fields) {
      field.addEventListener("input", () => this.leaveLetters());
    }
    this.addEventListener("change", (event) => {
      const written = event.target.dataset.point;
      if (!written) return this.showPoint();
      written.split(" ").forEach((number, axis) => (this.fields[axis].value = number));
      this.showPoint();
    });
  }

  onKey(event) {
    const move = MOVES[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const step = event.shiftKey ? LARGE : STEP;
    const from = this.place() ?? [50, 50];
    // The first press only brings the crosshair to the middle.
    const to = this.place() ? from.map((part, axis) => part + move[axis] * step) : from;
    this.point(to.map((part) => Math.min(100, Math.max(0, part))));
    this.say("textPoint", { across: this.fields[0].value, down: this.fields[1].value });
  }

  point(place) {
    place.forEach((part, axis) => (this.fields[axis].value = String(Math.round(part * 10) / 10)));
    this.leaveLetters();
    this.changed(this.fields[0]);
  }

  leaveLetters() {
    this.none.checked = true;
    this.showPoint();
  }

  // The numbers, where both can be read.
  place() {
    const place = this.fields.map((field) => field.value.trim().replace(",", "."));
    const isWhole = place.every((text) => text !== "" && Number(text) >= 0 && Number(text) <= 100);
    return isWhole ? place.map(Number) : null;
  }

  showPoint() {
    this.stage.put(this.crosshair, this.place()?.map((part) => part / 100));
    this.stage.choose(new Set(this.options.filter((field) => field.checked).map((field) => field.dataset.token)));
  }
}

customElements.define("ce-find-structure", FindStructure);
