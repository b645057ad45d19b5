// A figure's plate, explored: its parts light up and say their names, its layers are
// switched, it asks back, and it can be enlarged. Without this module the figure, its
// caption and its table of parts stand as they are. Every word comes from the page.

import { Zoom } from "./plate-zoom.js";

const FINGER = 14; // px around a fingertip in which a small part is meant
const TINY = 0.03; // of the drawing's longer side
const SMALL = 28; // px: what is smaller than this is hard to hit

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

// Landmarks and stations may be shapes that are there but not painted until they light.
const isPainted = (shape) =>
  shape.closest(".figure__overlay") !== null ||
  [shape, ...shape.querySelectorAll("*")].some(
    (element) => !["g", "tspan"].includes(element.localName) && element.getAttribute("fill-opacity") !== "0",
  );

class Plate extends HTMLElement {
  connectedCallback() {
    const template = this.querySelector("template[data-plate-ui]");
    this.stage = this.querySelector(".figure__plate");
    this.drawing = this.stage?.querySelector(".figure__drawing");
    if (this.ui || !template || !this.drawing) return;
    if (this.drawing.matches("img[data-later]")) return this.waitUntilNear();
    // A photo's parts lie in a drawing of their own, on top of the picture.
    this.view = this.drawing.querySelector(":scope > .figure__overlay") ?? this.drawing;
    this.ui = template.content.firstElementChild.cloneNode(true);
    this.say = this.ui.dataset;
    this.own = this.dataset.prefix;
    this.readParts();
    this.findLabels();
    this.setUpStage(template.dataset.title);
    this.setUpBar();
    this.setUpList();
    this.setUpLayers();
    this.setUpTest();
    this.zoom = new Zoom(this);
    this.stage.after(this.ui);
    this.setUpPhases();
    this.dataset.ready = "";
  }

  async waitUntilNear() {
    const { draw } = await import("./plate-near.js");
    if (await draw(this.drawing)) this.connectedCallback();
    else this.dataset.still = "";
  }

  // ---- what there is ---------------------------------------------------------------

  find(name) {
    return this.ui.querySelector(`[data-${name}]`);
  }

  readParts() {
    const rows = [...this.querySelectorAll("[data-structure-row]")];
    this.parts = rows.map((row) => {
      const [name, side, text] = row.cells;
      const { structureRow: key, side: sideKey, layer } = row.dataset;
      return {
        key,
        layer,
        sideKey,
        label: name.firstChild.textContent.trim(),
        latin: name.querySelector("[lang]")?.textContent.trim() ?? "",
        side: sideKey === "none" ? "" : side.textContent.trim(),
        text: text.textContent.trim(),
        shape: this.drawing.querySelector(`[data-structure="${key}"]`),
      };
    });
    const sides = new Set(this.parts.map((part) => part.sideKey));
    this.isSided = sides.has("right") && sides.has("left");
    if (this.isSided) {
      const order = ["right", "left", "midline", "none"];
      this.parts.sort((one, other) => order.indexOf(one.sideKey) - order.indexOf(other.sideKey));
    }
    this.byKey = new Map(this.parts.map((part) => [part.key, part]));
  }

  // The names and numbers of the parts. What else is written ("Patient’s R", "not to
  // scale") belongs to the view and stays.
  findLabels() {
    this.labels = [...this.drawing.querySelectorAll('.figure__labels, .figure__numbers, [id][data-layer="label"]')];
    this.labelOf = Map.groupBy(this.drawing.querySelectorAll("[data-label]"), (label) => label.dataset.label);
  }

  nameOf(part) {
    return ["right", "left"].includes(part.sideKey) ? fill(this.say.textSided, { name: part.label, side: part.side }) : part.label;
  }

  isOn(part) {
    return !part.shape?.closest(".is-off");
  }

  // ---- explore -----------------------------------------------------------------------

  setUpStage(title) {
    const help = document.createElement("p");
    help.id = `${this.own}--keys`;
    help.hidden = true;
    help.textContent = this.parts.length ? this.say.textKeys : this.say.textZoomKeys;
    this.ui.append(help);
    const { stage } = this;
    stage.tabIndex = 0;
    // The arrow keys are the plate's own: a screen reader hands them over here.
    stage.setAttribute("role", "application");
    stage.setAttribute("aria-label", fill(this.say.textPlate, { title }));
    stage.setAttribute("aria-describedby", help.id);
    stage.addEventListener("keydown", (event) => this.onKey(event));
    stage.addEventListener("click", (event) => this.onClick(event));
    stage.addEventListener("pointerover", (event) => {
      if (event.pointerType === "mouse" && this.test?.mode !== "name") this.hover(this.partAt(event.target));
    });
    stage.addEventListener("pointerleave", () => this.hover(null));
    this.find("panel").hidden = !this.parts.length;
  }

