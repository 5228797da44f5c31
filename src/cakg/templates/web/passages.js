// Finds passages in a text with the same result as cakg/quality/passages.py. Offsets count code points.
globalThis.Passages = (() => {
  // White space as Python splits at it; \s differs in five characters.
  // oxlint-disable-next-line no-control-regex
  const SPACE = /[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
  const WORD = /[\p{L}\p{N}]/u;
  const MOST_HASHES = 1_000_000;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  function normalise(text) {
    const plain = text
      .normalize("NFC")
      .replace(/[\u2018-\u201b\u2039\u203a]/g, "'")
      .replace(/[\u201c-\u201f\xab\xbb]/g, '"')
      .replace(/[\u2010-\u2015\u2212]/g, "-");
    return plain.split(SPACE).filter(Boolean).join(" ");
  }

  async function digestOf(bytes) {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  const digest = (text) => digestOf(encoder.encode(text));

  // A normalised text as bytes, with the byte at which each code point begins, and the places where a passage may begin.
  class Text {
    constructor(text) {
      this.bytes = encoder.encode(text);
      this.offsets = new Uint32Array(this.bytes.length + 1);
      this.starts = [];
      let [length, offset, inWord] = [0, 0, false];
      for (const character of text) {
        if (!inWord) this.starts.push(length);
        inWord = WORD.test(character);
        this.offsets[length++] = offset;
        const code = character.codePointAt(0);
        offset += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      }
      this.offsets[length] = offset;
      this.length = length;
    }

    between(start, end) {
      return this.bytes.subarray(this.offsets[start], this.offsets[end]);
    }

    slice(start, end) {
      return decoder.decode(this.between(start, end));
    }
  }

  // The places where a passage may begin, the nearest to the expected one first.
  function* nearest(starts, expected) {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] < expected) low = middle + 1;
      else high = middle;
    }
    let [before, after] = [low - 1, low];
    while (before >= 0 || after < starts.length) {
      const nearer = after >= starts.length || (before >= 0 && expected - starts[before] <= starts[after] - expected);
      yield starts[nearer ? before-- : after++];
    }
  }

  async function startOf(passage, text, taken, expected, state) {
    const length = passage.end - passage.start;
    const candidates = nearest(text.starts, expected);
    for (let size = 1, batch = []; ; size = Math.min(size * 8, 512), batch = []) {
      while (batch.length < size) {
        const { value, done } = candidates.next();
        if (done) break;
        if (!taken.has(value) && value + length <= text.length) batch.push(value);
      }
      if (state.cancelled || !batch.length) return null;
      if (state.hashes + batch.length > MOST_HASHES) {
        state.incomplete = true;
        return null;
      }
      state.hashes += batch.length;
      const hashes = await Promise.all(batch.map((start) => digestOf(text.between(start, start + length))));
      const found = hashes.indexOf(passage.sha256);
      if (found >= 0) return batch[found];
      if (performance.now() - state.rested > 40) {
        // Let the browser draw the page and react.
        await new Promise((done) => setTimeout(done));
        state.rested = performance.now();
      }
    }
  }

  function* choices(items, size, from = 0) {
    if (!size) yield [];
    for (let at = from; size && at <= items.length - size; at++) {
      for (const rest of choices(items, size - 1, at + 1)) yield [items[at], ...rest];
    }
  }

  // Which of some adjacent passages that were not found have changed; there is room for *room* characters.
  function changedOf(lost, room) {
    if (!room || lost.length > 12) return room ? lost : [];
    let [best, least] = [[], Infinity];
    for (let size = lost.length; size > 0; size--) {
      for (const choice of choices(lost, size)) {
        const length = choice.reduce((sum, one) => sum + one.end - one.start + 1, -1);
        if (Math.abs(length - room) < least) [best, least] = [choice, Math.abs(length - room)];
      }
    }
    return best;
  }

  function between(lost, text, start, end) {
    const isSpace = (at) => text.slice(at, at + 1) === " ";
    while (start < end && isSpace(start)) start++;
    while (start < end && isSpace(end - 1)) end--;
    const changed = changedOf(lost, Math.max(end - start, 0));
    return lost.map((passage) => {
      if (!changed.includes(passage)) return { passage, state: "missing", start: 0, end: 0 };
      const stop = passage === changed.at(-1) ? end : Math.min(end, start + passage.end - passage.start);
      const located = { passage, state: "changed", start, end: stop };
      start = Math.min(end, stop + 1);
      return located;
    });
  }

  const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
  const order = (one, other) =>
    one.start - other.start ||
    one.end - other.end ||
    compare(one.name, other.name) ||
    compare(one.sha256, other.sha256);

  // Returns the state of each passage: found, changed or missing. *state* can cancel, and says what was left undone.
  async function locate(passages, normalised, state = {}) {
    Object.assign(state, { hashes: 0, incomplete: false, rested: performance.now() });
    const text = normalised instanceof Text ? normalised : new Text(normalised);
    const taken = new Set();
    let [located, lost, reached, shift] = [[], [], 0, 0];
    for (const [number, passage] of [...passages].sort(order).entries()) {
      state.progress?.(number);
      const start = await startOf(passage, text, taken, passage.start + shift, state);
      if (start === null) {
        lost.push(passage);
        continue;
      }
      taken.add(start);
      shift = start - passage.start;
      const end = start + passage.end - passage.start;
      located.push(...between(lost, text, reached, start), { passage, state: "found", start, end });
      reached = Math.max(reached, end);
      lost = [];
    }
    return [...located, ...between(lost, text, reached, text.length)];
  }

  return { normalise, digest, locate, Text };
})();
