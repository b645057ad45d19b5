// The drawing or photo that structures are named on, and what is marked on it. It knows
// nothing of the form: what an author does is told through `on`.
//
// The picture lies in a shadow root, so that ids in a drawing never meet the page's.

import { Draft } from "./draft.js";
import { box, corners, moved, place, resized } from "./geometry.js";
import { dot, mark, outline, svg, text } from "./marks.js";

const STILL = 5; // px that a press may wander and still be a click
const NEAR = [6, 12]; // px around a press in which a thin line is meant
const STEP = 0.005; // of the picture, for one press of an arrow key
const STRIDE = 0.05;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Stage {
  constructor(host, { style, tokens, say, on }) {
    Object.assign(this, { host, say, on, draft: null, drag: null, view: null });
    const shadow = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    shadow.replaceChildren();
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = style;
    this.frame = document.createElement("div");
    this.frame.className = "frame";
    for (const [name, value] of Object.entries(tokens)) this.frame.style.setProperty(name, value);
    this.overlay = svg("svg", { class: "overlay" });
    shadow.append(link, this.frame);
    this.listen();
    this.sizes = new ResizeObserver(() => this.render());
    this.sizes.observe(this.frame);
  }

  listen() {
    this.stop = new AbortController();
    const to = (target, type, act) => target.addEventListener(type, act, { signal: this.stop.signal });
    to(this.frame, "pointerdown", (event) => this.down(event));
    to(this.frame, "pointermove", (event) => this.move(event));
    to(this.frame, "pointerup", (event) => this.up(event));
    to(this.frame, "pointercancel", () => this.drop());
    to(this.frame, "click", (event) => this.click(event));
    to(this.frame, "dblclick", () => this.finish());
    to(this.host, "keydown", (event) => this.key(event));
  }

  close() {
    this.stop.abort();
    this.sizes.disconnect();
  }

  show({ drawing = null, picture = null }) {
    this.drawing = drawing;
    this.picture = picture;
    let shown = drawing?.root;
    if (picture) {
      shown = document.createElement("img");
      Object.assign(shown, { src: picture.url, alt: "", draggable: false });
      shown.style.aspectRatio = `${picture.width} / ${picture.height}`; // before it has come
    }
    // No higher than the window, but wide enough to be worked on.
    const ratio = drawing?.ratio ?? (picture ? picture.width / picture.height : 1);
    this.frame.style.maxInlineSize = `max(22rem, ${75 * ratio}vh)`;
    this.frame.replaceChildren(...(shown ? [shown] : []), this.overlay);
    this.cancel();
  }

  // ---- what is marked --------------------------------------------------------------

  render(view = this.view) {
    this.view = view;
    if (!view) return;
    const { width, height } = this.frame.getBoundingClientRect();
    const focused = this.host.shadowRoot.activeElement?.dataset.handle;
    this.width = width;
    this.height = height;
    this.overlay.setAttribute("viewBox", `0 0 ${width || 1} ${height || 1}`);
    const at = ([x, y]) => [x * width, y * height];
    const marks = view.items.flatMap((item) => this.marksOf(item, at));
    if (view.current) marks.push(mark(view.current, this.overlay, "current"));
    if (this.draft) marks.push(...this.draft.marks(at, width, height));
    this.overlay.replaceChildren(...marks);
    if (focused) this.overlay.querySelector(`[data-handle="${focused}"]`)?.focus();
  }

  marksOf(item, at) {
    const selected = item.key === this.view.selected;
    const state = selected ? "selected" : "named";
    const marks = [];
    // Of the others the drawing shows only where they are: marked all at once, they hide it.
    const element = selected ? this.drawing?.find(item.key) : null;
    if (element) marks.push(mark(element, this.overlay, state));
    if (this.picture && item.shape) marks.push(outline(item.shape, at, state));
    if (!item.anchor) return marks;
    const end = at(item.anchor);
    const begin = Array.isArray(item.label_at) ? at(item.label_at) : null;
    if (begin) marks.push(svg("line", { class: `leader leader--${state}`, x1: begin[0], y1: begin[1], x2: end[0], y2: end[1] }));
    if (!selected) return [...marks, svg("circle", { class: "anchor", cx: end[0], cy: end[1], r: 3 })];
    if (this.picture && item.shape && !this.tool) {
      corners(item.shape).forEach(({ at: corner }, index) => {
        marks.push(dot(at(corner), { handle: `corner-${index}`, label: this.say.corner, size: 5 }));
      });
    }
    marks.push(dot(end, { handle: "anchor", label: this.say.anchor, size: 6 }));
    if (begin) {
      marks.push(dot(begin, { handle: "label_at", label: this.say.label, size: 6 }), text(item.label, begin, end));
    }
    return marks;
  }

  // ---- drawing a shape -------------------------------------------------------------

  get tool() {
    return this.draft?.tool ?? null;
  }

  take(tool) {
    this.draft = new Draft(tool);
    this.frame.dataset.tool = tool;
    this.render();
  }

  leave() {
    this.draft = null;
    delete this.frame.dataset.tool;
  }

  cancel() {
    const was = this.draft;
    this.leave();
    this.render();
    if (was) this.on.toolEnded();
  }

  corner(point) {
    const shape = this.draft.add(point);
    if (shape) this.drawn(shape);
    else {
      this.on.corners(this.draft.points.length);
      this.render();
    }
  }

  finish() {
    const shape = this.draft?.finish();
    if (shape) this.drawn(shape);
  }

  drawn(shape) {
    this.leave();
    this.on.drawn(shape);
  }

  // ---- mouse, pen and touch --------------------------------------------------------

  at(event) {
    const { left, top, width, height } = this.frame.getBoundingClientRect();
    return place([(event.clientX - left) / width, (event.clientY - top) / height]);
  }

  get selected() {
    return this.view?.items.find((item) => item.key === this.view.selected);
  }

  down(event) {
    if (event.button !== 0) return;
    const handle = event.target.closest("[data-handle]")?.dataset.handle;
    const point = this.at(event);
    this.from = [event.clientX, event.clientY];
    if (this.tool) {
      if (this.tool !== "polygon" && this.draft.points.length === 0) {
        this.corner(point);
        this.drag = { draws: true };
      }
    } else if (handle) {
      this.drag = { handle };
    } else if (this.picture) {
      const item = this.under(point);
      this.on.select(item?.key ?? null);
      if (item) this.drag = { shape: item.shape, point };
    }
    if (this.drag) this.frame.setPointerCapture(event.pointerId);
  }

  // The structure whose shape lies under a place; the smallest, if several do.
  under(point) {
    const area = ({ width, height }) => width * height;
    const holds = ({ x, y, width, height }) =>
      point[0] >= x && point[0] <= x + width && point[1] >= y && point[1] <= y + height;
    return this.view.items
      .filter((item) => item.shape && holds(box(item.shape)))
      .sort((one, other) => area(box(one.shape)) - area(box(other.shape)))[0];
  }

  wandered(event) {
    return Math.hypot(event.clientX - this.from[0], event.clientY - this.from[1]) > STILL;
  }

  move(event) {
    const point = this.at(event);
    if (this.tool) {
      this.draft.cursor = point;
      this.render();
    } else if (this.drag && (this.drag.moved ||= this.wandered(event))) {
      this.on.change(this.dragged(point));
    }
  }

  dragged(point) {
    const { handle, shape, point: from } = this.drag;
    if (shape) return { shape: moved(shape, point[0] - from[0], point[1] - from[1]) };
    return this.pulled(handle, point);
  }

  pulled(handle, point) {
    if (!handle.startsWith("corner-")) return { [handle]: place(point) };
    return { shape: corners(this.selected.shape)[Number(handle.slice(7))].pulled(place(point)) };
  }

  up(event) {
    const { drag } = this;
    this.drag = null;
    if (drag?.draws && this.wandered(event)) this.corner(this.at(event));
    else if (drag?.draws) this.began = true; // a click for the first corner; one more for the other
    else if (drag?.moved) this.on.rest();
  }

  drop() {
    if (this.drag?.moved) this.on.rest();
    this.drag = null;
  }

  click(event) {
    if (this.began) {
      this.began = false;
    } else if (this.tool) {
      if (event.detail < 2 && (this.tool === "polygon" || this.draft.points.length)) this.corner(this.at(event));
    } else if (this.drawing && !event.target.closest("[data-handle]")) {
      const shape = this.hit(event);
      if (shape) this.on.pick(shape, event.detail === 2);
    }
  }

  hit({ target, clientX, clientY }) {
    const found = this.drawing.hit(target, this.on.isNamed);
    if (found) return found;
    for (const far of NEAR) {
      for (let turn = 0; turn < 8; turn += 1) {
        const [x, y] = [clientX + far * Math.cos((turn * Math.PI) / 4), clientY + far * Math.sin((turn * Math.PI) / 4)];
        const near = this.drawing.hit(this.host.shadowRoot.elementFromPoint(x, y), this.on.isNamed);
        if (near) return near;
      }
    }
    return null;
  }

  // ---- keys ------------------------------------------------------------------------

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    const handle = this.host.shadowRoot.activeElement?.dataset?.handle;
    const taken = handle ? this.keyOnHandle(event, arrow, handle) : this.keyOnStage(event, arrow);
    if (taken) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  keyOnHandle(event, arrow, handle) {
    if (event.key === "Escape") {
      this.host.focus();
      return true;
    }
    if (!arrow) return false;
    const far = event.shiftKey ? STRIDE : STEP;
    const item = this.selected;
    const from = handle.startsWith("corner-") ? corners(item.shape)[Number(handle.slice(7))].at : item[handle];
    const to = place([from[0] + arrow[0] * far, from[1] + arrow[1] * far]);
    this.on.change(this.pulled(handle, to));
    this.on.rest(handle);
    this.on.at(to);
    return true;
  }

  keyOnStage(event, arrow) {
    if (this.tool) return this.keyOnDraft(event, arrow);
    if (this.drawing) return this.keyOnDrawing(event.key, arrow);
    const shape = this.selected?.shape;
    if (!arrow || !shape) return false;
    const change = event.shiftKey ? resized : moved;
    const result = change(shape, arrow[0] * STEP * 2, arrow[1] * STEP * 2);
    this.on.change({ shape: result });
    this.on.rest("shape");
    this.on.at([box(result).x, box(result).y]);
    return true;
  }

  keyOnDraft({ key, shiftKey }, arrow) {
    if (arrow) {
      const far = shiftKey ? STRIDE : STEP * 2;
      this.draft.go(arrow, far);
      this.render();
      this.on.at(this.draft.cursor);
    } else if (key === "Enter" || key === " ") this.corner(this.draft.cursor);
    else if (key === "Escape") this.cancel();
    else if (key === "Backspace" && this.draft.points.pop()) this.render();
    else return false;
    return true;
  }

  keyOnDrawing(key, arrow) {
    if (arrow) this.on.step(arrow[0] + arrow[1]);
    else if (key === "Enter") this.on.confirm();
    else if (key === "PageUp" || key === "+") this.on.larger();
    else if (key === "PageDown" || key === "-") this.on.smaller();
    else if (key === "Escape") this.on.leave();
    else return false;
    return true;
  }
}