  partAt(element) {
    return this.byKey.get(element.closest?.("[data-structure]")?.dataset.structure) ?? null;
  }

  // The part meant by a press. A fingertip near a small part means that part.
  partMeant({ clientX: x, clientY: y, target, pointerType }) {
    const under = this.partAt(target);
    if (pointerType !== "touch") return under;
    let [meant, least] = [under, FINGER];
    for (const part of this.parts) {
      if (!part.shape || !this.isOn(part)) continue;
      const box = part.shape.getBoundingClientRect();
      if (!box.width || Math.max(box.width, box.height) > SMALL) continue;
      const distance = Math.hypot(x - box.left - box.width / 2, y - box.top - box.height / 2);
      if (distance < least) [meant, least] = [part, distance];
    }
    return meant;
  }

  onClick(event) {
    if (this.zoom.dragged) return;
    const part = this.partMeant(event);
    this.active();
    if (this.test) this.test.answer(part, this.allAt(event));
    else this.choose(part, { aloud: true });
  }

  // Every part that a point lies in: who points at the ilium points at the hip bone, too.
  allAt({ clientX, clientY }) {
    const found = new Set();
    for (const element of document.elementsFromPoint(clientX, clientY)) {
      let shape = this.drawing.contains(element) ? element.closest("[data-structure]") : null;
      for (; shape; shape = shape.parentElement.closest("[data-structure]")) found.add(shape.dataset.structure);
    }
    return found;
  }

  onKey(event) {
    if (event.target !== this.stage || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.zoom.onKey(event)) return;
    const isDone = event.key === "Enter" || event.key === " " ? this.onEnter() : this.onMove(event);
    if (!isDone) return;
    event.preventDefault();
    event.stopPropagation();
    this.active();
  }

  onEnter() {
    if (this.test?.mode !== "find" || !this.chosen) return false;
    this.test.answer(this.chosen, new Set([this.chosen.key]));
    return true;
  }

  // Moves through the parts; says whether the key was one that does.
  onMove(event) {
    if (event.key === "Escape") {
      if (this.test) this.endTest();
      else if (this.chosen) this.choose(null);
      else return false;
      return true;
    }
    if (this.test && this.test.mode !== "find") return false;
    const parts = (this.test ? this.testable : this.parts).filter((part) => this.isOn(part));
    const next = this.step(event.key, parts, this.chosen);
    if (!next) return false;
    this.choose(next, { aloud: true, place: parts });
    this.zoom.bringIntoView(next);
    return true;
  }

