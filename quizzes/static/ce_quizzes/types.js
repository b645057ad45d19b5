// What questions of some types do on top of their fields. A type that adds something
// does it in enhance(), which is called again for a question that was put in anew.

import { arrange, enhance as ordering } from "./ordering.js";
import "./words.js";

export function enhance(root = document) {
  for (const text of root.querySelectorAll("[data-without-script]")) text.hidden = true;
  for (const text of root.querySelectorAll("[data-with-script]")) text.hidden = false;
  ordering(root);
  for (const part of modules(root)) {
    import(part.dataset.module).then((module) => module.enhance(part));
  }
}

// The fields of a question were filled in by script: bring up to date what shows them.
export function filled(fieldset) {
  const list = fieldset.querySelector("[data-ordering]");
  if (list) arrange(list);
  for (const part of modules(fieldset)) {
    import(part.dataset.module).then((module) => module.filled?.(part));
  }
}

// What a type of another app brings along: an element that names its module.
function modules(root) {
  return root.querySelectorAll("[data-module]");
}
