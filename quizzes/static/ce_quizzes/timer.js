// Time left, by the server's clock. The server closes the attempt; this only shows it.

const WARNINGS = [300, 60];

export function startTimer(element, { deadline, serverNow, words, announcer, over }) {
  const offset = serverNow - Date.now();
  const said = new Set();
  let timer = null;

  function tick() {
    const left = Math.max(0, Math.ceil((deadline - Date.now() - offset) / 1000));
    const minutes = Math.floor(left / 60);
    element.textContent = `${words.timeLeft} ${minutes}:${String(left % 60).padStart(2, "0")}`;
    element.classList.toggle("quiz-bar__time--short", left <= WARNINGS[0]);
    const warning = WARNINGS.findLast((seconds) => left <= seconds);
    if (left && warning && !said.has(warning)) {
      said.add(warning);
      announcer.say(warning === 60 ? words.oneMinute : words.fiveMinutes);
    }
    if (left === 0) {
      clearInterval(timer);
      element.textContent = words.over;
      over(() => Date.now() + offset);
    }
  }

  timer = setInterval(tick, 1000);
  tick();
}