  step(key, parts, from) {
    const at = parts.indexOf(from);
    const last = parts.length - 1;
    const to = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowDown: at === last ? 0 : at + 1,
      ArrowLeft: at <= 0 ? last : at - 1,
      ArrowUp: at <= 0 ? last : at - 1,
      Home: 0,
      End: last,
    }[key];
    return parts[to] ?? null;
  }

  hover(part) {
    if (part === this.hovered) return;
    this.hovered = part;
    this.show();
  }

  choose(part, { aloud = false, place = null } = {}) {
    this.chosen = part;
    this.hovered = null;
    this.show();
    if (!aloud || !part) return;
    if (this.test) this.tell(fill(this.say.textPart, { n: place.indexOf(part) + 1, total: place.length }));
    else this.tell([this.nameOf(part), part.latin, part.text].filter(Boolean).join(". "));
  }

  // One class goes from shape to shape, and a few words change: nothing is laid out twice.
  show({ isNew = false } = {}) {
    const part = this.hovered ?? this.chosen;
    if (part === this.lit && !isNew) return;
    for (const [it, isLit] of [[this.lit, false], [part, true]]) {
      it?.shape?.classList.toggle("is-lit", isLit);
      for (const label of this.labelOf.get(it?.key) ?? []) label.classList.toggle("is-lit", isLit);
      // While it asks, the list doesn't tell which part is lit.
      it?.option.classList.toggle("is-lit", isLit && !this.test);
    }
    this.lit = part;
    this.circle(part?.shape);
    if (this.test) return;
    this.find("hint").hidden = Boolean(part);
    this.find("name").hidden = this.find("text").hidden = !part;
    this.toggleAttribute("data-lit", Boolean(part));
    if (part) {
      this.find("label").textContent = part.label;
      this.find("latin").textContent = part.latin;
      this.find("side").textContent = part.side;
      this.find("text").textContent = part.text;
    }
    this.markOption(part);
  }

  // A part too small to be seen lit gets a circle around it.
  circle(shape) {
    this.ring?.remove();
    const view = this.view.viewBox?.baseVal;
    if (!shape || !view?.width) return;
    const box = shape.getBBox();
    const most = Math.max(view.width, view.height);
    if (Math.max(box.width, box.height) > most * TINY) return;
    const toView = this.view.getScreenCTM().inverse().multiply(shape.getScreenCTM());
    const at = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2).matrixTransform(toView);
    this.ring ??= document.createElementNS("http://www.w3.org/2000/svg", "circle");
    for (const [name, value] of [["cx", at.x], ["cy", at.y], ["r", most * TINY]]) this.ring.setAttribute(name, value);
    this.ring.classList.add("figure__ring");
    this.view.append(this.ring);
  }

  tell(text) {
    this.find("live").textContent = text;
  }

  active() {
    this.dispatchEvent(new Event("ce:activity", { bubbles: true }));
  }

  // ---- the bar and the list --------------------------------------------------------------

  setUpBar() {
    for (const opener of this.ui.querySelectorAll("[data-open]")) {
      opener.addEventListener("click", () => {
        this.active();
        if (opener.dataset.open === "test") return this.offerTest();
        const isOpen = opener.getAttribute("aria-expanded") !== "true";
        this.open(isOpen ? opener.dataset.open : null);
      });
    }
  }

  open(name) {
    for (const area of this.ui.querySelectorAll("[data-area]")) area.hidden = area.dataset.area !== name;
    for (const opener of this.ui.querySelectorAll("[aria-expanded]")) {
      opener.setAttribute("aria-expanded", String(opener.dataset.open === name));
    }
  }

  setUpList() {
    const list = (this.list = this.ui.querySelector('[data-area="parts"]'));
    this.ui.querySelector('[data-open="parts"]').hidden = !this.parts.length;
    let group = list;
    this.parts.forEach((part, index) => {
      if (this.isSided && part.sideKey !== this.parts[index - 1]?.sideKey) {
        group = this.addGroup(part.side);
      }
      const option = document.createElement("div");
      option.className = "plate-ui__option";
      option.id = `${this.own}--part-${index + 1}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = this.isSided ? part.label : this.nameOf(part);
      option.addEventListener("click", () => this.onOption(part));
      option.addEventListener("pointerover", (event) => {
        if (event.pointerType === "mouse" && !this.test) this.hover(part);
      });
      part.option = option;
      group.append(option);
    });
    list.addEventListener("pointerleave", () => this.hover(null));
    list.addEventListener("keydown", (event) => this.onListKey(event));
  }

  addGroup(side) {
    const group = document.createElement("div");
    group.className = "plate-ui__group";
    group.setAttribute("role", "group");
    if (side) {
      const heading = document.createElement("div");
      heading.className = "plate-ui__side";
      heading.textContent = side;
      heading.setAttribute("aria-hidden", "true");
      group.setAttribute("aria-label", side);
      group.append(heading);
    }
    this.list.append(group);
    return group;
  }

  onOption(part) {
    this.active();
    if (this.test) {
      this.markOption(part);
      this.test.answer(part, new Set([part.key]));
    } else {
      this.choose(part);
      this.zoom.bringIntoView(part);
    }
  }

  onListKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    let next = this.step(key, this.parts, this.marked);
    if (key === "Escape") {
      if (this.test) this.leaveTest();
      else this.choose(null);
    } else if (key === "Enter" || key === " ") {
      if (this.marked) this.onOption(this.marked);
    } else if (key.length === 1) {
      const at = this.parts.indexOf(this.marked);
      const after = [...this.parts.slice(at + 1), ...this.parts.slice(0, at + 1)];
      next = after.find((part) => part.label.toLowerCase().startsWith(key.toLowerCase()));
      if (!next) return;
    } else if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    this.active();
    if (next && this.test) this.markOption(next);
    else if (next) {
      this.choose(next);
      this.zoom.bringIntoView(next);
    }
    next?.option.scrollIntoView({ block: "nearest" });
  }

  markOption(part) {
    this.marked?.option.setAttribute("aria-selected", "false");
    this.marked = part;
    part?.option.setAttribute("aria-selected", "true");
    if (part) this.list.setAttribute("aria-activedescendant", part.option.id);
    else this.list.removeAttribute("aria-activedescendant");
  }

  // ---- layers ---------------------------------------------------------------------------

  setUpLayers() {
    let count = 0;
    for (const control of this.ui.querySelectorAll("[data-layer]")) {
      const { layer } = control.dataset;
      const shapes = layer === "labels" ? this.labels : this.shapesOf(layer);
      const isDrawn = (shape) => !shape.matches(".figure__label") && isPainted(shape);
      const isUseful = shapes.some(isDrawn) && this.parts.some((part) => part.layer !== "other");
      control.hidden = !isUseful;
      count += Number(isUseful);
      control.addEventListener("click", () => {
        const isOn = control.getAttribute("aria-pressed") !== "true";
        control.setAttribute("aria-pressed", String(isOn));
        for (const shape of shapes) shape.classList.toggle("is-off", !isOn);
        if (this.chosen && !this.isOn(this.chosen)) this.choose(null);
        this.active();
      });
    }
    this.ui.querySelector('[data-open="layers"]').hidden = !count;
  }

  // The shapes of a layer. A group that holds parts of one layer alone is of that layer.
  shapesOf(layer) {
    const found = new Set();
    for (const { layer: itsLayer, shape } of this.parts) {
      if (itsLayer !== layer || !shape) continue;
      let outermost = shape;
      for (let group = shape.parentElement; this.isOfLayer(group, layer); group = group.parentElement) outermost = group;
      found.add(outermost);
    }
    // Groups that name no part, and the labels of the parts, say which layer they are of.
    for (const shape of this.drawing.querySelectorAll(`[data-layer="${layer}"]`)) found.add(shape);
    return [...found];
  }

  isOfLayer(group, layer) {
    return (
      group.localName === "g" &&
      group.id &&
      [...group.querySelectorAll("[data-structure]")].every(
        (shape) => this.byKey.get(shape.dataset.structure)?.layer === layer,
      )
    );
  }

  showAll() {
    for (const control of this.ui.querySelectorAll('[data-layer][aria-pressed="false"]')) control.click();
  }

  // ---- test me -----------------------------------------------------------------------------

  // Parts that can be asked: drawn ones that don't carry their name. What the question
  // page asks is its own affair, so a plate inside a form asks nothing.
  setUpTest() {
    const named = new Set();
    this.testable = this.parts.filter(({ shape, layer }) => shape && layer !== "other" && !shape.querySelector("text"));
    this.asked = this.testable.filter((part) => !named.has(this.nameOf(part)) && named.add(this.nameOf(part)));
    const opener = this.ui.querySelector('[data-open="test"]');
    opener.hidden = this.asked.length < 3 || this.closest("form") !== null;
    for (const button of this.ui.querySelectorAll("[data-mode]")) {
      button.addEventListener("click", () => this.startTest(button.dataset.mode));
    }
    for (const button of this.ui.querySelectorAll("[data-end]")) {
      button.addEventListener("click", () => this.leaveTest());
    }
    this.find("skip").addEventListener("click", () => this.test.skip());
  }

  offerTest() {
    // Fetched when it is first wanted: most readers only look.
    this.asking ??= import("./plate-test.js");
    this.choose(null);
    this.open(null);
    this.find("start").hidden = false;
    this.find("running").hidden = true;
    this.find("test").hidden = false;
    this.find("panel").hidden = true;
    this.dataset.test = "offered";
    this.ui.querySelector("[data-mode]").focus({ preventScroll: true });
  }

  async startTest(mode) {
    const { Test } = await this.asking;
    this.choose(null);
    this.showAll();
    for (const label of this.labels) label.classList.add("is-off");
    this.dataset.test = mode;
    this.open(mode === "name" ? "parts" : null);
    this.markOption(null);
    (mode === "name" ? this.list : this.stage).focus({ preventScroll: true });
    this.test = new Test(this, mode, this.asked);
    this.test.ask();
  }

  leaveTest() {
    this.endTest();
    this.ui.querySelector('[data-open="test"]').focus({ preventScroll: true });
  }

  endTest() {
    this.test = null;
    this.active();
    delete this.dataset.test;
    this.open(null);
    this.find("test").hidden = true;
    this.find("panel").hidden = false;
    for (const label of this.labels) label.classList.remove("is-off");
    this.chosen = this.hovered = null;
    this.show({ isNew: true });
    this.tell("");
  }

  // ---- phases ----------------------------------------------------------------------------------

  async setUpPhases() {
    const controls = this.find("phases");
    if (!controls) return;
    const { Phases } = await import("./plate-phases.js");
    this.phases = new Phases(this, controls);
  }
}

customElements.define("ce-plate", Plate);
