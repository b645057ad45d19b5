// Flags: the learner's own marks on questions, set without leaving the page.

import { post } from "./deliver.js";

export async function flag(button, { url, token, words, announcer, closed }) {
  const wanted = button.getAttribute("aria-pressed") !== "true";
  const body = new URLSearchParams({ position: button.dataset.flag, flagged: wanted ? "1" : "0" });
  const response = await post(url, token, body);
  const data = await response?.json().catch(() => null);
  if (data?.error === "closed") return closed(data.url);
  if (!response?.ok || !data) return announcer.say(words.offlineAct);
  button.setAttribute("aria-pressed", String(data.flagged));
  button.value = `${data.flagged ? "unflag" : "flag"}-${button.dataset.flag}`;
  const entry = document.querySelector(`[data-question-entry="${button.dataset.flag}"]`);
  if (entry) entry.querySelector("[data-entry-flagged]").hidden = !data.flagged;
  announcer.say(data.flagged ? words.flagged : words.unflagged);
}
