// Keys of the marking queue. Without this script the page works as a plain form.

window.wagtail.app.register(
  "ce-queue",
  class extends window.StimulusModule.Controller {
    static targets = ["answer", "criterion", "form", "keys"];

    connect() {
      for (const place of this.keysTargets) place.hidden = false;
      // What is read first is the answer; the next stop of the Tab key is the mark.
      if (!this.element.querySelector("[role=alert], .error-message")) {
        this.answerTarget.focus({ preventScroll: true });
      }
    }

    key(event) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.formTarget.requestSubmit(this.formTarget.querySelector("[value=keep]"));
        return;
      }
      if (event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
      // Numbers count only within a criterion, so that they never surprise elsewhere.
      const index = this.criterionTargets.findIndex((place) => place.contains(event.target));
      if (index < 0) return;
      const level = this.criterionTargets[index].querySelectorAll("input[type=radio]")[event.key - 1];
      if (!level) return;
      event.preventDefault();
      level.checked = true;
      level.dispatchEvent(new Event("change", { bubbles: true }));
      const next = this.criterionTargets[index + 1];
      const goes = next ? next.querySelector("input:checked") ?? next.querySelector("input") : level;
      goes.focus();
    }
  },
);
