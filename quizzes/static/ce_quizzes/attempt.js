// Saving an attempt. Every change is kept in this browser at once and sent within two
// seconds; it stays kept until the server has acknowledged it.

import { Announcer, Status } from "./status.js";
import { Question } from "./question.js";
import { Store } from "./store.js";
import { arrange, enhance } from "./ordering.js";
import { startTimer } from "./timer.js";

const form = document.querySelector("form[data-attempt]");
if (form) run(form);

function run(form) {
  const words = JSON.parse(document.getElementById("ce-quizzes-words").textContent);
  const store = new Store(form.dataset.attempt);
  const announcer = new Announcer(form.querySelector("[data-announce]"));
  const status = new Status(document.querySelector("[data-save-status]"), words, announcer);
  let leaving = false;

  enhance(form);
  for (const text of document.querySelectorAll("[data-without-script]")) text.hidden = true;
  for (const text of document.querySelectorAll("[data-with-script]")) text.hidden = false;

  const questions = [...form.querySelectorAll("[data-question]")].map(
    (fieldset) =>
      new Question(fieldset, {
        url: form.dataset.saveUrl,
        token: form.querySelector("[name=csrfmiddlewaretoken]").value,
        store,
        words,
        changed: update,
        closed(url) {
          leaving = true;
          store.clear();
          location.assign(url);
        },
        arrange,
      }),
  );

  function update() {
    status.show(questions);
    const answered = questions.filter((question) => question.complete).length;
    const count = document.querySelector("[data-answered-count]");
    if (count) count.textContent = String(answered);
    for (const question of questions) {
      const link = document.querySelector(`[data-question-link="${question.position}"]`);
      if (link) link.querySelector("[data-answered]").hidden = !question.complete;
    }
  }

  const flush = () => Promise.all(questions.map((question) => question.flush()));

  form.addEventListener("submit", (event) => {
    // The form holds every answer, so the browser may send it as it is. Offline it
    // would only lead to the browser's error page.
    if (!navigator.onLine) {
      event.preventDefault();
      status.show(questions);
      announcer.say(words.offline);
      return;
    }
    leaving = true;
  });

  addEventListener("online", flush);
  addEventListener("offline", update);
  // Leaving: send what waits. Coming back: perhaps signed in again, try once more.
  addEventListener("visibilitychange", flush);
  addEventListener("pagehide", () => {
    for (const question of questions) question.flush({ keepalive: true });
  });
  // A page that comes back from the browser's cache may be older than the server's.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && questions.some((question) => question.unsaved)) event.preventDefault();
  });
  setInterval(() => status.tick(), 1000);

  if (form.dataset.deadline) {
    startTimer(document.querySelector("[data-timer]"), {
      deadline: Date.parse(form.dataset.deadline),
      serverNow: Date.parse(form.dataset.now),
      words,
      announcer,
      over() {
        leaving = true;
        location.assign(form.getAttribute("action"));
      },
    });
  }

  for (const question of questions) question.restore();
  update();
}
