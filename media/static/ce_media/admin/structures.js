// The editor of a figure's structures: a Stimulus controller of Wagtail's admin around a
// textarea that holds the stored JSON. It writes there, and ids into the drawing's text.

import { Drawing } from "./drawing.js";
import { Fields } from "./fields.js";
import { History } from "./history.js";
import { fill, Record } from "./record.js";
import { Stage } from "./stage.js";

class Structures extends window.StimulusModule.Controller {
  static targets = [
    "source", "say", "editor", "plain", "desk", "empty", "alert", "stage", "status", "shape", "list", "row", "panel",
    "number", "input", "undo", "redo", "larger", "smaller", "name", "tool", "finish", "cancel", "phases", "phase", "count",
  ];
  static values = { url: String, style: String };

  connect() {
    const { fixed, tokens, ...shown } = JSON.parse(this.sourceTarget.textContent);
    this.say = this.sayTarget.dataset;
    this.record = new Record({ fixed, say: this.say });
    this.form = this.element.closest("form");
    this.current = null; // the shape that is looked at
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
    // Wagtail's chooser tells of no event: it sets the value of its hidden input.
    this.images = new MutationObserver(() => this.chosen());
    const image = this.field("image");
    if (image) this.images.observe(image, { attributeFilter: ["value"] });
    this.editorTarget.hidden = false;
    this.plainTarget.open = false;
    this.read();
    this.show(shown);
    this.history = new History(this.state());
    this.render();
  }

  disconnect() {
    this.stop.abort();
    this.images.disconnect();
    this.stage.close();
  }

  // ---- the form --------------------------------------------------------------------

  field(name) {
    return this.form?.elements.namedItem(name);
  }

  // What can't be read stays as it is, as text; until it is corrected, nothing is written.
  read() {
    this.broken = !this.record.read(this.inputTarget.value);
    if (this.broken) this.plainTarget.open = true;
  }

  state() {
    return { json: this.record.json, svg: this.record.drawing?.source ?? null, selected: this.record.selected };
  }

  commit(kind = null) {
    const state = this.state();
    const { json, svg } = this.history.present;
    if (state.json !== json || state.svg !== svg) this.history.push(state, kind);
    this.write(state);
    this.render();
  }

  write({ json, svg }) {
    if (!this.broken) this.put(this.inputTarget, json);
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
    this.go(this.history.undo());
  }

  redo() {
    this.go(this.history.redo());
  }

  go(state) {
    if (!state) return;
    this.record.read(state.json);
    this.record.selected = state.selected;
    if (state.svg !== null && state.svg !== this.record.drawing?.source) this.show({ svg: state.svg }, this.written);
    this.write(state);
    this.render();
  }

