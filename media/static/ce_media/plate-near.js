// Plates further down a page are images of the drawing until the reader comes near.
// Then the same file, which the browser has kept, takes the image's place as a drawing
// whose parts can be touched. If it can't be had, the image stays.

// The file brings the rules that an image needs; in a page they come from its styles.
const STYLE = /<style>[^<]*<\/style>/;

const waiting = new WeakMap();

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      waiting.get(target)();
    }
  },
  { rootMargin: "100% 0px" },
);

// Resolves when `element` is within a screen of what is seen.
const near = (element) =>
  new Promise((resolve) => {
    waiting.set(element, resolve);
    watcher.observe(element);
  });

// Puts the drawing in the place of its image once that is near; says whether it did.
export async function draw(image) {
  await near(image);
  try {
    const response = await fetch(image.src);
    if (!response.ok) return false;
    const text = (await response.text()).replace(STYLE, "");
    const drawing = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    if (drawing.localName !== "svg") return false;
    image.replaceWith(document.importNode(drawing, true));
    return true;
  } catch {
    return false; // offline, most likely
  }
}

// Paper has every plate, also those that were never near.
addEventListener("beforeprint", () => {
  for (const image of document.querySelectorAll("img[data-later]")) image.loading = "eager";
});
