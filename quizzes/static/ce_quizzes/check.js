// Knowledge checks in lessons: the answer comes in place. Without this module the same
// form opens the answer as a page of its own.

import { enhance } from "./ordering.js";
import "./words.js";

for (const check of document.querySelectorAll("[data-check]")) {
  const form = check.querySelector("[data-check-form]");
  const result = check.querySelector("[data-check-result]");
  const problem = check.querySelector("[data-check-problem]");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const url = new URL(form.getAttribute("action"), location);
    url.search = new URLSearchParams(new FormData(form)).toString();
    const button = form.querySelector('[type="submit"]');
    button.disabled = true;
    try {
      const response = await fetch(url, { headers: { "X-Requested-With": "fetch" } });
      if (!response.ok) throw new Error(String(response.status));
      show(await response.text());
    } catch {
      form.submit();
    } finally {
      button.disabled = false;
    }
  });

  result.addEventListener("click", (event) => {
    if (!event.target.closest("[data-check-again]")) return;
    result.replaceChildren();
    form.hidden = false;
    form.querySelector("input:not([type=hidden]), select, button")?.focus();
  });

  function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const answer = page.querySelector("[data-check-answer]");
    problem.hidden = Boolean(answer);
    if (!answer) {
      problem.textContent = page.body.textContent.trim();
      return;
    }
    result.replaceChildren(answer);
    form.hidden = true;
    result.focus();
  }
}

enhance();
