// The editor of a figure's structures: a Stimulus controller of Wagtail's admin around a
// textarea that holds the stored JSON. It writes there, and ids into the drawing's text.

import { Drawing } from "./drawing.js";
import { Fields } from "./fields.js";
import { center, place, withNumber } from "./geometry.js";
import { History } from "./history.js";
import { freeKey, guess, isAutomatic, isKey } from "./keys.js";
import { Stage } from "./stage.js";

const SEVERAL = 400; // ms between the last letter typed into the drawing's text and its check

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

class Structures extends window.StimulusModule.Controller {
  static targets = [
    "source", "say", "editor", "plain", "desk", "empty", "alert", "stage", "status", "shape", "list", "row", "panel",
    "number", "input", "undo", "redo", "larger", "smaller", "name", "tool", "finish", "cancel", "phases", "phase", "count",
  ];
  static values = { url: String, style: String };

  connect() {
    const { fixed, tokens, ...shown } = JSON.parse(this.sourceTarget.textContent);
    this.say = this.sayTarget.dataset;
    this.fixed = new Set(fixed);
    this.form = this.element.closest("form");
    this.selected = -1;
    this.current = null;
    this.stage = new Stage(this.stageTarget, { style: this.styleValue, tokens, say: this.say, on: this.heard() });
    this.fields = new Fields({
      list: this.listTarget,
      row: this.rowTarget,
      panel: this.panelTarget,
      number: this.numberTarget,
      say: this.say,
      on: this.asked(),
    });
    this.stop = new AbortController();
    this.form?.addEventListener("change", (event) => this.changed(event), { signal: this.stop.signal });
    this.editorTarget.hidden = false;
    this.plainTarget.open = false;
    this.show(shown);
    if (this.read()) this.history = new History(this.state());
    this.render();
  }

  disconnect() {
    this.stop.abort();
    this.stage.close();
  }

  // ---- what is stored --------------------------------------------------------------

  field(name) {
    return this.form?.elements.namedItem(name);
  }

  // The JSON as somebody else left it. What can't be read stays as it is, as text.
  read() {
    let value = null;
    try {
      value = JSON.parse(this.inputTarget.value);
    } catch {
      // Told below.
    }
    this.broken = !Array.isArray(value?.items) || value.items.some((item) => typeof item?.key !== "string");
    this.value = this.broken ? { schema: 1, items: [] } : value;
    this.selected = Math.min(this.selected, this.items.length - 1);
    if (this.broken) this.plainTarget.open = true;
    return !this.broken;
  }

  get items() {
    return this.value.items;
  }

  get item() {
    return this.items[this.selected];
  }

  state() {
    return { json: JSON.stringify(this.value, null, 1), svg: this.drawing?.source ?? null, selected: this.selected };
  }

  commit(kind = null) {
    const state = this.state();
    this.history.push(state, kind);
    this.write(state);
    this.render();
  }

  write({ json, svg }) {
    this.put(this.inputTarget, json);
    if (svg !== null && svg !== this.written) this.put(this.field("svg"), svg);
    this.written = svg;
  }

  put(field, text) {
    if (!field || field.value === text) return;
    field.value = text;
    this.writing = true;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
    this.writing = false;
  }

  undo() {
    this.go(this.history?.undo());
  }

  redo() {
    this.go(this.history?.redo());
  }

  go(state) {
    if (!state) return;
    this.value = JSON.parse(state.json);
    this.selected = state.selected;
    if (state.svg !== null && state.svg !== this.drawing?.source) this.show({ svg: state.svg });
    this.write(state);
    this.render();
  }

