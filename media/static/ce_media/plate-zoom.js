// A plate made larger and smaller, and moved: by buttons, keys, wheel, drag and pinch.

const LARGEST = 6;
const STEP = 1.4;
const STILL = 5; // px that a press may wander and still be a click

export class Zoom {
  constructor(plate) {
    const { stage, drawing, ui } = plate;
    Object.assign(this, { plate, stage, drawing, ui });
    Object.assign(this, { scale: 1, x: 0, y: 0, placed: { scale: 1, x: 0, y: 0 } });
    Object.assign(this, { pointers: new Map(), dragged: false });
    addEventListener("beforeprint", () => this.to(1));
    for (const button of this.ui.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => {
        this.plate.active();
        this.to({ in: this.scale * STEP, out: this.scale / STEP, reset: 1 }[button.dataset.zoom]);
        if (button.dataset.zoom === "reset") stage.focus({ preventScroll: true });
      });
    }
    // Plain turning of the wheel scrolls the page, until the plate has been enlarged
    // and has the focus.
    stage.addEventListener("wheel", (event) => {
      const isMeant = event.ctrlKey || event.metaKey || (this.scale > 1 && document.activeElement === stage);
      if (!isMeant) return;
      event.preventDefault();
      this.plate.active();
      this.to(this.scale * Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), event);
    }, { passive: false });
    stage.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse" && event.button !== 0) return;
      if (!this.pointers.size) this.dragged = false;
      this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY, from: [event.clientX, event.clientY] });
    });
    stage.addEventListener("pointermove", (event) => this.onDrag(event));
    for (const name of ["pointerup", "pointercancel"]) {
      addEventListener(name, (event) => this.pointers.delete(event.pointerId));
    }
    stage.addEventListener("dragstart", (event) => event.preventDefault());
    new ResizeObserver(() => this.scale > 1 && this.place()).observe(stage);
  }

  onDrag(event) {
    const pointer = this.pointers.get(event.pointerId);
    if (!pointer) return;
    const { clientX, clientY } = event;
    const [before, spread] = [this.middle(), this.spread()];
    pointer.x = clientX;
    pointer.y = clientY;
    const after = this.middle();
    if (this.pointers.size > 1) {
      this.dragged = true;
      this.to(this.scale * (this.spread() / spread || 1), after);
    } else if (this.scale === 1 || Math.hypot(clientX - pointer.from[0], clientY - pointer.from[1]) < STILL) {
      return;
    }
    if (!this.dragged) this.stage.setPointerCapture(event.pointerId);
    this.dragged = true;
    this.x += after.clientX - before.clientX;
    this.y += after.clientY - before.clientY;
    this.place();
    this.plate.active();
  }

  middle() {
    const all = [...this.pointers.values()];
    const mean = (axis) => all.reduce((sum, pointer) => sum + pointer[axis], 0) / all.length;
    return { clientX: mean("x"), clientY: mean("y") };
  }

  spread() {
    const [one, other] = this.pointers.values();
    return other ? Math.hypot(one.x - other.x, one.y - other.y) : 0;
  }

  onKey(event) {
    const to = { "+": this.scale * STEP, "=": this.scale * STEP, "-": this.scale / STEP, _: this.scale / STEP, 0: 1 };
    const by = { ArrowRight: [-60, 0], ArrowLeft: [60, 0], ArrowDown: [0, -60], ArrowUp: [0, 60] }[event.key];
    if (event.key in to) this.to(to[event.key]);
    else if (by && this.scale > 1 && (event.shiftKey || !this.plate.parts.length)) {
      this.x += by[0];
      this.y += by[1];
      this.place();
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    this.plate.active();
    return true;
  }

  // Where the drawing stands on the screen when it isn't enlarged.
  home() {
    const box = this.drawing.getBoundingClientRect();
    const { scale, x, y } = this.placed;
    return { left: box.left - x, top: box.top - y, width: box.width / scale, height: box.height / scale };
  }

  // Enlarges about a point of the screen: about the chosen part, or the middle, without one.
  to(scale, point = null) {
    const home = this.home();
    const to = Math.min(LARGEST, Math.max(1, scale));
    const lit = !point && this.plate.chosen?.shape?.getBoundingClientRect();
    const left = point ? point.clientX : lit ? lit.left + lit.width / 2 : home.left + home.width / 2;
    const top = point ? point.clientY : lit ? lit.top + lit.height / 2 : home.top + home.height / 2;
    this.x = left - home.left - ((left - home.left - this.x) * to) / this.scale;
    this.y = top - home.top - ((top - home.top - this.y) * to) / this.scale;
    this.scale = to < 1.02 ? 1 : to;
    this.place();
  }

  place() {
    const { width, height } = this.home();
    this.x = Math.min(0, Math.max(width * (1 - this.scale), this.x));
    this.y = Math.min(0, Math.max(height * (1 - this.scale), this.y));
    this.placed = { scale: this.scale, x: this.x, y: this.y };
    const isLarge = this.scale > 1;
    this.drawing.style.transform = isLarge ? `translate(${this.x}px, ${this.y}px) scale(${this.scale})` : "";
    this.fitLabels();
    this.plate.toggleAttribute("data-zoomed", isLarge);
    this.ui.querySelector('[data-zoom="reset"]').hidden = !isLarge;
    for (const [name, isAtEnd] of [["out", !isLarge], ["in", this.scale >= LARGEST]]) {
      this.ui.querySelector(`[data-zoom="${name}"]`).setAttribute("aria-disabled", String(isAtEnd));
    }
  }

  // Fetched when the plate is first enlarged.
  async fitLabels() {
    if (this.scale === 1 && !this.labels) return;
    this.labels ??= import("./plate-labels.js").then(({ Labels }) => new Labels(this.stage, this.plate.view));
    (await this.labels).fit(this.scale);
  }

  bringIntoView({ shape }) {
    if (this.scale === 1 || !shape) return;
    const box = shape.getBoundingClientRect();
    const room = this.stage.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (x > room.left + 24 && x < room.right - 24 && y > room.top + 24 && y < room.bottom - 24) return;
    this.x += room.left + room.width / 2 - x;
    this.y += room.top + room.height / 2 - y;
    this.place();
  }
}
