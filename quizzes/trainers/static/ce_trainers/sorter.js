// The patient sorter on top of its fields: exams are read out one at a time, in an order
// that is kept, and neither an exam nor a choice is taken back. The fields stay the form's.

export function enhance(element) {
  if ("enhanced" in element.dataset) return;
  element.dataset.enhanced = "";
  const hints = [
    ["[data-without-script]", true],
    ["[data-with-script]", false],
  ];
  for (const [which, hidden] of hints) {
    for (const hint of element.querySelectorAll(which)) hint.hidden = hidden;
  }
  filled(element);
  // Before other listeners: what they send holds the path as it is now.
  element.addEventListener("change", (event) => changed(element, event), { capture: true });
  element.addEventListener("click", (event) => goOn(element, event));
}

// Fields were filled in by script, which may have forgotten the path or told an older one.
export function filled(element) {
  if (element.querySelector("[data-node]")) show(element);
  else keep(element, examined(element));
}

function changed(element, event) {
  const input = event.target;
  if (input.closest("[data-exam]")) examine(element, input);
  else if (input.closest("[data-choice]")) choose(element, input);
}

// ---- a patient ----

function examine(element, input) {
  // What was seen can't be unseen.
  if (!input.checked) {
    input.checked = true;
    return;
  }
  const path = written(element);
  if (!path.includes(input.value)) path.push(input.value);
  keep(element, path);
  say(element, input.closest("[data-exam]").querySelector("[data-finding]"));
}

// The order as far as it is known. Of what was ticked before this module was there it is
// not, unless it was one alone.
function examined(element) {
  const ticked = [...element.querySelectorAll("[data-exam] :checked")].map((box) => box.value);
  if (ticked.length === 1) return ticked;
  return written(element).filter((key) => ticked.includes(key));
}

// ---- a case that branches ----

function choose(element, input) {
  const node = input.closest("[data-node]");
  const path = written(element);
  if (reached(element, path) !== node) {
    // This situation was settled: the choice that was made in it stands.
    const made = [...node.querySelectorAll("input")].filter((each) => path.includes(each.value));
    const last = made.sort((a, b) => path.lastIndexOf(a.value) - path.lastIndexOf(b.value)).pop();
    if (last) last.checked = true;
    else input.checked = false;
    return;
  }
  keep(element, [...path, input.value]);
  show(element);
  const choice = input.closest("[data-choice]");
  say(element, choice.querySelector("[data-finding]"));

}

// Without a path that was kept, it is as the fields say, from the first situation on.
function walked(element) {
  const path = written(element);
  if (path.length) return path;
  const seen = new Set();
  const found = [];
  let node = element.querySelector("[data-node]");
  while (node && !seen.has(node)) {
    seen.add(node);
    const input = node.querySelector(":checked");
    if (!input) break;
    found.push(input.value);
    node = after(element, input);
  }
  return found;
}

function after(element, input) {
  const { next } = input.closest("[data-choice]").dataset;
  return next ? element.querySelector(`[data-node="${next}"]`) : null;
}

// The situation that a path has come to; null where the case has ended.
function reached(element, path) {
  if (!path.length) return element.querySelector("[data-node]");
  return after(element, radio(element, path.at(-1)));
}

function radio(element, id) {
  return element.querySelector(`[data-choice] [value="${CSS.escape(id)}"]`);
}

function show(element) {
  const path = walked(element);
  keep(element, path);
  const open = new Set([reached(element, path)]);
  for (const id of path) {
    open.add(radio(element, id).closest("[data-node]"));
  }
  for (const node of element.querySelectorAll("[data-node]")) node.hidden = !open.has(node);
}

// ---- both ----

function goOn(element, event) {
  const link = event.target.closest("[data-finding] a");
  if (!link) return;
  event.preventDefault();
  element.querySelector(link.hash)?.focus();
}

function written(element) {
  return element.querySelector("[data-path]").value.split(" ").filter(Boolean);
}

function keep(element, path) {
  element.querySelector("[data-path]").value = path.join(" ");
}

function say(element, finding) {
  element.querySelector("[data-status]").textContent = finding.textContent.trim();
}
