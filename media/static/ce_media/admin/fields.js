// The list of structures and the fields of the one that is selected. Markup and words
// come from the page's templates; what an author does is told through `on`.

import { numbers } from "./geometry.js";

export class Fields {
  constructor({ list, row, panel, number, say, on }) {
    Object.assign(this, { list, row, panel, number, say, on });
    this.inputs = [...panel.querySelectorAll("[data-field]")];
    const changed = ({ target }) => {
      if (target.dataset.field) this.on.field(target.dataset.field, this.valueOf(target));
      else if (target.dataset.path) this.on.number(JSON.parse(target.dataset.path), Number(target.value));
    };
    panel.addEventListener("change", changed);
    list.addEventListener("click", ({ target }) => {
      const act = target.closest("[data-act]");
      if (act) this.on[act.dataset.act](Number(act.closest("li").dataset.index));
    });
  }

  valueOf(input) {
    return input.type === "checkbox" ? input.checked : input.value;
  }

  render({ items, selected, isMissing, isFixed, isPhoto }) {
    this.renderList(items, selected, isMissing);
    const item = items[selected];
    this.panel.hidden = !item;
    if (!item) return;
    for (const input of this.inputs) this.fill(input, item);
    const fixed = isFixed(item.key);
    this.one("key").readOnly = fixed;
    this.part("fixed").hidden = !fixed;
    this.part("free").hidden = fixed;
    this.part("missing").hidden = !isMissing(item);
    this.part("exact").hidden = !item.anchor && !item.shape;
    this.part("redraw").hidden = !isPhoto;
    this.part("repoint").hidden = isPhoto;
    this.renderNumbers(item);
  }

  fill(input, item) {
    const { field } = input.dataset;
    if (input.type === "checkbox") input.checked = item[field] === true;
    else if (field === "labelled") input.checked = input.value === labelled(item);
    else if (document.activeElement !== input || input.value !== (item[field] ?? "")) input.value = item[field] ?? "";
  }

  one(field) {
    return this.panel.querySelector(`[data-field="${field}"]`);
  }

  part(name) {
    return this.panel.querySelector(`[data-part="${name}"]`);
  }

  renderList(items, selected, isMissing) {
    const act = this.list.contains(document.activeElement) && document.activeElement.dataset.act;
    const rows = items.map((item, index) => {
      const row = this.row.content.firstElementChild.cloneNode(true);
      row.dataset.index = index;
      const name = row.querySelector("[data-name]");
      name.textContent = item.label || item.key;
      row.querySelector("[data-side]").textContent = this.on.sideLabel(item.side);
      row.querySelector("[data-missing]").hidden = !isMissing(item);
      row.querySelector("[data-act=select]").setAttribute("aria-pressed", index === selected);
      for (const button of row.querySelectorAll("[data-label]")) {
        button.setAttribute("aria-label", button.dataset.label.replace("{name}", item.label || item.key));
      }
      row.querySelector("[data-act=earlier]").disabled = index === 0;
      row.querySelector("[data-act=later]").disabled = index === items.length - 1;
      return row;
    });
    const { scrollTop } = this.list;
    this.list.replaceChildren(...rows);
    this.list.scrollTop = scrollTop;
    const row = rows[selected];
    if (row) {
      const [above, below] = [row.offsetTop - this.list.offsetTop, row.offsetTop - this.list.offsetTop + row.offsetHeight];
      if (above < this.list.scrollTop) this.list.scrollTop = above;
      else if (below > this.list.scrollTop + this.list.clientHeight) this.list.scrollTop = below - this.list.clientHeight;
    }
    if (act) {
      const again = rows[Math.min(Math.max(selected, 0), rows.length - 1)];
      const button = again?.querySelector(`[data-act=${act}]`);
      (button?.disabled ? again.querySelector("[data-act=select]") : button)?.focus();
    }
  }

  renderNumbers(item) {
    const box = this.part("numbers");
    const wanted = [
      ...point("anchor", item.anchor),
      ...point("label_at", item.label_at),
      ...(item.shape ? numbers(item.shape).map((entry) => ({ ...entry, path: ["shape", ...entry.path] })) : []),
    ];
    const same = wanted.map(({ path }) => JSON.stringify(path)).join() === [...box.querySelectorAll("input")].map((input) => input.dataset.path).join();
    if (!same) box.replaceChildren(...wanted.map((entry, index) => this.numberOf(entry, index)));
    for (const [index, input] of [...box.querySelectorAll("input")].entries()) input.value = wanted[index].value;
  }

  numberOf({ path, name, corner }, index) {
    const row = this.number.content.firstElementChild.cloneNode(true);
    const [input, label] = [row.querySelector("input"), row.querySelector("label")];
    input.id = `${this.number.id}-${index}`;
    label.htmlFor = input.id;
    const prefix = corner ? "corner" : path[0] === "shape" ? "" : path[0];
    label.textContent = this.say[prefix ? prefix + name.toUpperCase() : name].replace("{corner}", corner);
    input.dataset.path = JSON.stringify(path);
    return row;
  }
}

const point = (field, value) =>
  Array.isArray(value) ? [0, 1].map((axis) => ({ path: [field, axis], name: "xy"[axis], value: value[axis] })) : [];

export const labelled = ({ label_at: place }) => (Array.isArray(place) ? "hand" : place ? "auto" : "none");
