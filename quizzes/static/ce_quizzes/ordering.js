// Ordering questions: buttons that move an item, on top of selects that work alone.
// The selects stay the form's fields; moving rows fills them in.

export function enhance(root = document) {
  for (const list of root.querySelectorAll("[data-ordering]:not([data-enhanced])")) {
    list.dataset.enhanced = "";
    for (const moves of list.querySelectorAll("[data-moves]")) moves.hidden = false;
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (button) move(list, button);
    });
    list.addEventListener("change", (event) => {
      if (event.target.matches("select")) label(list);
    });
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

function move(list, button) {
  const row = button.closest("[data-item]");
  const step = Number(button.dataset.move);
  const neighbour = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!neighbour) return;
  if (step < 0) neighbour.before(row);
  else neighbour.after(row);
  [...list.querySelectorAll("[data-item]")].forEach((item, index) => {
    item.querySelector("select").value = String(index + 1);
  });
  label(list);
  const other = row.querySelector(`[data-move="${-step}"]`);
  (button.disabled ? other : button).focus();
  const name = row.querySelector(".ordering__text").textContent.trim();
  const place = row.querySelector("select").value;
  const status = list.parentElement.querySelector("[data-ordering-status]");
  if (status) status.textContent = `${name} ${list.dataset.moved} ${place}`;
  row.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
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
