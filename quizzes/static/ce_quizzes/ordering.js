// Ordering questions: buttons that move an item, on top of selects that work alone.
// The selects stay the form's fields; moving rows fills them in.

// Marks the change that a button made, so that it is not taken for a choice.
const MOVED = "moved";

export function enhance(root = document) {
  for (const list of root.querySelectorAll("[data-ordering]:not([data-enhanced])")) {
    list.dataset.enhanced = "";
    for (const moves of list.querySelectorAll("[data-moves]")) moves.hidden = false;
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (button) move(list, button);
    });
    // Before other listeners: what they read is the order after the move.
    list.addEventListener("change", (event) => place(list, event), { capture: true });
    label(list);
  }
}

// Puts rows where their selects say; rows without a place keep their turn at the end.
export function arrange(list) {
  const rows = [...list.querySelectorAll("[data-item]")];
  const place = (row) => Number(row.querySelector("select").value) || rows.length + 1;
  list.append(...rows.sort((one, other) => place(one) - place(other)));
  label(list);
}

// A place chosen in a select moves its row there; the others make room.
function place(list, event) {
  const chosen = Number(event.target.value);
  if (event.detail === MOVED || !event.target.matches("select") || !chosen) return;
  const row = event.target.closest("[data-item]");
  const others = [...list.querySelectorAll("[data-item]")].filter((item) => item !== row);
  others.splice(chosen - 1, 0, row);
  list.append(...others);
  number(list);
  event.target.focus();
}

function number(list) {
  [...list.querySelectorAll("[data-item]")].forEach((item, index) => {
    item.querySelector("select").value = String(index + 1);
  });
  label(list);
}

function move(list, button) {
  const row = button.closest("[data-item]");
  const step = Number(button.dataset.move);
  const neighbour = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!neighbour) return;
  if (step < 0) neighbour.before(row);
  else neighbour.after(row);
  number(list);
  const other = row.querySelector(`[data-move="${-step}"]`);
  (button.disabled ? other : button).focus();
  const name = row.querySelector(".ordering__text").textContent.trim();
  const place = row.querySelector("select").value;
  const status = list.parentElement.querySelector("[data-ordering-status]");
  if (status) status.textContent = `${name} ${list.dataset.moved} ${place}`;
  row.querySelector("select").dispatchEvent(new CustomEvent("change", { bubbles: true, detail: MOVED }));
}

function label(list) {
  const rows = [...list.querySelectorAll("[data-item]")];
  rows.forEach((row, index) => {
    row.querySelector('[data-move="-1"]').disabled = index === 0;
    row.querySelector('[data-move="1"]').disabled = index === rows.length - 1;
  });
  const scope = list.parentElement;
  for (const help of scope.querySelectorAll(":scope > [data-without-script]")) help.hidden = true;
  for (const help of scope.querySelectorAll(":scope > [data-with-script]")) help.hidden = false;
}

enhance();
