// The structures as they are stored, and the ids of their shapes in the drawing. Verbs
// answer with words for the author where something was not done.

import { center, place, withNumber } from "./geometry.js";
import { freeKey, guess, isAutomatic, isKey } from "./keys.js";

export const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

export class Record {
  constructor({ fixed, say }) {
    this.fixed = new Set(fixed); // keys that were published
    this.say = say;
    this.drawing = null;
    this.picture = null;
    this.value = { schema: 1, items: [] };
    this.selected = -1;
  }

  get items() {
    return this.value.items;
  }

  get item() {
    return this.items[this.selected];
  }

  // Take over what is stored; false if that can't be read, which changes nothing.
  read(json) {
    let value = null;
    try {
      value = JSON.parse(json);
    } catch {
      return false;
    }
    if (!Array.isArray(value?.items) || value.items.some((item) => typeof item?.key !== "string")) return false;
    this.value = value;
    this.selected = Math.min(this.selected, this.items.length - 1);
    return true;
  }

  get json() {
    return JSON.stringify(this.value, null, 1);
  }

  isMissing(item) {
    return this.drawing ? !this.drawing.has(item.key) : Boolean(this.picture) && !item.shape;
  }

  isTaken(key, except = null) {
    return this.items.some((item) => item !== except && item.key === key) || Boolean(key !== except?.key && this.drawing?.has(key));
  }

  // ---- new and gone ----------------------------------------------------------------

  add(fields) {
    const last = this.items.at(-1);
    this.items.push({
      key: "",
      label: "",
      latin: "",
      side: "none",
      layer: last?.layer ?? "bone",
      text: "",
      ...fields,
      anchor: place(fields.anchor),
      label_at: "auto",
    });
    this.selected = this.items.length - 1;
  }

  addElement(element) {
    const { key, label, side } = this.known(element.id) ?? this.unnamed();
    this.drawing.rename(element, key);
    this.add({ key, label, side, anchor: this.drawing.center(element) });
  }

  addShape(shape) {
    this.add({ ...this.unnamed(), anchor: center(shape), shape });
  }

  // What a drawing program's id says, unless another structure has it for a key.
  known(id) {
    const found = guess(id);
    return found && !this.items.some((item) => item.key === found.key) ? found : null;
  }

  unnamed() {
    let number = this.items.length;
    let label;
    do {
      number += 1;
      label = fill(this.say.part, { number });
    } while (this.isTaken(freeKey(label, "none", () => false)));
    return { key: freeKey(label, "none", () => false), label, side: "none" };
  }

  remove(index) {
    const [gone] = this.items.splice(index, 1);
    this.drawing?.release(gone.key);
    this.selected = Math.min(index, this.items.length - 1);
    return fill(this.say.removed, { name: gone.label });
  }

  shift(index, step) {
    const [item] = this.items.splice(index, 1);
    this.items.splice(index + step, 0, item);
    this.selected = index + step;
  }

  // ---- the selected one ------------------------------------------------------------

  // It is this element of the drawing now.
  repoint(element) {
    const other = this.items.find((item) => item.key === element.id);
    if (other && other !== this.item) return fill(this.say.taken, { name: other.label });
    const { item, drawing } = this;
    if (drawing.find(item.key) !== element) {
      drawing.release(item.key);
      if (drawing.has(item.key)) return fill(this.say.used, { key: item.key });
      drawing.rename(element, item.key);
    }
    item.anchor = place(drawing.center(element));
    return null;
  }

  reshape(shape) {
    const { item } = this;
    const isCentered = !item.anchor || !item.shape || String(item.anchor) === String(center(item.shape));
    if (isCentered) item.anchor = center(shape);
    item.shape = shape;
  }

  rekey(key) {
    const { item } = this;
    if (key === item.key) return null;
    if (!isKey(key)) return fill(this.say.unfit, { key });
    if (this.fixed.has(item.key) || this.isTaken(key, item)) return fill(this.say.used, { key });
    const element = this.drawing?.find(item.key);
    if (element) this.drawing.rename(element, key);
    item.key = key;
    return null;
  }

  set(field, value) {
    const { item } = this;
    if (field === "key") return this.rekey(value.trim());
    if (field === "labelled") return this.setLabel(value);
    if (field === "emphasis") {
      if (value) item.emphasis = true;
      else delete item.emphasis;
      return null;
    }
    const follows = !this.fixed.has(item.key) && isAutomatic(item);
    item[field] = field === "label" ? value.trim() || item.label : value;
    if (!follows || !["label", "side"].includes(field)) return null;
    return this.rekey(freeKey(item.label, item.side, (key) => this.isTaken(key, item)));
  }

  setLabel(how) {
    const { item } = this;
    if (how !== "none") item.anchor ??= this.middle();
    if (how === "none") delete item.label_at;
    else if (how === "auto") item.label_at = "auto";
    else {
      // Above the part, or below it where there is no room.
      const [x, y] = item.anchor;
      item.label_at = place([Math.min(0.88, Math.max(0.12, x)), y > 0.3 ? y - 0.2 : y + 0.2]);
    }
    return null;
  }

  middle() {
    const { item } = this;
    if (item.shape) return center(item.shape);
    const element = this.drawing?.find(item.key);
    return element ? place(this.drawing.center(element)) : [0.5, 0.5];
  }

  setNumber([field, ...path], value) {
    const { item } = this;
    if (field === "shape") this.reshape(withNumber(item.shape, path, value));
    else item[field] = place(item[field].map((old, axis) => (axis === path[0] ? value : old)));
  }
}
