// A cleaned drawing: which of its shapes can be named, and their ids in its source.

const NS = "http://www.w3.org/2000/svg";
const SHAPES = new Set(["path", "rect", "circle", "ellipse", "line", "polygon", "polyline", "use"]);
const UNSEEN = new Set([
  "defs", "clipPath", "mask", "pattern", "marker", "symbol", "linearGradient", "radialGradient", "title", "desc",
  "text", "tspan",
]);
const LISTS = ["aria-labelledby", "aria-describedby"];

export class Drawing {
  // `text` comes from the server, which cleaned it; anything else is not shown.
  static read(text) {
    const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    if (root.localName !== "svg" || root.namespaceURI !== NS || root.querySelector("parsererror, script")) return null;
    return new Drawing(document.importNode(root, true));
  }

  constructor(root) {
    this.root = root;
    const [, , width, height] = root.getAttribute("viewBox").split(/[\s,]+/).map(Number);
    this.ratio = width / height;
    this.shapes = [];
    this.collect(root, 0, null);
  }

  // Every shape and every group that holds one, in the order of the source. A group that
  // holds nothing but another stands for both.
  collect(parent, depth, above) {
    for (const element of parent.children) {
      if (UNSEEN.has(element.localName)) continue;
      if (SHAPES.has(element.localName)) {
        this.shapes.push({ element, depth, above });
      } else if (element.localName === "g") {
        const inside = [...element.children].filter((child) => !UNSEEN.has(child.localName));
        if (inside.length === 0) continue;
        const place = this.shapes.length;
        this.shapes.push({ element, depth, above: above });
        this.collect(element, depth + 1, this.shapes[place]);
        if (this.shapes.length === place + 1) this.shapes.pop();
      }
    }
  }

  of(element) {
    return this.shapes.find((shape) => shape.element === element) ?? null;
  }

  // The shape that was hit: the nearest one that has a name, or else the hit one itself.
  hit(target, isNamed) {
    let shape = null;
    for (let element = target; element && element !== this.root; element = element.parentElement) {
      shape ??= this.of(element);
      if (element.id && isNamed(element.id)) return this.of(element) ?? shape;
    }
    return shape;
  }

  beside(shape, step) {
    const level = this.shapes.filter((other) => other.above === (shape?.above ?? null));
    if (!shape) return level.at(step > 0 ? 0 : -1) ?? null;
    return level[(level.indexOf(shape) + step + level.length) % level.length];
  }

  // Where arrow keys begin: past groups that hold everything.
  first() {
    let level = this.shapes.filter((shape) => shape.above === null);
    while (level.length === 1) {
      const inside = this.shapes.filter((shape) => shape.above === level[0]);
      if (inside.length === 0) break;
      level = inside;
    }
    return level[0] ?? null;
  }

  smaller(shape) {
    return this.shapes.find((other) => other.above === shape) ?? null;
  }

  find(id) {
    return this.root.querySelector(`#${CSS.escape(id)}`);
  }

  has(id) {
    return this.find(id) !== null;
  }

  // Give an element another id; whatever points at it follows.
  rename(element, id) {
    const old = element.id;
    if (old === id) return;
    if (old) this.point(old, id);
    element.id = id;
  }

  // Take an id away that nothing points at.
  release(id) {
    const element = this.find(id);
    if (element && !this.pointers(id).length) element.removeAttribute("id");
  }

  pointers(id) {
    const local = new RegExp(`url\\(\\s*["']?#${RegExp.escape?.(id) ?? id.replace(/[.]/g, "\\.")}["']?\\s*\\)`);
    return [...this.root.querySelectorAll("*")].flatMap((element) =>
      [...element.attributes].filter(
        ({ name, value }) =>
          (name === "href" && value === `#${id}`) ||
          (LISTS.includes(name) && value.split(/\s+/).includes(id)) ||
          (name !== "aria-label" && local.test(value)),
      ),
    );
  }

  point(old, id) {
    for (const attribute of this.pointers(old)) {
      if (attribute.name === "href") attribute.value = `#${id}`;
      else if (LISTS.includes(attribute.name)) {
        attribute.value = attribute.value.split(/\s+/).map((part) => (part === old ? id : part)).join(" ");
      } else {
        attribute.value = attribute.value.replace(/(url\(\s*["']?#)([\w.-]+)/g, (all, start, name) =>
          name === old ? start + id : all,
        );
      }
    }
  }

  // The middle of an element that is shown, as parts of the drawing.
  center(element) {
    const whole = this.root.getBoundingClientRect();
    const part = element.getBoundingClientRect();
    if (!whole.width || !whole.height) return [0.5, 0.5];
    return [
      (part.left + part.width / 2 - whole.left) / whole.width,
      (part.top + part.height / 2 - whole.top) / whole.height,
    ];
  }

  get moves() {
    return this.root.querySelector("[data-to-d], [data-to-points], [data-to-transform], [data-to-opacity]") !== null;
  }

  get source() {
    return new XMLSerializer().serializeToString(this.root);
  }
}
