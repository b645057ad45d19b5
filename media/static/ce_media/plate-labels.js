// Keeps the labels of an enlarged plate readable: their letters keep the size they had, and
// a label whose place is out of sight slides along its leader line until it is in sight.

const AIR = 6; // px between a label and the edge of the plate

class Label {
  constructor(group) {
    this.text = group.querySelector("text");
    this.badge = group.querySelector("text ~ circle, line ~ circle:nth-of-type(2)");
    this.lines = [...group.querySelectorAll("line")];
    const [line] = this.lines;
    if (!line) return;
    this.port = { x: line.x1.baseVal.value, y: line.y1.baseVal.value };
    this.anchor = { x: line.x2.baseVal.value, y: line.y2.baseVal.value };
  }

  // How far the text reaches from its port, in px; the same at every size.
  measure(unit) {
    const box = this.text.getBBox();
    return {
      left: (this.port.x - box.x) * unit,
      right: (box.x + box.width - this.port.x) * unit,
      top: (this.port.y - box.y) * unit,
      bottom: (box.y + box.height - this.port.y) * unit,
    };
  }

  // Stands at the first point of its line from which all of its text is in ``view``.
  slide(view, unit) {
    this.reach ??= this.measure(unit);
    const [from, to] = [this.port, this.anchor];
    let [first, last] = [0, 1];
    const room = {};
    for (const [axis, low, high] of [["x", "left", "right"], ["y", "top", "bottom"]]) {
      const least = view[low] + (this.reach[low] + AIR) / unit;
      const most = view[high] - (this.reach[high] + AIR) / unit;
      room[axis] = [least, most];
      const way = to[axis] - from[axis];
      const ends = [(least - from[axis]) / way, (most - from[axis]) / way].sort((a, b) => a - b);
      if (way === 0) continue;
      first = Math.max(first, ends[0]);
      last = Math.min(last, ends[1]);
    }
    const isSeen =
      to.x > view.left && to.x < view.right && to.y > view.top && to.y < view.bottom;
    if (first <= last) this.stand(first);
    else if (isSeen) this.stand(Math.min(first, 1), room);
    else this.stand(0);
  }

  // Stands at a ``part`` of the way to the anchor; its text is pushed into ``room``.
  stand(part, room = null) {
    const x = (this.anchor.x - this.port.x) * part;
    const y = (this.anchor.y - this.port.y) * part;
    const push = (axis, moved) => {
      const [least, most] = room?.[axis] ?? [-Infinity, Infinity];
      const at = this.port[axis] + moved;
      return moved + Math.min(Math.max(at, least), Math.max(least, most)) - at;
    };
    for (const line of this.lines) {
      line.setAttribute("x1", this.port.x + x);
      line.setAttribute("y1", this.port.y + y);
    }
    for (const element of [this.text, this.badge]) {
      if (part) element?.setAttribute("transform", `translate(${push("x", x)} ${push("y", y)})`);
      else element?.removeAttribute("transform");
    }
  }
}

export class Labels {
  constructor(stage, drawing) {
    Object.assign(this, { stage, drawing });
    this.labels = [...drawing.querySelectorAll(".figure__label")]
      .map((group) => new Label(group))
      .filter((label) => label.port);
  }

  // Called when the drawing has been given its place on the screen.
  fit(scale) {
    if (!this.labels.length) return;
    this.drawing.style.setProperty("--zoom", scale);
    if (scale === 1) {
      for (const label of this.labels) label.stand(0);
      return;
    }
    const view = this.view();
    for (const label of this.labels) {
      if (label.text.checkVisibility()) label.slide(view, view.unit);
    }
  }

  // The part of the drawing that can be seen, in its own units, and px per unit.
  view() {
    const room = this.stage.getBoundingClientRect();
    const box = this.drawing.getBoundingClientRect();
    const { x, y, width, height } = this.drawing.viewBox.baseVal;
    const unit = Math.min(box.width / width, box.height / height);
    const left = box.left + (box.width - width * unit) / 2;
    const top = box.top + (box.height - height * unit) / 2;
    return {
      unit,
      left: x + (room.left - left) / unit,
      right: x + (room.right - left) / unit,
      top: y + (room.top - top) / unit,
      bottom: y + (room.bottom - top) / unit,
    };
  }
}
