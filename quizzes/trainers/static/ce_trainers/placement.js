// The placement lab. The lists are the form's fields and hold all that is answered; this
// module lets the wedges be dragged, clicked or moved by keys, and fills the lists in.

const TURN = 15; // degrees
const MOST = 90;
const STILL = 6; // px that a press may move and still be a click
const PRESS = 700; // ms after a press in which its click may come
const NEAR = 0.12; // parts of the width around a place in which a click means it
// A wedge by itself: how wide it is by the table, and where in it its place lies.
const GHOST = { width: 0.202, ratio: 96 / 202, across: 126 / 202, down: 0.5 };
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const labs = new WeakMap();

export function enhance(root) {
  if (!labs.has(root)) labs.set(root, new Lab(root));
}

// The lists were filled in by script.
export function filled(root) {
  labs.get(root)?.show();
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

class Lab {
  constructor(root) {
    this.root = root;
    this.status = root.querySelector("[data-status]");
    this.lists = new Map(
      [...root.querySelectorAll("[data-lists]")].map((part) => [
        part.dataset.lists,
        { place: part.querySelector("[data-place]"), angle: part.querySelector("[data-angle]") },
      ]),
    );
    root.addEventListener("change", (event) => this.onChange(event));
    this.svg = root.querySelector("[data-places]");
    this.places = new Map();
    this.picked = null;
    this.releasedAt = -Infinity;
    if (this.svg) this.setUpTable();
    this.show();
  }

  setUpTable() {
    const { x, y, width, height } = this.svg.viewBox.baseVal;
    this.box = { x, y, width, height };
    for (const row of this.svg.dataset.places.split(";")) {
      const [place, across, down] = row.split(" ");
      this.places.set(place, { x: Number(across), y: Number(down) });
    }
    this.table = this.root.querySelector("[data-table]");
    this.picks = new Map([...this.root.querySelectorAll("[data-pick]")].map((button) => [button.dataset.pick, button]));
    this.rings = new Map([...this.svg.querySelectorAll("[data-ring]")].map((ring) => [ring.dataset.ring, ring]));
    this.ghosts = new Map([...this.picks].map(([name, button]) => [name, this.makeGhost(button)]));
    this.target = this.addLayer("placement__target");
    this.svg.addEventListener("pointerdown", (event) => this.onDown(event, event.target.closest("[data-wedge]")?.dataset.wedge));
    this.svg.addEventListener("click", (event) => this.onTable(event));
    for (const [name, button] of this.picks) {
      button.addEventListener("pointerdown", (event) => this.onDown(event, name));
      button.addEventListener("click", (event) => this.onClick(event, name));
      button.addEventListener("keydown", (event) => this.onKey(event, name));
      button.addEventListener("focus", () => this.onFocus(name));
      button.addEventListener("blur", () => this.light(null));
    }
  }

  addLayer(className) {
    const layer = document.createElement("div");
    layer.className = className;
    layer.setAttribute("aria-hidden", "true");
    layer.hidden = true;
    this.table.append(layer);
    return layer;
  }

  // What is dragged is a layer of its own, so that a move draws nothing anew.
  makeGhost(button) {
    const ghost = this.addLayer("placement__ghost");
    ghost.append(button.querySelector(".wedge").cloneNode(true));
    return ghost;
  }

  // ---- what the lists say --------------------------------------------------------------

  placeOf(name) {
    return this.lists.get(name).place.value;
  }

  angleOf(name) {
    return Number(this.lists.get(name).angle.value);
  }

  other(name) {
    return [...this.lists.keys()].find((key) => key !== name);
  }

  isFree(place, name) {
    return this.placeOf(this.other(name)) !== place;
  }

  put(name, place, angle = this.angleOf(name)) {
    const lists = this.lists.get(name);
    const [wasPlace, wasAngle] = [lists.place.value, lists.angle.value];
    lists.place.value = place;
    lists.angle.value = String(angle);
    this.show();
    this.say(name);
    if (wasPlace !== lists.place.value) lists.place.dispatchEvent(new Event("change", { bubbles: true }));
    else if (wasAngle !== lists.angle.value) lists.angle.dispatchEvent(new Event("change", { bubbles: true }));
  }

  onChange(event) {
    // What is shown of the body is no answer.
    if (event.target.matches("[data-layer-of]")) event.stopPropagation();
    else this.show();
  }

  // ---- showing -------------------------------------------------------------------------

  show() {
    for (const [name, lists] of this.lists) {
      const taken = this.placeOf(this.other(name));
      for (const option of lists.place.options) option.disabled = option.value !== "" && option.value === taken;
      if (this.svg) this.showWedge(name);
    }
  }

  showWedge(name) {
    const place = this.placeOf(name);
    const button = this.picks.get(name);
    button.querySelector("[data-where]").textContent = place ? this.where(name) : this.root.dataset.textFree;
    button.classList.toggle("is-placed", place !== "");
    const turned = place ? this.turned(place, this.angleOf(name)) : 0;
    for (const wedge of this.svg.querySelectorAll(`[data-wedge="${name}"]`)) {
      if (!place) {
        wedge.setAttribute("display", "none");
        continue;
      }
      const { x, y } = this.places.get(place);
      wedge.setAttribute("transform", `translate(${x} ${y}) rotate(${turned})`);
      wedge.removeAttribute("display");
      upright(wedge, turned);
    }
  }

  // Straight across points to the midline; more degrees point more toward the head.
  turned(place, angle) {
    return this.isLeft(this.places.get(place).x) ? -angle : 180 + angle;
  }

  isLeft(x) {
    return x < this.box.x + this.box.width / 2;
  }

  where(name) {
    const { place, angle } = this.lists.get(name);
    return `${place.selectedOptions[0].text}, ${angle.selectedOptions[0].text}`;
  }

  say(name) {
    const wedge = this.nameOf(name);
    const { place, angle } = this.lists.get(name);
    this.status.textContent = place.value
      ? fill(this.root.dataset.textPlaced, {
          wedge,
          place: place.selectedOptions[0].text,
          direction: angle.selectedOptions[0].text,
        })
      : fill(this.root.dataset.textOff, { wedge });
  }

  nameOf(name) {
    return this.root.querySelector(`[data-lists="${name}"] .placement__name`).textContent.trim();
  }

  light(name) {
    for (const wedge of this.svg.querySelectorAll("[data-wedge]")) {
      wedge.classList.toggle("is-lit", wedge.dataset.wedge === name);
    }
  }

  // ---- click a wedge, then a place -----------------------------------------------------

  pick(name) {
    this.picked = this.picked === name ? null : name;
    for (const [key, button] of this.picks) button.setAttribute("aria-pressed", String(key === this.picked));
    this.table.classList.toggle("is-picking", this.picked !== null);
    this.light(this.picked);
    if (this.picked) this.status.textContent = fill(this.root.dataset.textPicked, { wedge: this.nameOf(name) });
  }

  onClick(event, name) {
    // A key or a screen reader: what a pointer pressed was picked up when it let go.
    const isPressed = event.pointerType !== "" && event.detail > 0;
    if (!isPressed || event.timeStamp - this.releasedAt > PRESS) this.pick(name);
  }

  onTable(event) {
    if (!this.picked || this.isOnWedge) return;
    const name = this.picked;
    const rect = this.svg.getBoundingClientRect();
    const place = this.nearest(
      this.box.x + ((event.clientX - rect.left) / rect.width) * this.box.width,
      this.box.y + ((event.clientY - rect.top) / rect.height) * this.box.height,
      name,
      NEAR * this.box.width,
    );
    if (!place) return;
    this.pick(name);
    this.put(name, place);
  }

  nearest(x, y, name, within = Infinity) {
    let [meant, least] = [null, within];
    for (const [place, point] of this.places) {
      const distance = Math.hypot(x - point.x, y - point.y);
      if (distance < least && this.isFree(place, name)) [meant, least] = [place, distance];
    }
    return meant;
  }

  // ---- dragging ------------------------------------------------------------------------

  onDown(event, name) {
    this.isOnWedge = Boolean(name);
    if (!name || event.button !== 0 || !event.isPrimary) return;
    // Everything that has to be measured is measured here; a move only moves.
    const rect = this.svg.getBoundingClientRect();
    const width = rect.width * GHOST.width;
    this.drag = {
      name,
      id: event.pointerId,
      from: [event.pageX, event.pageY],
      left: rect.left + window.scrollX,
      top: rect.top + window.scrollY,
      scale: rect.width / this.box.width,
      size: [rect.width, rect.height],
      offset: [width * GHOST.across, width * GHOST.ratio * GHOST.down],
      ghost: this.ghosts.get(name),
      isMoving: false,
      place: null,
    };
    this.drag.ghost.style.inlineSize = `${width}px`;
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("pointermove", (move) => this.onMove(move), { signal });
    document.addEventListener("pointerup", (up) => this.onUp(up), { signal });
    document.addEventListener("pointercancel", () => this.stop(), { signal });
  }

  onMove(event) {
    const { drag } = this;
    if (event.pointerId !== drag.id) return;
    if (!drag.isMoving) {
      if (Math.hypot(event.pageX - drag.from[0], event.pageY - drag.from[1]) < STILL) return;
      this.begin();
    }
    const [left, top] = [event.pageX - drag.left, event.pageY - drag.top];
    const x = this.box.x + left / drag.scale;
    const turned = this.isLeft(x) ? -this.angleOf(drag.name) : 180 + this.angleOf(drag.name);
    drag.ghost.style.transform = `translate(${left - drag.offset[0]}px, ${top - drag.offset[1]}px) rotate(${turned}deg)`;
    if (turned !== drag.turned) {
      drag.turned = turned;
      upright(drag.ghost, turned);
    }
    const isOn = left >= 0 && top >= 0 && left <= drag.size[0] && top <= drag.size[1];
    const place = isOn ? this.nearest(x, this.box.y + top / drag.scale, drag.name) : null;
    if (place !== drag.place) this.aim(place);
  }

  begin() {
    const { drag } = this;
    drag.isMoving = true;
    if (this.picked) this.pick(this.picked);
    drag.ghost.hidden = false;
    for (const wedge of this.svg.querySelectorAll(`[data-wedge="${drag.name}"]`)) wedge.setAttribute("display", "none");
  }

  aim(place) {
    const { drag, target } = this;
    drag.place = place;
    target.hidden = place === null;
    if (!place) return;
    const { x, y } = this.places.get(place);
    const [left, top] = [(x - this.box.x) * drag.scale, (y - this.box.y) * drag.scale];
    target.style.transform = `translate(${left}px, ${top}px) translate(-50%, -50%)`;
  }

  onUp(event) {
    const { drag } = this;
    if (event.pointerId !== drag.id) return;
    this.stop();
    this.releasedAt = event.timeStamp;
    if (drag.isMoving) this.put(drag.name, drag.place ?? "");
    else this.pick(drag.name);
    this.picks.get(drag.name).focus({ preventScroll: true });
  }

  stop() {
    this.listening.abort();
    this.drag.ghost.hidden = true;
    this.target.hidden = true;
    this.show();
  }

  // ---- keys ----------------------------------------------------------------------------

  onFocus(name) {
    this.kept = { place: this.placeOf(name), angle: this.angleOf(name) };
    this.light(name);
  }

  onKey(event, name) {
    if (event.metaKey) return;
    const move = MOVES[event.key];
    if (move) this.step(name, move);
    else if (event.key === "]") this.turn(name, TURN);
    else if (event.key === "[") this.turn(name, -TURN);
    else if (event.key === "Enter") this.keep(name);
    else if (event.key === "Escape") this.put(name, this.kept.place, this.kept.angle);
    else if (event.key === "Delete" || event.key === "Backspace") this.put(name, "");
    else return;
    event.preventDefault();
  }

  keep(name) {
    this.kept = { place: this.placeOf(name), angle: this.angleOf(name) };
    this.say(name);
  }

  turn(name, by) {
    if (!this.placeOf(name)) return;
    this.put(name, this.placeOf(name), Math.max(-MOST, Math.min(MOST, this.angleOf(name) + by)));
  }

  // The nearest free place in that direction; what lies aside counts as further away.
  step(name, [across, down]) {
    const from = this.places.get(this.placeOf(name));
    if (!from) return this.put(name, this.nearest(this.box.x, this.box.y, name));
    let [meant, least] = [null, Infinity];
    for (const [place, point] of this.places) {
      const [x, y] = [point.x - from.x, point.y - from.y];
      const along = x * across + y * down;
      const aside = Math.abs(x * down) + Math.abs(y * across);
      if (along <= 0.02 * this.box.width || aside > 2 * along || !this.isFree(place, name)) continue;
      if (along + 2 * aside < least) [meant, least] = [place, along + 2 * aside];
    }
    if (meant) this.put(name, meant);
  }
}

function upright(wedge, turned) {
  const letter = wedge.querySelector("[data-letter]");
  if (!letter) return;
  const at = letter.getAttribute("transform").replace(/ rotate\([^)]*\)/, "");
  letter.setAttribute("transform", `${at} rotate(${-turned})`);
}
