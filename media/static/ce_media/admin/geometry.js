// Shapes on a photo, as they are stored: parts of its width and height, 0 to 1, from the
// upper left, rounded to four digits. Every function returns a new shape.

export const round = (number) => Math.round(Math.min(1, Math.max(0, number)) * 10000) / 10000;
export const place = ([x, y]) => [round(x), round(y)];

const LEAST = 0.004; // what a corner can't be drawn below

export function box(shape) {
  if (shape.type === "rect") return { x: shape.x, y: shape.y, width: shape.width, height: shape.height };
  if (shape.type === "ellipse") {
    return { x: shape.cx - shape.rx, y: shape.cy - shape.ry, width: 2 * shape.rx, height: 2 * shape.ry };
  }
  const xs = shape.points.map(([x]) => x);
  const ys = shape.points.map(([, y]) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

export function center(shape) {
  const { x, y, width, height } = box(shape);
  return place([x + width / 2, y + height / 2]);
}

function tidy(shape) {
  if (shape.type === "polygon") return { type: "polygon", points: shape.points.map(place) };
  const tidied = Object.fromEntries(Object.entries(shape).map(([name, value]) => [name, name === "type" ? value : round(value)]));
  if (shape.type === "rect") {
    tidied.width = Math.max(LEAST, round(Math.min(tidied.width, 1 - tidied.x)));
    tidied.height = Math.max(LEAST, round(Math.min(tidied.height, 1 - tidied.y)));
    tidied.x = round(Math.min(tidied.x, 1 - tidied.width));
    tidied.y = round(Math.min(tidied.y, 1 - tidied.height));
  } else {
    tidied.rx = Math.max(LEAST, tidied.rx);
    tidied.ry = Math.max(LEAST, tidied.ry);
  }
  return tidied;
}

export function fromCorners(type, [x1, y1], [x2, y2]) {
  const [x, y, width, height] = [Math.min(x1, x2), Math.min(y1, y2), Math.abs(x2 - x1), Math.abs(y2 - y1)];
  return type === "rect"
    ? tidy({ type, x, y, width, height })
    : tidy({ type, cx: x + width / 2, cy: y + height / 2, rx: width / 2, ry: height / 2 });
}

// Stays inside the picture, as far as it was.
export function moved(shape, dx, dy) {
  const { x, y, width, height } = box(shape);
  const within = (step, low, high) => Math.min(Math.max(step, Math.min(0, -low)), Math.max(0, 1 - high));
  const [right, down] = [within(dx, x, x + width), within(dy, y, y + height)];
  if (shape.type === "rect") return tidy({ ...shape, x: shape.x + right, y: shape.y + down });
  if (shape.type === "ellipse") return tidy({ ...shape, cx: shape.cx + right, cy: shape.cy + down });
  return tidy({ ...shape, points: shape.points.map(([px, py]) => [px + right, py + down]) });
}

// Wider by dx and higher by dy; the upper left corner stays.
export function resized(shape, dx, dy) {
  const { x, y, width, height } = box(shape);
  const [wide, high] = [Math.max(LEAST, width + dx), Math.max(LEAST, height + dy)];
  if (shape.type !== "polygon") return fromCorners(shape.type, [x, y], [Math.min(1, x + wide), Math.min(1, y + high)]);
  const [across, along] = [width ? wide / width : 1, height ? high / height : 1];
  return tidy({ ...shape, points: shape.points.map(([px, py]) => [x + (px - x) * across, y + (py - y) * along]) });
}

// The corners that can be pulled, and the shape that results.
export function corners(shape) {
  if (shape.type === "polygon") {
    return shape.points.map((at, index) => ({
      at,
      pulled: (to) => tidy({ ...shape, points: shape.points.map((old, other) => (other === index ? to : old)) }),
    }));
  }
  const { x, y, width, height } = box(shape);
  const [right, bottom] = [x + width, y + height];
  return [
    [[x, y], [right, bottom]],
    [[right, y], [x, bottom]],
    [[right, bottom], [x, y]],
    [[x, bottom], [right, y]],
  ].map(([at, opposite]) => ({ at, pulled: (to) => fromCorners(shape.type, opposite, to) }));
}

// The numbers of a shape, to be typed: their path in the shape, and their value.
export function numbers(shape) {
  if (shape.type === "polygon") {
    return shape.points.flatMap(([x, y], index) => [
      { path: ["points", index, 0], name: "x", corner: index + 1, value: x },
      { path: ["points", index, 1], name: "y", corner: index + 1, value: y },
    ]);
  }
  return Object.entries(shape)
    .filter(([name]) => name !== "type")
    .map(([name, value]) => ({ path: [name], name, value }));
}

export function withNumber(shape, path, value) {
  const changed = structuredClone(shape);
  path.slice(0, -1).reduce((part, name) => part[name], changed)[path.at(-1)] = value;
  return tidy(changed);
}
