// Completes names in the query: terms of the ontology, and things, sources and statements by their labels. A list opens
// after a prefix, and with Ctrl+Space also for a word, a variable and at any other place.
"use strict";
window.cakg.complete = (field, editor) => {
  const { cakg } = window;
  const { make } = cakg;
  const { data, texts } = window.cakgQuerying;
  const MOST = 8;
  const LISTS = { id: "things", stmt: "statements", source: "sources" };
  const HASH = /-[0-9a-f]{10}$/; // at the end of the slug of an IRI that is no slug itself

  const terms = window.cakgQueries.terms.map(([, given, label, kind], place) => {
    const names = [label, given.slice(given.indexOf(":") + 1)];
    return { kind: "term", slug: "", label, names, plain: names.map(cakg.plain), place, given, about: kind };
  });
  const prefixes = Object.keys(data.prefixes).map((name) => ({ given: `${name}:`, label: "", about: texts.prefix }));
  const suggested = cakg.suggestions(field, "completions", choose);
  let [start, end] = [0, 0];
  editor.box.append(suggested.list, suggested.heard);

  function named(index, prefix) {
    const rows = cakg.entries(index)[LISTS[prefix]].filter(({ slug }) => !HASH.test(slug));
    return rows.map((entry) => ({
      ...entry,
      given: `${prefix}:${entry.slug}`,
      about: entry.type ?? entry.status?.[1] ?? index.texts[entry.kind],
    }));
  }

  // Variables of the query, except the one that is being written.
  function variables(written) {
    const found = new Set(field.value.match(/[?$][\p{L}\p{N}_]+/gu));
    const count = field.value.split(written).length - 1;
    if (count < 2) found.delete(written);
    return [...found].filter((name) => name.startsWith(written)).map((given) => ({ given, label: "", about: "" }));
  }

  // The entries that complete the name or word *text*.
  function completions(index, kind, text) {
    const [prefix, rest] = text.split(/:(.*)/s);
    if (kind === "name") {
      if (LISTS[prefix]) return index ? cakg.matching(named(index, prefix), rest) : [];
      const own = terms.filter(({ given }) => given.startsWith(`${prefix}:`));
      return cakg.matching(own, rest);
    }
    if (/^[?$]/.test(text)) return variables(text);
    const beginning = prefixes.filter(({ given }) => given.startsWith(text.toLowerCase()));
    if (!text) return beginning;
    const things = index ? [...named(index, "id"), ...named(index, "source")] : [];
    return [...beginning, ...cakg.matching([...terms, ...things], text)];
  }

  function show(index, asked) {
    if (document.activeElement !== field || field.selectionStart !== field.selectionEnd) return suggested.close();
    end = field.selectionStart;
    const { kind, text } = editor.before(end);
    const written = kind ? text : "";
    if (["comment", "string", "long", "iri"].includes(kind) || (!asked && kind !== "name")) return suggested.close();
    start = end - written.length;
    const found = completions(index, kind, written).slice(0, MOST);
    const known = found.length === 1 && found[0].given === written;
    suggested.show(known ? [] : found, texts, content, index !== null);
    const { left, bottom } = editor.position(start);
    const room = editor.box.clientWidth - suggested.list.offsetWidth;
    suggested.list.style.left = `${Math.max(0, Math.min(left, room))}px`;
    suggested.list.style.top = `${bottom}px`;
    if (asked && found.length) suggested.mark(0);
    return undefined;
  }

  // Shows what is known at once, and more when the index of names is loaded.
  function open(asked) {
    if (!window.cakgIndex) show(null, asked);
    cakg.withIndex((index) => show(index, asked));
  }

  function content({ given, label, about }) {
    return [
      make("code", {}, given),
      label && " ",
      label && make("bdi", {}, label),
      " ",
      about && make("small", {}, about),
    ];
  }

  function choose({ given }) {
    suggested.close();
    field.setSelectionRange(start, end);
    // This way of writing, and no other, can be undone with Ctrl+Z.
    if (!document.execCommand("insertText", false, given)) field.setRangeText(given, start, end, "end");
  }

  field.setAttribute("aria-haspopup", "listbox");
  field.addEventListener("input", (event) => event.isComposing || open(false));
  field.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (event.key === " " && event.ctrlKey) open(true);
    else if (event.ctrlKey || event.metaKey || event.altKey || !suggested.isOpen()) return;
    else if (by) suggested.move(by);
    else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return void suggested.close();
    else if (!suggested.takes(event.key)) return;
    event.preventDefault();
  });
};
