// The key that was meant, whichever keyboard sent it: "c", or "C" while Shift is held (Caps Lock does not count), "1",
// "Enter". Digits of all scripts count, and those that need Shift. Where a key writes no Latin letter (another alphabet,
// or an input method that hides it) it counts by its place, and so do the numeric pad and the row of digits without Shift
// (French: & is 1). For modules that are told of keys (assets.py).
const DIGIT = /^\p{Nd}$/u, HIDDEN = ["Process", "Dead", "Unidentified"];
// Digits of a script follow each other from its zero on, ten by ten.
const digitOf = (sign, before = 0) => DIGIT.test(String.fromCodePoint(sign - before - 1)) ? digitOf(sign, before + 1) : String(before % 10);
const pressed = (e) => {
  const hidden = HIDDEN.includes(e.key), sign = e.key.codePointAt(0);
  if (DIGIT.test(e.key)) return digitOf(sign);
  if (e.key.length > 1 && !hidden) return e.key;
  const place = /^(?:Key|Digit|Numpad)(\w)$/.exec(e.code)?.[1] ?? "", foreign = hidden || sign > 127;
  if (/\d/.test(place) && !e.shiftKey) return place;
  if (hidden && e.code === "Slash" && e.shiftKey) return "?";
  const letter = /^[a-z]$/i.test(e.key) ? e.key : foreign && /[A-Z]/.test(place) ? place : "";
  return letter ? (e.shiftKey ? letter.toUpperCase() : letter.toLowerCase()) : e.key;
};
