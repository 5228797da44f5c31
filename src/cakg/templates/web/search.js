// Suggestions while typing: in search fields, whose choices lead to pages, and in fields with data-suggest, whose choices
// are filled in. The index of names is loaded when the first of them gets the focus.
(() => {
  const cakg = window.cakg;
  const MOST = 10;
  const SHARES = { things: 5, sources: 2, questions: 3, statements: 4 };
  const LISTS = {
    thing: ({ things }) => things,
    state: ({ things }) => things.filter(({ type }) => type === "state"),
    source: ({ sources }) => sources,
    statement: ({ statements }) => statements,
    thing_or_statement: ({ things, statements }) => [...things, ...statements],
    predicate: ({ predicates }) => predicates,
  };
  const header = document.querySelector("[data-index]");
  const fields = [...document.querySelectorAll("[data-index], [data-suggest]")];
  if (!header) return;
  const address = header.dataset.index;
  const root = address.replace(/assets\/index\.js$/, "");
  const extension = document.documentElement.hasAttribute("data-static") ? ".html" : "";
  Object.assign(cakg, { root, extension }); // where the home page is, and how files of pages end

  // Calls back with the index; never, if the graph has none or its file cannot be loaded.
  const waiting = [];
  cakg.withIndex = (back) => {
    if (window.cakgIndex) return back(window.cakgIndex);
    if (waiting.push(back) > 1) return undefined;
    cakg.load(address).then(
      () => window.cakgIndex && waiting.forEach((each) => each(window.cakgIndex)),
      () => undefined,
    );
    return undefined;
  };

  cakg.addressOf = ({ kind, slug }) => `${root}${kind}/${encodeURIComponent(slug)}${extension}`;
  const { make } = cakg;

  // What a search field suggests: the first results of each kind; if there are none, better spellings to search for.
  function results(index, text) {
    const found = cakg.find(index, text);
    if (!text.trim()) return [];
    if (!found.any) return found.similar.map((label) => ({ kind: "search", label }));
    const first = Object.entries(SHARES).flatMap(([kind, share]) => found[kind].slice(0, share));
    return first.slice(0, MOST).map((entry) => ({ ...entry, matched: found.matched(entry) }));
  }

  // What a field for a name suggests. Short lists are shown without a text too.
  function names(index, kind, text) {
    const rows = cakg.entries(index);
    const list = LISTS[kind]?.(rows) ?? rows[kind] ?? [];
    if (!text.trim() && list.length > 4 * MOST) return [];
    const wanted = cakg.words(text);
    const found = cakg.matching(list, text).slice(0, text.trim() ? MOST : 4 * MOST);
    const also = (entry) => entry.names.find((name) => wanted.every((word) => cakg.plain(name).includes(word)));
    return found.map((entry) => ({
      ...entry,
      matched: wanted.length && also(entry) !== entry.label ? also(entry) : "",
    }));
  }

  function combobox(input, number) {
    const box = make("span", { className: "suggest" });
    const suggested = cakg.suggestions(input, `suggestions-${number}`, choose);
    let filling = false;
    input.replaceWith(box);
    box.append(input, suggested.list, suggested.heard);
    const attributes = { role: "combobox", "aria-expanded": "false", autocomplete: "off", spellcheck: "false" };
    Object.entries(attributes).forEach(([name, value]) => input.setAttribute(name, value));

    function choose(entry) {
      suggested.close();
      if (entry.kind === "search") {
        input.value = entry.label;
        input.form.requestSubmit();
      } else if (input.dataset.suggest) {
        filling = true;
        input.value = entry.given || entry.label;
        for (const name of ["input", "change"]) input.dispatchEvent(new Event(name, { bubbles: true }));
        filling = false;
      } else location.assign(cakg.addressOf(entry));
    }

    function content(entry, texts) {
      const about = entry.type ?? entry.status?.[1] ?? texts[entry.kind] ?? "";
      const also = entry.matched && make("bdi", { className: "also" }, entry.matched);
      const small = about && make("small", {}, entry.kind === "statement" ? `${texts.statement}, ${about}` : about);
      return [make("bdi", {}, entry.label), also && " ", also, " ", small];
    }

    function show(index) {
      if (document.activeElement !== input) return;
      const text = input.value;
      const found = input.dataset.suggest ? names(index, input.dataset.suggest, text) : results(index, text);
      suggested.show(found, index.texts, (entry) => content(entry, index.texts), text.trim() !== "");
    }

    input.addEventListener("focus", () => cakg.withIndex(() => undefined));
    input.addEventListener("input", () => filling || cakg.withIndex(show));
    input.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.isComposing || event.ctrlKey || event.metaKey) return;
      if (by) {
        if (!suggested.isOpen()) cakg.withIndex(show);
        if (!event.altKey) suggested.move(by);
      } else if (!suggested.takes(event.key)) return;
      event.preventDefault();
    });
  }
  fields.forEach(combobox);
})();
