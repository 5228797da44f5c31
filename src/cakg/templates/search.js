// Finds things by any label or alias, in Latin or Cyrillic, then statements by their words, and lets the rest recede.
cakg.parts.push((page) => {
  const MOST = 8; // of things, and of statements
  const { data } = page;
  const names = data.things.map((thing) => [thing.label, ...thing.aliases].map(cakg.plain));
  // What may be typed: of the things with a short name in another script too, the one that most is said of.
  function example() {
    const most = [...data.things.keys()].sort((a, b) => page.about[b].length - page.about[a].length);
    const both = ({ label, aliases }) => [label, aliases.find((name) => !/\p{Script=Latin}/u.test(name))];
    const found = most
      .map((place) => both(data.things[place]))
      .find(([one, other]) => other && (one + other).length < 20);
    return found ? `Find: ${found.join(", ")} …` : "Find";
  }
  const input = cakg.el("input", {
    type: "search",
    id: "search",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: example(),
    "aria-label": "Find a thing by any of its names, or a statement by its words",
    "aria-expanded": "false",
    "aria-controls": "found",
    "aria-autocomplete": "list",
  });
  const list = cakg.el("ul", { id: "found", role: "listbox", "aria-label": "Found", hidden: true });
  cakg.byId("filters").append(cakg.el("div", { class: "search" }, input, list));
  let active = -1;

  // The words of a statement, and with all that is said of it; made when first searched.
  const short = [],
    long = [];
  const words = (place, { label, predicate, more } = data.statements[place]) =>
    (short[place] ??= cakg.plain([label, predicate, more].join(" ")));
  const allWords = (place, one = data.statements[place]) =>
    (long[place] ??= cakg.plain(
      [
        words(place),
        one.status,
        one.theme,
        one.when,
        ...one.things.map((thing) => data.things[thing].label),
        ...one.claims.flatMap((claim) => [claim.does, claim.words, claim.line, claim.source]),
      ].join(" "),
    ));
  // Whether a statement, with its claims, has every word of a text.
  page.says = (place, text) =>
    cakg
      .plain(text)
      .split(" ")
      .every((word) => allWords(place).includes(word));
  // What a text finds, the best first. Of things: a name that starts so, then a word that does, then any other.
  // Of statements, those that have all of its words, the most important first. The last answer is kept.
  let last = { text: "", things: [], statements: [] };
  function find(text) {
    const wanted = cakg.plain(text);
    if (wanted === last.text) return last;
    const ranked = [];
    names.forEach((all, place) => {
      const ranks = all
        .filter((name) => name.includes(wanted))
        .map((name) => (name.startsWith(wanted) ? 0 : name.includes(` ${wanted}`) ? 1 : 2));
      if (ranks.length) ranked.push([Math.min(...ranks), -page.about[place].length, place]);
    });
    const parts = wanted.split(" ");
    last = {
      text: wanted,
      things: wanted ? ranked.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).map((one) => one[2]) : [],
      statements: wanted
        ? [...data.statements.keys()]
            .filter((place) => parts.every((part) => words(place).includes(part)))
            .sort(page.byRank)
        : [],
    };
    return last;
  }
  page.byRank = (a, b) => data.statements[a].rank - data.statements[b].rank;
  // The things that a text names; where it names none, those of the statements that it finds.
  page.matches = (text) => {
    const { things, statements } = find(text);
    return things.length ? things : [...new Set(statements.flatMap((place) => data.statements[place].things))];
  };
  // The statements that a text finds, and those about the things that it names.
  page.tells = (text) => {
    const found = find(text);
    return (found.told ??= new Set([...found.statements, ...found.things.flatMap((place) => page.about[place])]));
  };

  function ofThing(place) {
    const thing = data.things[place];
    const also = thing.aliases.find((name) => cakg.plain(name).includes(last.text));
    const said = cakg.plain(thing.label).includes(last.text) || !also ? "" : ` (${also})`;
    const about = ` ${data.kinds[thing.kind].label}, ${cakg.count(page.about[place].length, "statement")}`;
    return [thing.label + said, about, { thing: thing.id }];
  }
  function ofStatement(place) {
    const one = data.statements[place];
    return [
      one.label,
      ` statement: ${[one.status, one.theme, one.when].filter(Boolean).join(", ")}`,
      { statement: one.id },
    ];
  }
  function show(open) {
    const { text, things, statements } = find(open ? input.value : "");
    const found = [...things.slice(0, MOST).map(ofThing), ...statements.slice(0, MOST).map(ofStatement)];
    const note = (words) => list.append(cakg.el("li", { class: "none", role: "presentation" }, words));
    list.replaceChildren(
      ...found.map(([name, about, what], row) =>
        cakg.el(
          "li",
          { id: `found-${row}`, role: "option", "aria-selected": "false", onclick: () => pick(what) },
          name,
          cakg.el("small", {}, about),
        ),
      ),
    );
    if (text && !found.length) note("No thing and no statement here has these words.");
    const more = [
      [things, "thing"],
      [statements, "statement"],
    ].flatMap(([all, noun]) => (all.length > MOST ? [cakg.count(all.length - MOST, noun)] : []));
    if (more.length) note(`and ${more.join(" and ")} more`);
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
    all.forEach((option, row) => option.setAttribute("aria-selected", String(row === active)));
    all[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[active].id);
  }
  function pick(what) {
    show(false);
    page.choose({ ...what, q: "" });
    cakg.byId("chosen").focus({ preventScroll: true });
  }

  input.addEventListener("input", () => {
    show(true);
    page.set({ q: input.value }, { replace: true });
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) show(true);
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      if (list.hidden) show(true);
      options()[Math.max(active, 0)]?.click();
    } else if (event.key === "Escape") {
      // leaves the field; the next one clears the choice
      event.preventDefault();
      event.stopPropagation();
      show(false);
      input.blur();
    }
  });
  input.addEventListener("blur", () => setTimeout(() => document.activeElement === input || show(false), 200));
  page.listen(() => {
    if (input.value !== page.state.q) input.value = page.state.q;
    if (!page.state.q) show(false);
  });
});
