// A shape on a photo that is being drawn: its corners so far, and the cross that sets them.

import { fromCorners, place } from "./geometry.js";
import { dot, outline, svg } from "./marks.js";

const JOIN = 0.015; // of the picture: so near to the first corner closes a polygon
const near = ([x, y], [otherX, otherY]) => Math.hypot(otherX - x, otherY - y) < JOIN;

export class Draft {
  constructor(tool) {
    this.tool = tool;
    this.points = [];
    this.cursor = [0.5, 0.5];
  }

  // Set a corner; returns the shape once it is complete.
  add(point) {
    const { points } = this;
    this.cursor = point;
    if (this.tool !== "polygon") {
      if (points.length) return fromCorners(this.tool, points[0], point);
      points.push(point);
      return null;
    }
    const [first, last] = [points[0], points.at(-1)];
    if (points.length >= 3 && (near(first, point) || near(last, point))) return this.finish();
    if (!last || !near(last, point)) points.push(point);
    return null;
  }

  finish() {
    const isDone = this.tool === "polygon" && this.points.length >= 3;
    return isDone ? { type: "polygon", points: this.points.map(place) } : null;
  }

  go([across, down], far) {
    const [x, y] = this.cursor;
    this.cursor = place([x + across * far, y + down * far]);
  }

  marks(at, width, height) {
    const [x, y] = at(this.cursor);
    const cross = [
      svg("line", { class: "cross", x1: 0, y1: y, x2: width, y2: y }),
      svg("line", { class: "cross", x1: x, y1: 0, x2: x, y2: height }),
    ];
    if (this.points.length === 0) return cross;
    if (this.tool !== "polygon") return [...cross, outline(fromCorners(this.tool, this.points[0], this.cursor), at, "draft")];
    const path = [...this.points, this.cursor].map((point) => at(point).join(",")).join(" ");
    return [...cross, svg("polyline", { class: "draft", points: path }), ...this.points.map((point) => dot(at(point), { size: 4 }))];
  }
}
