// What is drawn over the picture: outlines, handles, names.

const NS = "http://www.w3.org/2000/svg";
const TARGET = 15; // px: half of what can be pressed

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// A copy of a shape of the drawing, where the shape is, in the color of `state`.
export function mark(element, overlay, state) {
  const copy = element.cloneNode(true);
  for (const words of copy.querySelectorAll("text")) words.remove();
  for (const part of [copy, ...copy.querySelectorAll("*")]) {
    for (const name of ["id", "clip-path", "mask"]) part.removeAttribute(name);
  }
  copy.removeAttribute("transform");
  const group = svg("g", { class: `mark mark--${state}` }, copy);
  const from = overlay.getScreenCTM();
  const to = element.getScreenCTM();
  if (from && to) {
    const { a, b, c, d, e, f } = from.inverse().multiply(to);
    group.setAttribute("transform", `matrix(${[a, b, c, d, e, f].join(" ")})`);
  }
  return group;
}

// A shape on a photo.
export function outline(shape, at, state) {
  const attributes = { class: `outline outline--${state}` };
  if (shape.type === "polygon") {
    return svg("polygon", { ...attributes, points: shape.points.map((point) => at(point).join(",")).join(" ") });
  }
  if (shape.type === "rect") {
    const [x, y] = at([shape.x, shape.y]);
    const [width, height] = at([shape.width, shape.height]);
    return svg("rect", { ...attributes, x, y, width, height });
  }
  const [cx, cy] = at([shape.cx, shape.cy]);
  const [rx, ry] = at([shape.rx, shape.ry]);
  return svg("ellipse", { ...attributes, cx, cy, rx, ry });
}

// A point; with a handle it can be pulled, and reached with Tab.
export function dot([cx, cy], { handle = null, label = "", size }) {
  const seen = svg("circle", { class: "dot", cx, cy, r: size });
  if (!handle) return seen;
  const group = svg("g", { class: "handle", tabindex: "0", role: "button", "aria-label": label }, seen);
  group.prepend(svg("circle", { class: "target", cx, cy, r: TARGET }));
  group.dataset.handle = handle;
  group.dataset.kind = handle.startsWith("corner-") ? "corner" : handle;
  return group;
}

// A name where its line begins, as a plate shows it: away from the line.
export function text(words, [x, y], [endX, endY]) {
  const [across, down] = [endX - x, endY - y];
  const upright = Math.abs(across) < Math.abs(down) / 2;
  const side = across > 0 ? { x: x - 10, "text-anchor": "end" } : { x: x + 10, "text-anchor": "start" };
  const place = upright ? { x, y: y + (down > 0 ? -14 : 14), "text-anchor": "middle" } : { ...side, y };
  const element = svg("text", { class: "name", ...place });
  element.textContent = words;
  return element;
}
