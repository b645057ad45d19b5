// Saving an attempt. Every change is kept in this browser at once and sent within two
// seconds; it stays kept until the server has acknowledged it.

import { Announcer, Status } from "./status.js";
import { Elsewhere } from "./elsewhere.js";
import { Question } from "./question.js";
import { Store } from "./store.js";
import { check } from "./checking.js";
import { enhance, filled } from "./types.js";
import { flag } from "./flag.js";
import { startTimer } from "./timer.js";

const form = document.querySelector("form[data-attempt]");
if (form) run(form);

function run(form) {
  const words = JSON.parse(document.getElementById("ce-quizzes-words").textContent);
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const server = { url: form.dataset.saveUrl, token };
  const store = new Store(form.dataset.attempt);
  const announcer = new Announcer(document.querySelector("[data-announce]"));
  const status = new Status(document.querySelector("[data-save-status]"), words, announcer);
  const count = document.querySelector("[data-answered-count]");
  let leaving = false;

  enhance(form);

  const closed = (url) => {
    leaving = true;
    store.clear();
    location.assign(url);
  };
  const moved = () => {
    leaving = true;
    location.reload();
  };
  const watch = (fieldset) =>
    new Question(fieldset, { server, store, changed: update, closed, moved, filled });
  let questions = [...form.querySelectorAll("[data-question]")].map(watch);
  const here = new Set(
    [...form.querySelectorAll("[data-position]")].map(({ dataset }) => Number(dataset.position)),
  );
  const elsewhere = new Elsewhere({ server, store, here, changed: update, closed });
  // How many are answered besides those that are open on this page.
  let others = Number(count.textContent) - answered();

  function answered() {
    return questions.filter((question) => question.complete).length;
  }

  function update() {
    status.show([...questions, elsewhere]);
    count.textContent = String(others + answered());
    for (const question of questions) {
      const entry = document.querySelector(`[data-question-entry="${question.position}"]`);
      if (entry) entry.querySelector("[data-answered]").hidden = !question.complete;
    }
  }

  const all = () => [...questions, elsewhere];
  const flush = () => Promise.all(all().map((one) => one.flush()));

  async function checkNow(button) {
    const fieldset = button.closest("[data-question]");
    const question = questions.find((one) => one.fieldset === fieldset);
    if (question.checking) return;
    question.checking = true;
    await question.flush();
    const fresh = question.unsaved
      ? null
      : await check(fieldset, { url: form.dataset.checkUrl, token, words, closed });
    question.checking = false;
    if (question.unsaved) announcer.say(status.element.textContent);
    if (!fresh) return;
    question.retire();
    questions = questions.filter((one) => one !== question);
    if (fresh.matches("[data-question]")) questions.push(watch(fresh));
    else {
      others += question.complete ? 1 : 0;
      const entry = document.querySelector(`[data-question-entry="${question.position}"]`);
      entry.querySelector("[data-answered]").hidden = true;
      entry.querySelector("[data-entry-settled]").hidden = false;
    }
    update();
  }

  form.addEventListener("submit", (event) => {
    const act = event.submitter?.value ?? "save";
    if (event.submitter?.matches("[data-check]")) {
      event.preventDefault();
      checkNow(event.submitter);
    } else if (event.submitter?.matches("[data-flag]")) {
      event.preventDefault();
      flag(event.submitter, { url: form.dataset.flagUrl, token, words, announcer, closed });
    } else if (act === "save") {
      // The Enter key in a field.
      event.preventDefault();
      flush();
    } else if (!navigator.onLine) {
      // The form holds the page's answers, so the browser may send it as it is. Offline
      // it would only lead to the browser's error page.
      event.preventDefault();
      status.show(all());
      announcer.say(words.offlineAct);
    } else {
      leaving = true;
    }
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
    if (!leaving && all().some((one) => one.unsaved)) event.preventDefault();
  });
  setInterval(() => status.tick(), 1000);

  if (form.dataset.deadline) {
    startTimer(document.querySelector("[data-timer]"), {
      deadline: Date.parse(form.dataset.deadline),
      serverNow: Date.parse(form.dataset.now),
      words,
      announcer,
      over: finish,
    });
  }

  // Time is over: what was answered last is sent as long as the server takes it; then
  // the attempt is submitted, unless its rules leave that to the learner alone.
  async function finish(now) {
    leaving = true;
    form.inert = true;
    status.hush();
    announcer.say(words.timeOver);
    await flush();
    const onItsWay = ({ state }) => ["waiting", "changed", "saving", "offline"].includes(state);
    while (all().some(onItsWay) && now() < Date.parse(form.dataset.ends)) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await flush();
    }
    if (form.dataset.onExpiry !== "submit") return location.assign(form.getAttribute("action"));
    form.action = form.dataset.submitUrl;
    HTMLFormElement.prototype.submit.call(form);
  }

  for (const question of questions) question.restore();
  elsewhere.flush();
  update();
}