  shortcut(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const typing = event.target.matches("textarea, input:not([type=checkbox], [type=radio])");
    if (typing || !["z", "y"].includes(key)) return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) this.redo();
    else this.undo();
  }

  // Enter in a field is no reason to send the form.
  hold(event) {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // ---- what it is named on ---------------------------------------------------------

  show({ svg = "", picture = null, error = "" }) {
    this.drawing = svg ? Drawing.read(svg) : null;
    this.picture = this.drawing ? null : picture;
    this.current = null;
    this.written = this.drawing?.source;
    this.alert(error);
    this.stage.show({ drawing: this.drawing, picture: this.picture });
    const here = Boolean(this.drawing || this.picture);
    this.deskTarget.hidden = !here;
    this.emptyTarget.hidden = here;
    this.element.dataset.on = this.drawing ? "drawing" : "photo";
    this.shapeTarget.replaceChildren(
      new Option(this.say.choose, ""),
      ...(this.drawing?.shapes ?? []).map((_shape, index) => new Option("", index)),
    );
  }

  alert(words) {
    this.alertTarget.hidden = !words;
    this.alertTarget.textContent = words;
  }

  // Something else in the form: a new file, image or text of the drawing.
  changed({ target }) {
    if (this.writing) return;
    if (target === this.inputTarget) this.rewritten();
    else if (target.name === "svg_file" && target.files[0]) this.fetch({ svg_file: target.files[0] }, target);
    else if (target.name === "svg") {
      if (target.value.trim()) this.fetch({ svg: target.value });
      else this.show({});
      this.render();
    } else if (target.name === "image" && !this.drawing) {
      if (target.value) this.fetch({ image: target.value });
      else this.show({});
    }
  }

  rewritten() {
    const was = this.history?.present;
    if (!this.read()) this.alert(this.say.broken);
    else if (was) this.commit();
    else this.history = new History(this.state());
    this.render();
  }

  async fetch(what, file = null) {
    const body = new FormData();
    for (const [name, value] of Object.entries(what)) body.append(name, value);
    const headers = { "X-CSRFToken": this.token, "X-Requested-With": "XMLHttpRequest" };
    let answer;
    try {
      const response = await fetch(this.urlValue, { method: "POST", body, headers, signal: AbortSignal.timeout(60_000) });
      answer = await response.json();
    } catch {
      answer = { error: this.say.unreachable };
    }
    if (answer.error || (!answer.svg && !answer.picture)) return this.alert(answer.error ?? this.say.unreachable);
    this.show(answer);
    if (answer.svg && (file || what.svg)) {
      this.put(this.field("svg"), answer.svg);
      // The text holds the drawing now; sent again, the file would undo its names.
      if (file) file.value = "";
    }
    if (this.history) this.commit();
    return this.render();
  }

  get token() {
    return this.form.elements.namedItem("csrfmiddlewaretoken").value;
  }

  isMissing(item) {
    return this.drawing ? !this.drawing.has(item.key) : Boolean(this.picture) && !item.shape;
  }

  // ---- structures ------------------------------------------------------------------

  isTaken(key, except = null) {
    return this.items.some((item) => item !== except && item.key === key) || (key !== except?.key && this.drawing?.has(key));
  }

  add(fields) {
    const last = this.items.at(-1);
    const anchor = fields.anchor ? place(fields.anchor) : null;
    this.items.push({
      latin: "", side: "none", layer: last?.layer ?? "bone", text: "", label_at: "auto", ...fields, anchor,
    });
    this.selected = this.items.length - 1;
    this.commit();
    this.tell(this.say.named);
    const label = this.fields.one("label");
    label.focus();
    label.select();
  }

  unnamed() {
    let number = this.items.length + 1;
    while (this.isTaken(freeKey(fill(this.say.part, { number }), "none", () => false))) number += 1;
    return fill(this.say.part, { number });
  }

  nameShape() {
    const { element } = this.current ?? {};
    if (!element) return;
    const index = this.items.findIndex((item) => item.key === element.id);
    if (this.repoints) {
      this.repoint(element, index);
    } else if (index >= 0) {
      this.select(index);
      this.fields.one("label").focus();
    } else {
      const known = guess(element.id);
      const label = known?.label ?? this.unnamed();
      const side = known?.side ?? "none";
      const key = known?.key ?? freeKey(label, side, (wanted) => this.isTaken(wanted));
      this.drawing.rename(element, key);
      this.add({ key, label, side, anchor: this.drawing.center(element) });
    }
  }

  // The selected structure is another shape now.
  repoint(element, index) {
    if (index >= 0 && index !== this.selected) return this.tell(fill(this.say.taken, { name: this.items[index].label }));
    const { item } = this;
    if (this.drawing.find(item.key) !== element) {
      this.drawing.release(item.key);
      if (this.drawing.has(item.key)) return this.tell(fill(this.say.used, { key: item.key }));
      this.drawing.rename(element, item.key);
    }
    item.anchor = place(this.drawing.center(element));
    this.repoints = false;
    this.commit();
    return this.tell(this.say.repointed);
  }

  rekey(key) {
    const { item } = this;
    if (key === item.key) return;
    if (this.fixed.has(item.key) || !isKey(key) || this.isTaken(key, item)) {
      this.tell(fill(isKey(key) ? this.say.used : this.say.unfit, { key }));
      return;
    }
    const element = this.drawing?.find(item.key);
    if (element) this.drawing.rename(element, key);
    item.key = key;
  }

  setField(field, value) {
    const { item } = this;
    if (!item) return;
    if (field === "key") this.rekey(value.trim());
    else if (field === "labelled") this.setLabel(value);
    else if (field === "emphasis") {
      if (value) item.emphasis = true;
      else delete item.emphasis;
    } else {
      const follows = !this.fixed.has(item.key) && isAutomatic(item);
      item[field] = field === "label" ? value.trim() || item.label : value;
      if (follows && ["label", "side"].includes(field)) {
        this.rekey(freeKey(item.label, item.side, (key) => this.isTaken(key, item)));
      }
    }
    this.commit();
  }

  setLabel(how) {
    const { item } = this;
    if (how !== "none") item.anchor ??= this.middle(item);
    if (how === "none") delete item.label_at;
    else if (how === "auto") item.label_at = "auto";
    else item.label_at = place([item.anchor[0] < 0.5 ? 0.04 : 0.96, item.anchor[1]]);
  }

  middle(item) {
    if (item.shape) return center(item.shape);
    const element = this.drawing?.find(item.key);
    return element ? place(this.drawing.center(element)) : [0.5, 0.5];
  }

  setNumber([field, ...path], value) {
    if (!Number.isFinite(value)) return;
    if (field === "shape") this.item.shape = withNumber(this.item.shape, path, value);
    else this.item[field] = place(this.item[field].map((old, axis) => (axis === path[0] ? value : old)));
    this.commit();
  }

  select(index) {
    this.selected = index;
    const element = this.drawing && this.item && this.drawing.find(this.item.key);
    this.current = element ? this.drawing.of(element) : null;
    this.repoints = false;
    this.render();
  }

  remove(index) {
    const [gone] = this.items.splice(index, 1);
    this.drawing?.release(gone.key);
    this.selected = Math.min(index, this.items.length - 1);
    this.commit();
    this.tell(fill(this.say.removed, { name: gone.label }));
    if (!this.items.length) this.stageTarget.focus();
  }

  shift(index, step) {
    const [item] = this.items.splice(index, 1);
    this.items.splice(index + step, 0, item);
    this.selected = index + step;
    this.commit();
  }

  // ---- who asks --------------------------------------------------------------------

  asked() {
    const labels = new Map([...this.panelTarget.querySelector("[data-field=side]").options].map((one) => [one.value, one.text]));
    return {
      field: (field, value) => this.setField(field, value),
      number: (path, value) => this.setNumber(path, value),
      select: (index) => this.select(index),
      earlier: (index) => this.shift(index, -1),
      later: (index) => this.shift(index, 1),
      remove: (index) => this.remove(index),
      sideLabel: (side) => (side === "none" ? "" : (labels.get(side) ?? side)),
    };
  }

  heard() {
    return {
      isNamed: (id) => this.items.some((item) => item.key === id),
      pick: (shape) => {
        this.look(shape);
        this.nameShape();
      },
      select: (key) => this.select(this.items.findIndex((item) => item.key === key)),
      step: (step) => this.look(this.current ? this.drawing.beside(this.current, step) : this.drawing.first()),
      larger: () => this.larger(),
      smaller: () => this.smaller(),
      confirm: () => this.nameShape(),
      leave: () => this.look(null),
      change: (fields, kind) => this.change(fields, kind),
      rest: () => this.commit(this.kind),
      drawn: (shape) => this.drawn(shape),
      corners: (number) => this.tell(fill(this.say.corners, { number })),
      toolEnded: () => this.render(),
      at: ([x, y]) => this.tell(fill(this.say.at, { x: Math.round(x * 100), y: Math.round(y * 100) })),
    };
  }

  change(fields, kind) {
    const { item } = this;
    if (!item) return;
    if (fields.shape && item.shape && String(item.anchor) === String(center(item.shape))) fields.anchor = center(fields.shape);
    Object.assign(item, fields);
    this.kind = kind === "drag" ? null : kind;
    this.stage.render(this.view());
    this.fields.renderNumbers(item);
  }

  drawn(shape) {
    if (this.repoints && this.item) {
      this.item.shape = shape;
      this.item.anchor = center(shape);
      this.repoints = false;
      this.commit();
      return;
    }
    const label = this.unnamed();
    this.add({ key: freeKey(label, "none", (key) => this.isTaken(key)), label, anchor: center(shape), shape });
  }

  look(shape) {
    this.current = shape;
    this.render();
    if (shape) this.tell(this.nameOf(shape));
  }

  look_at() {
    this.look(this.drawing.shapes[this.shapeTarget.value] ?? null);
  }

  larger() {
    if (this.current && this.drawing.larger(this.current)) this.look(this.drawing.larger(this.current));
  }

  smaller() {
    if (this.current && this.drawing.smaller(this.current)) this.look(this.drawing.smaller(this.current));
  }

  take({ params }) {
    if (this.stage.tool === params.tool) return this.stage.cancel();
    this.stage.take(params.tool);
    this.render();
    this.stageTarget.focus({ preventScroll: true });
    return this.tell(this.say[params.tool]);
  }

  finish() {
    this.stage.finish();
  }

  cancel() {
    this.stage.cancel();
    this.stageTarget.focus();
  }

  point() {
    this.repoints = true;
    this.tell(this.picture ? this.say.redraw : this.say.repoint);
    this.stageTarget.focus();
  }

  setPhases() {
    const names = this.phaseTargets.map((input) => input.value.trim());
    if (names.some(Boolean)) this.value.phases = names;
    else delete this.value.phases;
    this.commit();
  }

  // ---- what is shown ---------------------------------------------------------------

  tell(words) {
    this.statusTarget.textContent = words;
  }

  nameOf({ element }) {
    const item = this.items.find((one) => one.key === element.id);
    const number = this.drawing.shapes.findIndex((shape) => shape.element === element) + 1;
    const [x, y] = this.drawing.center(element).map((part) => Math.round(part * 100));
    const inside = element.querySelectorAll("*").length;
    const kind = this.say[element.localName === "g" ? "group" : "single"];
    const words = fill(kind, { number, all: this.drawing.shapes.length, inside, x, y, id: element.id });
    return item ? `${item.label}. ${words}` : words;
  }

  view() {
    return { items: this.items, selected: this.item?.key, current: this.current?.element };
  }

  render() {
    if (!this.stage) return;
    const { past = [], future = [] } = this.history ?? {};
    this.undoTarget.disabled = past.length === 0;
    this.redoTarget.disabled = future.length === 0;
    const isPhoto = Boolean(this.picture);
    this.fields.render({
      items: this.items,
      selected: this.selected,
      isPhoto,
      isMissing: (item) => this.isMissing(item),
      isFixed: (key) => this.fixed.has(key),
    });
    this.countTarget.textContent = this.items.length;
    if (this.broken) this.alert(this.say.broken);
    this.renderTools();
    this.stage.render(this.view());
  }

  renderTools() {
    const { drawing, current } = this;
    this.largerTarget.disabled = !current || !drawing?.larger(current);
    this.smallerTarget.disabled = !current || !drawing?.smaller(current);
    this.nameTarget.disabled = !current;
    this.nameTarget.querySelector("[data-words]").textContent = this.repoints ? this.say.pointHere : this.say.nameIt;
    const { tool } = this.stage;
    for (const button of this.toolTargets) button.setAttribute("aria-pressed", button.dataset.ceStructuresToolParam === tool);
    this.finishTarget.hidden = tool !== "polygon";
    this.cancelTarget.hidden = !tool;
    this.phasesTarget.hidden = !drawing?.moves && !this.value.phases;
    this.phaseTargets.forEach((input, index) => {
      if (document.activeElement !== input) input.value = this.value.phases?.[index] ?? "";
    });
    drawing?.shapes.forEach((shape, index) => {
      const item = this.items.find((one) => one.key === shape.element.id);
      const words = item?.label || shape.element.id || fill(this.say.shape, { number: index + 1 });
      this.shapeTarget.options[index + 1].text = `${"\u2003".repeat(shape.depth)}${item ? "✓ " : ""}${words}`;
    });
    this.shapeTarget.value = current ? String(drawing.shapes.indexOf(current)) : "";
  }
}

window.wagtail.app.register("ce-structures", Structures);
