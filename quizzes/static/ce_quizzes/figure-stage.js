// What the questions on a figure share: which letter a press means, and what is lit.

export const NEAR = 26; // px around a letter, or a finger's tip, in which it is meant

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

export class Stage {
  constructor(element) {
    this.element = element;
    this.svg = element.querySelector("svg");
    this.marks = new Map([...element.querySelectorAll("[data-mark]")].map((mark) => [mark.dataset.mark, mark]));
    this.shapes = Map.groupBy(element.querySelectorAll("[data-structure]"), (shape) => shape.dataset.structure);
    element.dataset.ready = "";
  }

  // The token of what lies at a point of the screen: a letter, the part under it, or the
  // nearest letter, for a finger.
  tokenAt(event) {
    const { clientX, clientY } = event;
    const under = document.elementsFromPoint(clientX, clientY).filter((element) => this.element.contains(element));
    for (const element of under) {
      const mark = element.closest("[data-mark]");
      if (mark) return mark.dataset.mark;
    }
    for (const element of under) {
      const shape = element.closest("[data-structure]");
      if (shape) return shape.dataset.structure;
    }
    return this.nearest(event);
  }

  nearest({ clientX, clientY }, near = NEAR) {
    let [meant, least] = [null, near];
    for (const [token, mark] of this.marks) {
      const box = mark.querySelector(".figure__disc").getBoundingClientRect();
      const distance = Math.hypot(clientX - box.left - box.width / 2, clientY - box.top - box.height / 2);
      if (distance < least) [meant, least] = [token, distance];
    }
    return meant;
  }

  choose(tokens) {
    for (const [token, mark] of this.marks) mark.classList.toggle("is-chosen", tokens.has(token));
    for (const [token, shapes] of this.shapes) {
      for (const shape of shapes) shape.classList.toggle("is-lit", tokens.has(token));
    }
  }

  point(token) {
    for (const [other, mark] of this.marks) mark.classList.toggle("is-near", other === token);
  }

  // A point of the screen in parts of the drawing's width and height.
  placeAt({ clientX, clientY }) {
    const { x, y, width, height } = this.svg.viewBox.baseVal;
    const point = new DOMPoint(clientX, clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return [(point.x - x) / width, (point.y - y) / height];
  }

  put(crosshair, place) {
    if (!place) return crosshair.setAttribute("display", "none");
    const { x, y, width, height } = this.svg.viewBox.baseVal;
    crosshair.setAttribute("transform", `translate(${x + place[0] * width} ${y + place[1] * height})`);
    crosshair.removeAttribute("display");
  }
}

// The help that fits: with this module there is more than one way to answer.
export function explain(question) {
  for (const help of question.querySelectorAll("[data-without-script]")) help.hidden = true;
  for (const help of question.querySelectorAll("[data-with-script]")) help.hidden = false;
}
