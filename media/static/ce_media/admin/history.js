// What was, to go back to. Steps of one kind that follow at once are one step.

const STEPS = 200;
const AT_ONCE = 900; // ms

export class History {
  constructor(state) {
    this.start(state);
  }

  start(state) {
    this.past = [];
    this.present = state;
    this.future = [];
    this.kind = null;
  }

  push(state, kind = null) {
    const now = performance.now();
    const goesOn = kind !== null && kind === this.kind && now - this.at < AT_ONCE;
    if (!goesOn) this.past.push(this.present);
    if (this.past.length > STEPS) this.past.shift();
    this.present = state;
    this.future = [];
    this.kind = kind;
    this.at = now;
  }

  undo() {
    return this.step(this.past, this.future);
  }

  redo() {
    return this.step(this.future, this.past);
  }

  step(from, to) {
    if (from.length === 0) return null;
    to.push(this.present);
    this.present = from.pop();
    this.kind = null;
    return this.present;
  }
}
