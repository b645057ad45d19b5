// Sends one answer to the server, and says in one word what became of it.

const PATIENCE = 15000;

// Returns { kind, data }. Kinds: saved, invalid, stale, settled, left, closed,
// signed-out, refused, and again (nothing arrived, or the server is in trouble).
export async function deliver({ url, token }, position, answer, { keepalive = false } = {}) {
  const body = new URLSearchParams(answer.entries);
  body.set("position", position);
  body.set("number", answer.number);
  const response = await post(url, token, body, { keepalive });
  if (!response) return { kind: "again" };
  const data = await response.json().catch(() => null);
  // 403 and server errors answer with a page, not with data.
  if (!data) return { kind: response.status === 403 ? "signed-out" : "again" };
  if (response.ok) return { kind: "saved", data };
  if (response.status >= 500) return { kind: "again" };
  const known = ["invalid", "stale", "settled", "left", "closed", "signed-out"];
  return { kind: known.includes(data.error) ? data.error : "refused", data };
}

// Returns the response, or null where the network failed.
export async function post(url, token, body, { keepalive = false } = {}) {
  try {
    return await fetch(url, {
      method: "POST",
      body,
      keepalive,
      headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" },
      signal: keepalive ? undefined : AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return null;
  }
}

// How long to wait before the next try: longer each time, and not all at once.
export function delayAfter(failures) {
  return Math.min(30000, 1000 * 2 ** (failures - 1)) * (0.75 + Math.random() / 2);
}
