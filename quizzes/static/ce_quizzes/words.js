// Essays: how many words there are, while they are written. The server counts alike.

function count(area) {
  const place = document.getElementById(area.dataset.words);
  const words = area.value.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  place.textContent = String(words.length);
  place.closest("[data-word-count]").hidden = false;
}

document.addEventListener("input", (event) => {
  if (event.target.matches("textarea[data-words]")) count(event.target);
});

// By then what another page could not deliver is filled in again.
addEventListener("load", () => {
  for (const area of document.querySelectorAll("textarea[data-words]")) count(area);
});
