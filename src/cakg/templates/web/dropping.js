// Checks a file that the reader drops or chooses against the passages of the page. The file stays in the browser.
(() => {
  const LARGEST = 5_000_000;
  const SAME_TEXT = 0.2;
  // The first bytes of PDF, of DOCX and other archives, of RTF and of older office files.
  const DOCUMENTS = ["%PDF", "PK\x03\x04", "{\\rtf", "\xd0\xcf\x11\xe0"];
  const MARKUP = /^(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml)/i;
  const area = document.getElementById("own-text");
  const file = area.querySelector("input");
  const [outcome, list, remove] = ["p[role=status]", "ul", "button"].map((name) => area.querySelector(name));
  const words = area.dataset;
  const items = [...document.querySelectorAll("li[data-sha256]")];
  let state = {};

  const { filled } = window.cakg;
  const tell = (text) => (outcome.textContent = text);
  const placeOf = (item) => item.querySelector(".place").textContent.trim();

  function clear() {
    state.cancelled = true;
    state = {};
    document.querySelectorAll(".sentence").forEach((sentence) => sentence.remove());
    list.replaceChildren();
    remove.hidden = true;
    tell("");
  }

  // What the first bytes say that a file is, unless it is plain text in UTF-8.
  function kindOf(bytes) {
    const start = String.fromCharCode(...bytes.subarray(0, 512));
    if (DOCUMENTS.some((mark) => start.startsWith(mark)) || MARKUP.test(start)) return "document";
    if (/^(\xff\xfe|\xfe\xff)/.test(start)) return "encoding";
    return bytes.includes(0) ? "binary" : "";
  }

  // Returns the normalised text of a file; throws an error whose message is the name of a text of the page.
  async function read(given) {
    if (given.size > LARGEST) throw new Error("huge");
    const bytes = await given.arrayBuffer().then(
      (buffer) => new Uint8Array(buffer),
      () => {
        throw new Error("unreadable");
      },
    );
    if (!bytes.length) throw new Error("empty");
    if (kindOf(bytes)) throw new Error(kindOf(bytes));
    let text = "";
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      throw new Error("encoding");
    }
    text = Passages.normalise(text);
    if (!text) throw new Error("empty");
    return text;
  }

  function show(item, located, text) {
    const box = document.createElement("div");
    box.className = `sentence ${located.state}`;
    const label = document.createElement("small");
    label.textContent = words[located.state];
    box.append(label);
    if (located.state !== "missing") {
      const mark = document.createElement("mark");
      mark.textContent = text.slice(located.start, located.end);
      box.prepend(mark);
    }
    item.querySelector(".place").after(box);
  }

  // Lists the passages in one state, with links.
  function listed(items, text) {
    if (!items.length) return;
    const line = document.createElement("li");
    line.append(`${filled(text, { n: items.length })} `);
    items.forEach((item, number) => {
      const link = document.createElement("a");
      link.href = `#${item.id}`;
      link.textContent = placeOf(item);
      line.append(number ? ", " : "", link);
    });
    list.append(line);
  }

  function summary(located, found, whole) {
    const lines = [filled(words.outcome, { found: found.length, n: located.length })];
    if (found.length === located.length) lines.push(whole ? words.same : words.rest);
    const moved = found.find((one) => one.start !== one.passage.start);
    if (moved) {
      const shift = moved.start - moved.passage.start;
      const text = shift > 0 ? words.later : words.earlier;
      lines.push(filled(text, { shift: Math.abs(shift), place: placeOf(moved.passage.item) }));
    }
    return lines.join(" ");
  }

  async function check(given) {
    clear();
    const mine = state;
    if (!globalThis.crypto?.subtle) return tell(words.insecure);
    const passages = items.map((item) => ({
      start: Number(item.dataset.start),
      end: Number(item.dataset.end),
      sha256: item.dataset.sha256,
      name: item.id,
      item,
    }));
    mine.progress = (number) =>
      mine.cancelled || tell(filled(words.progress, { number: number + 1, n: passages.length }));
    tell(words.reading);
    try {
      const normalised = await read(given);
      const text = new Passages.Text(normalised);
      const located = await Passages.locate(passages, text, mine);
      if (mine.cancelled) return;
      const found = located.filter((one) => one.state === "found");
      if (found.length < SAME_TEXT * located.length) throw new Error(mine.incomplete ? "long" : "other");
      located.forEach((one) => show(one.passage.item, one, text));
      const whole = (await Passages.digest(normalised)) === words.sha256;
      tell([summary(located, found, whole), mine.incomplete ? words.long : ""].join(" ").trim());
      for (const name of ["changed", "missing"]) {
        const those = located.filter((one) => one.state === name);
        listed(
          those.map((one) => one.passage.item),
          words[`${name}List`],
        );
      }
      remove.hidden = false;
    } catch (error) {
      if (!mine.cancelled) tell(words[error.message] ?? words.failed);
    }
  }

  area.hidden = false;
  file.addEventListener("change", () => {
    if (file.files.length) check(file.files[0]);
    file.value = "";
  });
  remove.addEventListener("click", () => {
    clear();
    file.focus();
  });
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    area.classList.add("over");
  });
  addEventListener("dragleave", (event) => event.relatedTarget || area.classList.remove("over"));
  addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    area.classList.remove("over");
    area.scrollIntoView({ block: "nearest" });
    if (event.dataTransfer.files.length > 1) return (clear(), tell(words.several));
    if (event.dataTransfer.files.length) check(event.dataTransfer.files[0]);
  });
})();
