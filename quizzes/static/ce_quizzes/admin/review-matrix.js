// The presets of the review matrix: a button ticks what its matrix names.

// The admin loads scripts of widgets before the page they stand in.
const ready = () => {
  for (const presets of document.querySelectorAll("[data-review-presets]")) presets.hidden = false;
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
else ready();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-review-preset]");
  if (!button) return;
  const matrix = JSON.parse(button.dataset.reviewPreset);
  const boxes = button.closest("[data-review-matrix]").querySelectorAll("[data-moment]");
  for (const box of boxes) box.checked = matrix[box.dataset.moment].includes(box.value);
  // So that the page is saved, and previewed, as after a change by hand.
  boxes[0].dispatchEvent(new Event("change", { bubbles: true }));
});
