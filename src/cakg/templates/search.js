// Search: finds things by label or alias, in Latin or Cyrillic script, and statements by their words.
cakg.parts.push((page) => {
  const MOST = 8; // things, and as many statements
  const { data } = page;
  const { plain, count } = cakg;
  const names = data.things.map((thing) => [thing.label, ...thing.aliases].map(plain));
  page.byRank = (a, b) => data.statements[a].rank - data.statements[b].rank;

  // The searchable text of a statement, without and with its claims; computed on first use.
  const short = [],
    long = [];
  const words = (place, { label, predicate, more } = data.statements[place]) =>
    (short[place] ??= plain([label, predicate, more].join(" ")));
  const allWords = (place, one = data.statements[place]) =>
    (long[place] ??= plain(
      [
        words(place),
        one.status,
        one.theme,
        one.when,
        ...one.things.map((thing) => data.things[thing].label),
        ...one.claims.flatMap((claim) => [claim.does, claim.words, claim.line, claim.source]),
      ].join(" "),
    ));
  const has = (all, wanted) => wanted.split(" ").every((word) => all.includes(word));
  page.mentions = (place, text) => has(allWords(place), plain(text));
  // The results for a text. Things: first names that start with it, then names with a word that does, then others.
  // Statements: those with all its words, the most important first. The last result is cached.
  let last = { text: "", things: [], statements: [] };
  function find(typed) {
    const text = plain(typed);
    if (text === last.text) return last;
    last = { text, things: [], statements: [] };
    if (!text) return last;
    const rank = (name) => [name.startsWith(text), name.includes(` ${text}`), name.includes(text), true].indexOf(true);
    const ranks = names.map((all) => Math.min(...all.map(rank)));
    const first = (a, b) => ranks[a] - ranks[b] || page.about[b].length - page.about[a].length || a - b;
    last.things = [...names.keys()].filter((place) => ranks[place] < 3).sort(first);
    last.statements = [...data.statements.keys()].filter((place) => has(words(place), text)).sort(page.byRank);
    return last;
  }
  // The things that a text finds by name, or else the things of the statements that it finds.
  page.matches = (text) => {
    const { things, statements } = find(text);
    return things.length ? things : [...new Set(statements.flatMap((place) => data.statements[place].things))];
  };
  // The statements that a text finds, and those about the things that it finds by name.
  page.statementsOf = (text) => {
    const found = find(text);
    return (found.about ??= new Set([...found.statements, ...found.things.flatMap((place) => page.about[place])]));
  };

  const list = el("ul", { id: "found", role: "listbox", "aria-label": "Found", hidden: true });
  const input = el("input", {
    type: "search",
    id: "search",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: data.example ? `Find: ${data.example} …` : "Find",
    "aria-label": "Find a thing by any of its names, or a statement by its words",
    "aria-expanded": "false",
    "aria-controls": "found",
    "aria-autocomplete": "list",
    oninput() {
      show(true);
      page.set({ q: input.value }, { replace: true });
    },
    onkeydown(event) {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if ((by || event.key === "Enter") && list.hidden) show(true);
      if (by) move(by);
      else if (event.key === "Enter") options()[Math.max(active, 0)]?.click();
      else if (event.key === "Escape") {
        // leaves the field; another Escape clears the selection
        event.stopPropagation();
        show(false);
        input.blur();
      } else return;
      event.preventDefault();
    },
    onblur: () => setTimeout(() => document.activeElement === input || show(false), 200),
  });
  byId("filters").append(el("div", { class: "search" }, input, list));
  let active = -1;

  function ofThing(place) {
    const { id, label, aliases, kind } = data.things[place];
    const also = !plain(label).includes(last.text) && aliases.find((name) => plain(name).includes(last.text));
    const about = `${data.kinds[kind].label}, ${count(page.about[place].length, "statement")}`;
    return option({ thing: id }, also ? `${label} (${also})` : label, about);
  }
  function ofStatement(place) {
    const { id, label, status, theme, when } = data.statements[place];
    return option({ statement: id }, label, `statement: ${[status, theme, when].filter(Boolean).join(", ")}`);
  }
  function option(what, name, about) {
    const pick = () => {
      show(false);
      page.choose({ ...what, q: "" });
      byId("chosen").focus({ preventScroll: true });
    };
    return el("li", { role: "option", "aria-selected": "false", onclick: pick }, name, " ", el("small", {}, about));
  }
  function show(open) {
    const { text, things, statements } = find(open ? input.value : "");
    const found = [...things.slice(0, MOST).map(ofThing), ...statements.slice(0, MOST).map(ofStatement)];
    found.forEach((one, row) => {
      one.id = `found-${row}`;
    });
    const more = [
      things.length > MOST && count(things.length - MOST, "thing"),
      statements.length > MOST && count(statements.length - MOST, "statement"),
    ].filter(Boolean);
    const note = more.length ? `and ${more.join(" and ")} more` : "No thing or statement matches.";
    const noted = more.length || (text && !found.length);
    fill(list, found, noted && el("li", { class: "none", role: "presentation" }, note));
    list.hidden = !list.children.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    active = -1;
    input.removeAttribute("aria-activedescendant");
  }
  const options = () => [...list.querySelectorAll("[role=option]")];
  function move(by) {
    const all = options();
    if (!all.length) return;
    active = (active + by + all.length + (active < 0 && by < 0 ? 1 : 0)) % all.length;
    all.forEach((one, row) => one.setAttribute("aria-selected", String(row === active)));
    all[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[active].id);
  }
  page.listen(() => {
    if (input.value !== page.state.q) input.value = page.state.q;
    if (!page.state.q) show(false);
  });
});