  shortcut(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const types = event.target.matches("textarea, input:not([type=checkbox], [type=radio])");
    if (types || !["z", "y"].includes(key)) return;
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

  // Something else in the form: a new file, image or text.
  changed({ target }) {
    if (this.writing) return;
    if (target === this.inputTarget) {
      this.read();
      if (this.broken) this.render();
      else this.commit();
    } else if (target.name === "svg_file" && target.files[0]) {
      this.fetch({ svg_file: target.files[0] }, target);
    } else if (target.name === "svg" && target.value.trim()) {
      this.fetch({ svg: target.value });
    } else if (target.name === "svg") {
      this.show({});
      this.chosen();
    }
  }

  // An image was chosen, or there is only that any more.
  chosen() {
    if (this.record.drawing) return;
    const image = this.field("image")?.value;
    if (image) this.fetch({ image });
    else this.show({});
    this.render();
  }

  // Ask the server for what may be shown. Unclean markup never gets into this page.
  async fetch(what, file = null) {
    const body = new FormData();
    for (const [name, value] of Object.entries(what)) body.append(name, value);
    const headers = { "X-CSRFToken": this.field("csrfmiddlewaretoken").value, "X-Requested-With": "XMLHttpRequest" };
    let answer = {};
    try {
      const response = await fetch(this.urlValue, { method: "POST", body, headers, signal: AbortSignal.timeout(60_000) });
      answer = await response.json();
    } catch {
      // Told below.
    }
    // A file that was refused is let go, and one that was taken is in the text now: sent
    // again, it would undo its names.
    if (file && Object.keys(answer).length) file.value = "";
    if (!answer.svg && !answer.picture) {
      this.alert(answer.error ?? this.say.unreachable);
      return;
    }
    this.show(answer);
    if (answer.svg) {
      this.put(this.field("svg"), answer.svg);
      this.history.push(this.state());
    }
    this.render();
  }

  // ---- what structures are named on ------------------------------------------------

  show({ svg = "", picture = null, error = "" }, written) {
    const drawing = svg ? Drawing.read(svg) : null;
    this.record.drawing = drawing;
    this.record.picture = drawing ? null : picture;
    this.current = null;
    this.repoints = false;
    this.written = written ?? drawing?.source ?? null;
    this.alert(error);
    this.deskTarget.hidden = !drawing && !picture; // before the stage measures itself
    this.emptyTarget.hidden = Boolean(drawing || picture);
    this.element.dataset.on = drawing ? "drawing" : "photo";
    const shapes = (drawing?.shapes ?? []).map((_shape, index) => new Option("", index));
    this.shapeTarget.replaceChildren(new Option(this.say.choose, ""), ...shapes);
    this.stage.show({ drawing, picture: this.record.picture });
  }

  alert(words) {
    this.alertTarget.hidden = !words;
    this.alertTarget.textContent = words;
  }

  tell(words) {
    this.statusTarget.textContent = words;
  }

  // ---- what an author does ---------------------------------------------------------

  done(words) {
    if (words) this.tell(words);
    this.commit();
  }

  // The shape that is looked at gets a name, or the selected structure gets the shape.
  nameShape() {
    const { element } = this.current ?? {};
    if (!element) return;
    const index = this.record.items.findIndex((item) => item.key === element.id);
    if (this.repoints && this.record.item) {
      const refusal = this.record.repoint(element);
      this.repoints = Boolean(refusal);
      this.done(refusal ?? this.say.repointed);
    } else if (index >= 0) {
      this.select(index);
      this.fields.one("label").focus();
    } else {
      this.record.addElement(element);
      this.named();
    }
  }

  drawn(shape) {
    if (this.repoints && this.record.item) {
      this.record.reshape(shape);
      this.repoints = false;
      this.done(this.say.repointed);
    } else {
      this.record.addShape(shape);
      this.named();
    }
  }

  named() {
    this.done(this.say.named);
    const label = this.fields.one("label");
    label.focus();
    label.select();
  }

  select(index) {
    const { record } = this;
    record.selected = index;
    const element = record.item && record.drawing?.find(record.item.key);
    this.current = element ? record.drawing.of(element) : null;
    this.repoints = false;
    this.render();
  }

  // A click looks first: it may have hit a piece of what is meant. A double click is sure.
  pick(shape, isMeant) {
    const index = this.record.items.findIndex((item) => item.key === shape.element.id);
    if (index >= 0 && !this.repoints) this.select(index);
    this.look(shape);
    if (isMeant) this.nameShape();
    else if (index < 0) this.tell(`${this.nameOf(shape)}. ${this.say.look}`);
  }

  look(shape) {
    this.current = shape;
    this.render();
    if (shape) this.tell(this.nameOf(shape));
  }

  lookAt() {
    this.look(this.record.drawing.shapes[this.shapeTarget.value] ?? null);
  }

  larger() {
    const { above } = this.current ?? {};
    if (above) this.look(above);
  }

  smaller() {
    const inside = this.current && this.record.drawing.smaller(this.current);
    if (inside) this.look(inside);
  }

  take({ params }) {
    if (this.stage.tool === params.tool) return;
    this.stage.take(params.tool);
    this.render();
    this.stageTarget.focus({ preventScroll: true });
    this.tell(this.say[params.tool]);
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
    this.render();
    this.tell(this.record.picture ? this.say.redraw : this.say.repoint);
    this.stageTarget.focus();
  }

  setPhases() {
    const names = this.phaseTargets.map((input) => input.value.trim());
    if (names.some(Boolean)) this.record.value.phases = names;
    else delete this.record.value.phases;
    this.commit();
  }

  // What is asked for in the list and the fields.
  asked() {
    const sides = new Map([...this.panelTarget.querySelector("[data-field=side]").options].map((one) => [one.value, one.text]));
    return {
      field: (field, value) => this.done(this.record.set(field, value)),
      number: (path, value) => this.done(this.record.setNumber(path, value)),
      select: (index) => this.select(index),
      earlier: (index) => this.done(this.record.shift(index, -1)),
      later: (index) => this.done(this.record.shift(index, 1)),
      remove: (index) => this.removed(this.record.remove(index)),
      sideLabel: (side) => (side === "none" ? "" : (sides.get(side) ?? side)),
    };
  }

  removed(words) {
    this.done(words);
    if (this.record.items.length === 0) this.stageTarget.focus();
  }

  // What is done on the picture.
  heard() {
    return {
      isNamed: (id) => this.record.items.some((item) => item.key === id),
      pick: (shape, isMeant) => this.pick(shape, isMeant),
      select: (key) => this.select(this.record.items.findIndex((item) => item.key === key)),
      step: (step) => {
        const { drawing } = this.record;
        this.look(this.current ? drawing.beside(this.current, step) : drawing.first());
      },
      larger: () => this.larger(),
      smaller: () => this.smaller(),
      confirm: () => this.nameShape(),
      leave: () => this.look(null),
      change: (fields) => this.change(fields),
      rest: (kind) => this.commit(kind),
      drawn: (shape) => this.drawn(shape),
      corners: (number) => this.tell(fill(this.say.corners, { number })),
      toolEnded: () => this.render(),
      at: ([x, y]) => this.tell(fill(this.say.at, { x: Math.round(x * 100), y: Math.round(y * 100) })),
    };
  }

  // While something is pulled: shown, but not yet a step to go back to.
  change({ shape, ...places }) {
    const { item } = this.record;
    if (!item) return;
    if (shape) this.record.reshape(shape);
    Object.assign(item, places);
    this.stage.render(this.view());
    this.fields.renderNumbers(item);
  }

  // ---- what is shown ---------------------------------------------------------------

  nameOf({ element }) {
    const { items, drawing } = this.record;
    const item = items.find((one) => one.key === element.id);
    const number = drawing.shapes.findIndex((shape) => shape.element === element) + 1;
    const [x, y] = drawing.center(element).map((part) => Math.round(part * 100));
    const inside = element.querySelectorAll("*").length;
    const kind = this.say[element.localName === "g" ? "group" : "single"];
    const words = fill(kind, { number, all: drawing.shapes.length, inside, x, y });
    return item ? `${item.label}. ${words}` : words;
  }

  view() {
    return { items: this.record.items, selected: this.record.item?.key, current: this.current?.element };
  }

  render() {
    if (!this.history) return;
    const { record } = this;
    this.undoTarget.disabled = this.history.past.length === 0;
    this.redoTarget.disabled = this.history.future.length === 0;
    this.fields.render({
      items: record.items,
      selected: record.selected,
      isPhoto: Boolean(record.picture),
      isMissing: (item) => record.isMissing(item),
      isFixed: (key) => record.fixed.has(key),
    });
    this.countTarget.textContent = record.items.length;
    this.deskTarget.hidden = this.broken || !(record.drawing || record.picture);
    if (this.broken) this.alert(this.say.broken);
    else if (this.alertTarget.textContent === this.say.broken) this.alert("");
    this.renderTools(record);
    this.renderShapes(record);
    this.stage.render(this.view());
  }

  renderTools({ drawing, value }) {
    const { current, stage } = this;
    this.largerTarget.disabled = !current?.above;
    this.smallerTarget.disabled = !current || !drawing?.smaller(current);
    this.nameTarget.disabled = !current;
    this.nameTarget.querySelector("[data-words]").textContent = this.repoints ? this.say.pointHere : this.say.nameIt;
    for (const button of this.toolTargets) {
      button.setAttribute("aria-pressed", button.dataset.ceStructuresToolParam === stage.tool);
    }
    this.finishTarget.hidden = stage.tool !== "polygon";
    this.cancelTarget.hidden = !stage.tool;
    this.phasesTarget.hidden = !drawing?.moves && !value.phases;
    this.phaseTargets.forEach((input, index) => {
      if (document.activeElement !== input) input.value = value.phases?.[index] ?? "";
    });
  }

  renderShapes({ drawing, items }) {
    const { options } = this.shapeTarget;
    drawing?.shapes.forEach((shape, index) => {
      const item = items.find((one) => one.key === shape.element.id);
      const words = item?.label || shape.element.id || fill(this.say.shape, { number: index + 1 });
      options[index + 1].text = `${"\u2003".repeat(shape.depth)}${item ? "✓ " : ""}${words}`;
    });
    this.shapeTarget.value = this.current ? String(drawing.shapes.indexOf(this.current)) : "";
  }
}

window.wagtail.app.register("ce-structures", Structures);
