// Knowledge checks in lessons: the answer comes in place. Without this module the same
// form opens the answer, or the case to practice, as a page of its own.

import { enhance } from "./types.js";

// A lesson is stored for everyone, so its form has none of these.
const OWN = ["csrfmiddlewaretoken", "uuid"];
const CONTROLS = "input:not([type=hidden]), select, textarea, button";

for (const check of document.querySelectorAll("[data-check]")) {
  const form = check.querySelector("[data-check-form]");
  const result = check.querySelector("[data-check-result]");
  if (form && result) begin(check, form, result);
}

function begin(check, first, result) {
  let form = first;
  let since = performance.now();

  check.addEventListener("submit", async (event) => {
    if (event.target !== form) return;
    event.preventDefault();
    const button = form.querySelector('[type="submit"]');
    button.disabled = true;
    try {
      show("practice" in form.dataset ? await practice(form, since) : await ask(form));
    } catch {
      form.submit();
    } finally {
      button.disabled = false;
    }
  });

  result.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-practice-go]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      try {
        askAgain(await fetched(link.href));
      } catch {
        location.assign(link.href);
      }
    }
    if (!event.target.closest("[data-check-again]")) return;
    result.replaceChildren();
    form.hidden = false;
    form.querySelector(CONTROLS)?.focus();
  });

  function show(page) {
    const problem = form.querySelector("[data-check-problem]");
    const answer = page.querySelector("[data-check-answer]");
    problem.hidden = Boolean(answer);
    if (!answer) {
      problem.textContent = page.body.textContent.trim();
      return;
    }
    result.replaceChildren(answer);
    form.hidden = true;
    enhance(result);
    result.focus();
  }

  // Another case takes the place of the one before.
  function askAgain(page) {
    const next = page.querySelector("[data-check-form]");
    result.replaceChildren();
    form.replaceWith(next);
    form = next;
    since = performance.now();
    enhance(form);
    const fieldset = form.querySelector("fieldset");
    fieldset.tabIndex = -1;
    fieldset.focus();
  }
}

async function fetched(url, options = {}) {
  const headers = { "X-Requested-With": "fetch" };
  const response = await fetch(url, { ...options, headers });
  if (!response.ok) throw new Error(String(response.status));
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

function ask(form) {
  const url = new URL(form.getAttribute("action"), location);
  url.search = new URLSearchParams(new FormData(form)).toString();
  return fetched(url);
}

// What may be kept is sent by POST; the case brings along what that takes.
async function practice(form, since) {
  const body = new URLSearchParams(new FormData(form));
  const url = new URL(form.getAttribute("action"), location);
  if (!body.has(OWN[0])) {
    const same = new URL(url);
    same.search = new URLSearchParams({ case: body.get("case") }).toString();
    const page = await fetched(same);
    for (const name of OWN) body.set(name, page.querySelector(`[name="${name}"]`).value);
  }
  body.set("seconds", String(Math.round((performance.now() - since) / 1000)));
  return fetched(url, { method: "POST", body });
}

enhance();
