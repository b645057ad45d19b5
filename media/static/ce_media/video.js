// A video that says what was watched of it, whose chapters and transcript lead to their
// times. Without this module the browser's own player, the chapters and the transcript
// stand as they are. Nothing here talks to the server.
//
// Fired on the element, bubbling:
//   ce:watched   detail {video, from, to}: seconds of the film that were played, each
//                stretch once; every ten seconds while it plays, and when it stops
//   ce:activity  somebody watches

const TELL_EVERY = 10_000;
// A step of the clock that is longer than this was a jump. (Seconds of the film at speed 1.)
const LONGEST_STEP = 2;

class Video extends HTMLElement {
  connectedCallback() {
    const film = this.querySelector("video");
    if (!film) return;
    if (!this.film) {
      this.film = film;
      this.setUp();
    }
    this.whenHidden = () => {
      this.step();
      this.tell();
    };
    addEventListener("pagehide", this.whenHidden);
  }

  disconnectedCallback() {
    if (!this.film) return;
    this.stop();
    removeEventListener("pagehide", this.whenHidden);
  }

  setUp() {
    const { film } = this;
    this.played = [];
    this.at = null; // where the film was last seen playing
    for (const [name, act] of Object.entries({
      playing: () => this.start(),
      timeupdate: () => this.step(),
      seeking: () => (this.at = null),
      seeked: () => !film.paused && this.start(),
      pause: () => this.stop(),
      ended: () => this.stop(),
      ratechange: () => this.showSpeed(),
    })) {
      film.addEventListener(name, act);
    }
    this.chooseCaptions();
    this.setUpTimes();
    this.setUpSpeed();
    this.dataset.ready = "";
  }

  // ---- what was watched ----------------------------------------------------------------

  start() {
    if (this.film.seeking) return;
    this.at = this.film.currentTime;
    this.since ??= performance.now();
    this.active();
  }

  step() {
    this.showChapter();
    const { film, at } = this;
    if (at === null || film.seeking) return;
    const now = film.currentTime;
    const isStep = now > at && now - at <= LONGEST_STEP * Math.max(1, film.playbackRate);
    if (isStep) this.add(at, now);
    this.at = film.paused ? null : now;
    if (performance.now() - this.since >= TELL_EVERY) {
      this.tell();
      if (!film.paused) this.active();
    }
  }

  stop() {
    this.step();
    this.at = null;
    this.tell();
    this.since = null;
  }

  // Stretches that touch or overlap become one.
  add(from, to) {
    const apart = [];
    for (const stretch of this.played) {
      if (stretch.to < from || stretch.from > to) apart.push(stretch);
      else [from, to] = [Math.min(from, stretch.from), Math.max(to, stretch.to)];
    }
    this.played = [...apart, { from, to }];
  }

  tell() {
    const video = this.dataset.video;
    const round = (seconds) => Math.round(seconds * 100) / 100;
    const played = this.played.sort((one, other) => one.from - other.from);
    this.played = [];
    this.since = performance.now();
    for (const { from, to } of played) {
      const detail = { video, from: round(from), to: round(to) };
      this.dispatchEvent(new CustomEvent("ce:watched", { bubbles: true, detail }));
    }
  }

  active() {
    this.dispatchEvent(new Event("ce:activity", { bubbles: true }));
  }

  // ---- captions ------------------------------------------------------------------------

  // The page switched on those in its own language; what the visitor reads comes first.
  chooseCaptions() {
    const tracks = [...this.film.textTracks];
    const base = (tag) => tag.toLowerCase().split("-")[0];
    for (const wanted of navigator.languages) {
      const exact = tracks.find(({ language }) => language.toLowerCase() === wanted.toLowerCase());
      const found = exact ?? tracks.find(({ language }) => base(language) === base(wanted));
      if (!found) continue;
      for (const track of tracks) track.mode = track === found ? "showing" : "disabled";
      return;
    }
  }

  // ---- chapters, transcript and speed --------------------------------------------------

  // Times are text until they can be pressed.
  setUpTimes() {
    for (const text of this.querySelectorAll("[data-at]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = text.className;
      button.append(...text.childNodes);
      if ("chapter" in text.dataset) button.dataset.chapter = "";
      else button.setAttribute("aria-label", this.dataset.textFrom.replace("{time}", button.textContent));
      button.dataset.at = text.dataset.at;
      button.addEventListener("click", () => this.goTo(Number(button.dataset.at)));
      text.replaceWith(button);
    }
    this.chapters = [...this.querySelectorAll("[data-chapter]")];
    this.showChapter();
  }

  // Somebody who chooses a time wants to see what is there.
  goTo(seconds) {
    const { film } = this;
    this.active();
    film.currentTime = seconds;
    film.play().catch(() => {}); // not loaded yet, or not allowed: the player says so
  }

  showChapter() {
    const { currentTime } = this.film;
    const here = this.chapters?.findLast(({ dataset }) => Number(dataset.at) <= currentTime + 0.01);
    if (here === this.here) return;
    this.here?.removeAttribute("aria-current");
    here?.setAttribute("aria-current", "true");
    this.here = here;
  }

  setUpSpeed() {
    this.speed = this.querySelector("[data-speed]");
    this.speed?.addEventListener("change", () => {
      this.film.playbackRate = Number(this.speed.value);
      this.active();
    });
    for (const tools of this.querySelectorAll("[data-tools]")) tools.hidden = false;
  }

  // The browser's own menu can change it, too.
  showSpeed() {
    if (this.speed) this.speed.value = String(this.film.playbackRate);
  }
}

customElements.define("ce-video", Video);
