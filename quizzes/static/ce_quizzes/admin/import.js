// Brings an import in and shows how far it is. Without this script the form is posted as
// any other, and the page that comes back says what became of it.

const LINES = "application/x-ndjson";

async function* linesOf(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    for (const part of parts) if (part) yield JSON.parse(part);
  }
}

function connect(form) {
  const part = (name) => form.querySelector(`[data-import-${name}]`);
  const choices = part("choices");
  const running = part("running");
  const bar = part("progress");
  const said = part("said");
  const error = part("error");

  const stop = (message) => {
    running.hidden = true;
    choices.disabled = false;
    error.textContent = message;
    part("commit").focus();
  };

  const commit = async (data) => {
    error.textContent = "";
    running.hidden = false;
    choices.disabled = true;
    bar.removeAttribute("value");
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body: data,
        headers: { Accept: LINES },
      });
      const isStream = response.headers.get("Content-Type")?.startsWith(LINES);
      if (!response.ok || !isStream) return stop(form.dataset.refused);
      for await (const line of linesOf(response.body)) {
        if (line.url) return location.assign(line.url);
        if (line.error) return stop(line.error);
        bar.max = line.total;
        bar.value = line.done;
        said.textContent = line.said;
      }
    } catch {
      // The stream broke; what it said last is not what became of the import.
    }
    return stop(form.dataset.lost);
  };

  form.addEventListener("submit", (event) => {
    if (!event.submitter?.matches("[data-import-commit]")) return;
    event.preventDefault();
    // Before the fields are disabled: those are not sent.
    commit(new FormData(form));
  });
}

for (const form of document.querySelectorAll("form[data-import]")) {
  if (form.querySelector("[data-import-commit]")) connect(form);
}
