// Checking a question during the attempt: the server's answer takes its place.

import { post } from "./deliver.js";
import { enhance } from "./types.js";

// Returns the element that stands there now, or null where nothing was checked.
export async function check(fieldset, { url, token, words, closed }) {
  const say = (text) => {
    const place = fieldset.querySelector("[data-check-problem]");
    place.textContent = text;
    place.hidden = !text;
    place.closest(".tries").querySelector("[data-check]").focus();
    return null;
  };
  const body = new URLSearchParams({ position: fieldset.dataset.position });
  const response = await post(url, token, body);
  if (!response) return say(words.offlineAct);
  if (!response.ok) {
    const data = await response.json().catch(() => null);
    if (data?.error === "closed") return closed(data.url);
    if (data?.error === "incomplete") return say(words.checkFirst);
    if (data?.error === "signed-out" || response.status === 403) return say(words["signed-out"]);
    return say(words.checkFailed);
  }
  const holder = document.createElement("template");
  holder.innerHTML = await response.text();
  const fresh = holder.content.querySelector("#" + fieldset.id);
  if (!fresh) return say(words["signed-out"]);
  // The figure stays as it is, with the layers that are open and what is enlarged.
  const figure = fieldset.querySelector("[data-question-figure]");
  if (figure) fresh.querySelector("[data-question-figure]")?.replaceWith(figure);
  fieldset.replaceWith(fresh);
  enhance(fresh);
  fresh.querySelector("[data-outcome]")?.focus();
  return fresh;
}
