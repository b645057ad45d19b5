// Labels put on a figure: dragged, or chosen and then their letter, or by a letter's key.
// The selects are what is sent; everything here fills them in.

import { Stage, explain, fill } from "./figure-stage.js";

const STILL = 6; // px that a press may wander and still be a click
const DROP = 48; // px around a letter in which a label may be let go

class LabelFigure extends HTMLElement {
  connectedCallback() {
    const plate = this.querySelector("[data-stage]");
    if (this.stage || !plate) return;
    this.stage = new Stage(plate);
    this.selects = [...this.querySelectorAll("select[data-token]")];
    this.bank = this.querySelector("[data-bank]");
    this.status = this.querySelector("[data-status]");
    explain(this);
    this.setUpBank();
    plate.addEventListener("click", (event) => {
      if (this.picked) this.put(this.selectOf(this.stage.tokenAt(event)));
    });
    this.addEventListener("change", () => this.show());
    this.addEventListener("focusin", (event) => this.stage.point(event.target.dataset.token ?? null));
    this.addEventListener("focusout", () => this.stage.point(null));
    this.closest("fieldset")?.addEventListener("ce:filled", () => this.show());
    this.show();
  }

  say(name, values) {
    this.status.textContent = fill(this.dataset[name], values);
  }

  selectOf(token) {
    return this.selects.find((select) => select.dataset.token === token);
  }

  // ---- the bank ------------------------------------------------------------------------

  setUpBank() {
    this.chips = new Map();
    for (const option of this.selects[0].options) {
      if (!option.value) continue;
      const chip = document.createElement("button");
      const place = document.createElement("span");
      chip.type = "button";
      chip.className = "label-bank__chip";
      chip.dataset.label = option.value;
      chip.textContent = option.text;
      chip.setAttribute("aria-pressed", "false");
      place.className = "label-bank__place";
      chip.append(place);
      chip.dataset.text = option.text;
      this.chips.set(option.value, chip);
      this.bank.append(chip);
      chip.addEventListener("click", () => this.onChip(chip));
      chip.addEventListener("pointerdown", (event) => this.onPress(chip, event));
    }
    this.bank.hidden = false;
    this.bank.addEventListener("keydown", (event) => this.onKey(event));
  }

  onChip(chip) {
    if (this.dragged) return;
    this.pick(this.picked === chip ? null : chip);
  }

  pick(chip) {
    const before = this.picked;
    this.picked = chip;
    for (const other of this.chips.values()) other.setAttribute("aria-pressed", String(other === chip));
    this.toggleAttribute("data-picked", Boolean(chip));
    const last = this.selects.at(-1).dataset.letter;
    if (chip) this.say("textPicked", { label: chip.dataset.text, last });
    else if (before) this.say("textBack", { label: before.dataset.text });
  }

  // A label stands at one letter at a time.
  put(select) {
    const chip = this.picked;
    if (!chip || !select) return;
    for (const other of this.selects) {
      if (other !== select && other.value === chip.dataset.label) other.value = "";
    }
    select.value = chip.dataset.label;
    this.pick(null);
    this.say("textPut", { label: chip.dataset.text, letter: select.dataset.letter });
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const chip = event.target.closest("[data-label]");
    const letter = this.selects.find((select) => select.dataset.letter === event.key.toUpperCase());
    if (this.picked && letter) this.put(letter);
    else if (this.picked && event.key === "Escape") this.pick(null);
    else if (chip && (event.key === "Delete" || event.key === "Backspace")) this.free(chip);
    else return;
    event.preventDefault();
  }

  free(chip) {
    const select = this.selects.find((other) => other.value === chip.dataset.label);
    if (!select) return;
    select.value = "";
    this.say("textFree", { label: chip.dataset.text });
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  show() {
    const used = new Map(this.selects.filter((select) => select.value).map((select) => [select.value, select]));
    for (const [label, chip] of this.chips) {
      const letter = used.get(label)?.dataset.letter ?? "";
      chip.toggleAttribute("data-used", Boolean(letter));
      chip.querySelector("span").textContent = letter;
    }
    this.stage.choose(new Set([...used.values()].map((select) => select.dataset.token)));
  }

  // ---- dragging ------------------------------------------------------------------------

  onPress(chip, start) {
    if (start.button !== 0) return;
    this.dragged = false;
    const ending = new AbortController();
    const { signal } = ending;
    let ghost = null;
    const end = () => {
      ending.abort();
      ghost?.remove();
      this.stage.point(null);
    };
    chip.setPointerCapture(start.pointerId);
    chip.addEventListener("pointermove", (event) => {
      const [across, down] = [event.clientX - start.clientX, event.clientY - start.clientY];
      if (!ghost && Math.hypot(across, down) < STILL) return;
      if (!ghost) {
        ghost = this.ghostOf(chip);
        this.dragged = true;
        this.pick(chip);
      }
      ghost.style.translate = `${across}px ${down}px`;
      this.stage.point(this.dropAt(event));
    }, { signal });
    chip.addEventListener("pointerup", (event) => {
      if (ghost) {
        const select = this.selectOf(this.dropAt(event));
        if (select) this.put(select);
        else this.pick(null);
        // The click that ends a drag is none; a later one is.
        setTimeout(() => (this.dragged = false));
      }
      end();
    }, { signal });
    for (const name of ["pointercancel", "lostpointercapture"]) {
      chip.addEventListener(name, () => {
        if (ghost) this.pick(null);
        setTimeout(() => (this.dragged = false));
        end();
      }, { signal });
    }
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !ghost) return;
      this.pick(null);
      end();
    }, { signal });
  }

  // A letter that is near is meant before the part that lies below.
  dropAt(event) {
    return this.stage.nearest(event, DROP) ?? this.stage.tokenAt(event);
  }

  ghostOf(chip) {
    const box = chip.getBoundingClientRect();
    const ghost = chip.cloneNode(true);
    ghost.classList.add("label-bank__chip--ghost");
    ghost.setAttribute("aria-hidden", "true");
    ghost.tabIndex = -1;
    Object.assign(ghost.style, {
      left: `${box.left}px`,
      top: `${box.top}px`,
      inlineSize: `${box.width}px`,
    });
    this.append(ghost);
    return ghost;
  }
}

customElements.define("ce-label-figure", LabelFigure);
