// A structure's key: made from its label and side until somebody writes another.

const SUFFIXES = { right: "-r", left: "-l" };
const KEY = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
// What drawing programs call a shape that nobody has named.
const UNNAMED = /^(?:path|g|rect|circle|ellipse|use|polygon|polyline|line|text|tspan|group|layer|shape|svg|object)[\d_-]*$/i;

const slug = (text) =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/[^a-z0-9]+/g, " ")
    .trim()
    .replace(/ /g, "-") || "part";

const stem = (label, side) => slug(label) + (SUFFIXES[side] ?? "");

export const isKey = (text) => KEY.test(text);

export function freeKey(label, side, isTaken) {
  const wanted = stem(label, side);
  let key = wanted;
  for (let number = 2; isTaken(key); number += 1) key = `${wanted}-${number}`;
  return key;
}

// Whether the key of a structure came from its label, so that it follows the label.
export const isAutomatic = ({ key, label, side }) => key.replace(/-\d+$/, "") === stem(label, side).replace(/-\d+$/, "");

// What the id of a shape says about it, or nothing.
export function guess(id) {
  if (!isKey(id) || UNNAMED.test(id)) return null;
  const side = id.endsWith("-r") ? "right" : id.endsWith("-l") ? "left" : "none";
  const words = id.replace(/-[rl]$/, "").replaceAll("-", " ");
  return { key: id, label: words[0].toUpperCase() + words.slice(1), side };
}
