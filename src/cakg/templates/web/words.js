// Texts and their words in the form in which names are compared: the same as cakg.model.names.plain and
// cakg.model.words in Python. Pages of pictures contain this script too.
(() => {
  const cakg = (window.cakg ??= {});
  // Common words and marks: the same as in cakg.model.words, which a test compares.
  const COMMON = new Set(
    "a an and are by did do does for from had has have in is of on or s the to was were with".split(" "),
  );
  const MARKS = new Set(".,;:!?…()[]{}<>/\\|*#&+=~^%$@„");
  const SEPARATORS = /[-_‐‑‒–—―−'’ʻʼ‘‚‛“”„‟«»‹›"`\p{White_Space}]+/gu;
  const SPECIAL = /[\\^$.*+?()[\]{}|/]/g;

  // A mark is an accent if it is reordered behind the last of them, as no other sign is.
  const accent = (mark) => mark === "\u0345" || `\u0345${mark}`.normalize("NFD")[0] !== "\u0345";

  // Without capitals, accents, hyphens, quotes and double spaces, so that "ТОКАЕВ" and "Тоқаев" differ only in their letters.
  cakg.plain = (text) =>
    text
      .toLowerCase()
      .replaceAll("ß", "ss")
      .replaceAll("ς", "σ")
      .normalize("NFKD")
      .replace(/\p{M}/gu, (mark) => (accent(mark) ? "" : mark))
      .replace(SEPARATORS, " ")
      .replace(/^ | $/g, "");

  function stripped(part) {
    let [start, end] = [0, part.length];
    while (start < end && MARKS.has(part[start])) start++;
    while (end > start && MARKS.has(part[end - 1])) end--;
    return part.slice(start, end);
  }

  // The different words of a text, without the common ones if there are others.
  cakg.words = (text) => {
    const found = cakg.plain(text).split(" ").map(stripped).filter(Boolean);
    const rare = found.filter((word) => !COMMON.has(word));
    return [...new Set(rare.length ? rare : found)];
  };

  // The pattern that finds a word at the beginning of a word in a plain text.
  cakg.prefix = (word) => new RegExp(`(?<![\\p{L}\\p{N}_])${word.replace(SPECIAL, "\\$&")}`, "u");
  // The same, but a number is found only as a whole number.
  cakg.beginning = (word) =>
    /\p{Nd}$/u.test(word) ? new RegExp(`${cakg.prefix(word).source}(?!\\p{Nd})`, "u") : cakg.prefix(word);
})();
