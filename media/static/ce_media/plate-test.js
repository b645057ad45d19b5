// A plate that asks back: each part once, in random order, until it is found, named or
// skipped. Nothing is marked or kept.

function shuffled(list) {
  const copy = [...list];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [copy[last], copy[other]] = [copy[other], copy[last]];
  }
  return copy;
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

// ``mode`` is "find" (a name is said, the part is pointed at) or "name" (a part is lit,
// its name is chosen from the list).
export class Test {
  constructor(plate, mode, parts) {
    Object.assign(this, { plate, mode, queue: shuffled(parts), at: 0, found: 0 });
    plate.find("start").hidden = true;
    plate.find("running").hidden = false;
    plate.find("skip").hidden = false;
  }

  get target() {
    return this.queue[this.at];
  }

  say(name, values) {
    return fill(this.plate.say[name], values);
  }

  ask(before = "") {
    const { plate, target } = this;
    const isNaming = this.mode === "name";
    const question = this.say(isNaming ? "textWhich" : "textFind", { name: plate.nameOf(target) });
    this.write(question, before || (isNaming ? target.text : ""));
    plate.find("count").textContent = this.say("textCount", { n: this.at + 1, total: this.queue.length });
    if (isNaming) this.light();
    plate.tell([before, question, isNaming ? target.text : ""].filter(Boolean).join(" "));
  }

  write(question, feedback) {
    this.plate.find("ask").textContent = question;
    this.plate.find("feedback").textContent = feedback;
  }

  light() {
    this.plate.choose(this.target);
    this.plate.zoom.bringIntoView(this.target);
  }

  // ``keys`` are all the parts that were pointed at; ``part`` is the uppermost, or null.
  answer(part, keys) {
    const { plate, target } = this;
    if (!target) return;
    const name = plate.nameOf(target);
    if (part && keys.add(part.key) && [...keys].some((key) => plate.nameOf(plate.byKey.get(key)) === name)) {
      this.found += 1;
      if (this.mode === "find") plate.choose(target);
      this.next(this.say("textRight", { name }));
      return;
    }
    if (this.mode === "find") plate.choose(part);
    const wrong = this.mode === "find" ? "textWrong" : "textNotThis";
    const text = this.say(part ? wrong : "textNothing", { name: part && plate.nameOf(part) });
    plate.find("feedback").textContent = text;
    plate.tell(text);
  }

  skip() {
    const { plate, target } = this;
    plate.active();
    if (this.mode === "find") this.light();
    this.next(this.say("textSkipped", { name: plate.nameOf(target) }));
  }

  next(before) {
    const { plate } = this;
    this.at += 1;
    plate.markOption(null);
    if (this.target) return this.ask(before);
    const done = this.say("textDone", { n: this.found, total: this.queue.length });
    this.write(done, before);
    plate.find("count").textContent = "";
    plate.find("skip").hidden = true;
    plate.open(null);
    plate.tell(`${before} ${done}`);
    plate.find("running").querySelector("[data-end]").focus({ preventScroll: true });
  }
}
