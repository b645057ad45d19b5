// Procedure check: a session is put together from actions. The numbered selects stay the
// form's fields; adding, moving and removing fills them in.

export function enhance(element) {
  if (!("enhanced" in element.dataset)) new Procedure(element);
}

export function filled(element) {
  procedures.get(element)?.arrange();
}

const procedures = new WeakMap();

class Procedure {
  constructor(element) {
    this.element = element;
    this.steps = element.querySelector("[data-steps]");
    this.actions = element.querySelector("[data-actions]");
    this.status = element.querySelector("[data-status]");
    this.offered = [...this.actions.children];
    procedures.set(element, this);
    element.dataset.enhanced = "";
    for (const text of element.querySelectorAll("[data-without-script]")) text.hidden = true;
    for (const text of element.querySelectorAll("[data-with-script]")) text.hidden = false;
    element.querySelector("[data-session]").hidden = false;
    for (const item of this.offered) {
      item.querySelector("[data-place]").hidden = true;
      item.querySelector("[data-buttons]").hidden = false;
      this.addHandle(item);
    }
    element.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) this[button.dataset.do](button.closest("[data-action]"));
    });
    this.arrange();
  }

  // Puts the actions where their selects say, for answers that were there before.
  arrange() {
    const place = (item) => Number(field(item).value);
    const placed = this.offered.filter((item) => place(item));
    placed.sort((one, other) => place(one) - place(other));
    this.steps.append(...placed);
    this.actions.append(...this.offered.filter((item) => !place(item)));
    this.label();
  }

  add(item) {
    const next = item.nextElementSibling ?? item.previousElementSibling;
    this.steps.append(item);
    this.number(item);
    this.say("added", item, { withEvent: true });
    focus(next?.querySelector('[data-do="add"]') ?? item.querySelector('[data-do="remove"]'));
  }

  remove(item) {
    const next = item.nextElementSibling ?? item.previousElementSibling;
    // Back to where it was offered.
    const after = this.offered.slice(this.offered.indexOf(item) + 1);
    const before = after.find((other) => other.parentElement === this.actions);
    if (before) before.before(item);
    else this.actions.append(item);
    this.number(item);
    this.say("removed", item);
    focus(next?.querySelector('[data-do="remove"]') ?? item.querySelector('[data-do="add"]'));
  }

  up(item) {
    this.move(item, "up");
  }

  down(item) {
    this.move(item, "down");
  }

  move(item, way) {
    const other = way === "up" ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (way === "up") other.before(item);
    else other.after(item);
    this.number(item);
    this.say("added", item);
    const button = item.querySelector(`[data-do="${way}"]`);
    focus(button.disabled ? item.querySelector(`[data-do="${way === "up" ? "down" : "up"}"]`) : button);
  }

  // Fills the selects in, and tells whoever watches the form of one change.
  number(changed) {
    for (const item of this.offered) field(item).value = "";
    [...this.steps.children].forEach((item, index) => (field(item).value = String(index + 1)));
    this.label();
    field(changed).dispatchEvent(new Event("change", { bubbles: true }));
  }

  label() {
    const steps = [...this.steps.children];
    this.element.querySelector("[data-empty]").hidden = steps.length > 0;
    this.steps.hidden = !steps.length;
    for (const item of this.offered) {
      const place = steps.indexOf(item) + 1;
      const number = item.querySelector("[data-number]");
      number.hidden = !place;
      number.textContent = place ? String(place) : "";
      for (const button of item.querySelectorAll("[data-do]")) {
        button.hidden = (button.dataset.do === "add") === Boolean(place);
      }
      item.querySelector("[data-handle]").hidden = !place;
      item.querySelector('[data-do="up"]').disabled = place === 1;
      item.querySelector('[data-do="down"]').disabled = place === steps.length;
    }
  }

  say(what, item, { withEvent = false } = {}) {
    const words = this.element.dataset[what === "added" ? "textAdded" : "textRemoved"]
      .replace("%(action)s", item.querySelector("[data-text]").textContent.trim())
      .replace("%(place)s", field(item).value);
    const event = withEvent && item.querySelector("[data-event]");
    this.status.textContent = event ? `${words} ${squeeze(event.textContent)}` : words;
  }

  // ---- dragging, an extra: the buttons do the same -------------------------------------

  addHandle(item) {
    const handle = document.createElement("span");
    handle.className = "drill__handle";
    handle.dataset.handle = "";
    handle.setAttribute("aria-hidden", "true");
    item.querySelector("[data-buttons]").append(handle);
    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      this.dragged = { item, from: [...this.steps.children].indexOf(item) };
      item.classList.add("is-dragged");
    });
    handle.addEventListener("pointermove", (event) => {
      if (this.dragged?.item === item) this.drag(item, event.clientY);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      handle.addEventListener(end, () => this.drop(item));
    }
  }

  drag(item, y) {
    const middle = (other) => {
      const box = other.getBoundingClientRect();
      return box.top + box.height / 2;
    };
    const { previousElementSibling: above, nextElementSibling: below } = item;
    // The neighbor moves: what is held would be let go by moving it in the document.
    if (above && y < middle(above)) item.after(above);
    else if (below && y > middle(below)) item.before(below);
  }

  drop(item) {
    if (this.dragged?.item !== item) return;
    const { from } = this.dragged;
    this.dragged = null;
    item.classList.remove("is-dragged");
    if ([...this.steps.children].indexOf(item) === from) return;
    this.number(item);
    this.say("added", item);
  }
}

function field(item) {
  return item.querySelector("select");
}

function focus(button) {
  button?.focus();
}

function squeeze(text) {
  return text.trim().replace(/\s+/g, " ");
}
