// Tells what is said of the thing, line or statement chosen: a summary, then every claim, whose word it is, how, and where.
cakg.parts.push((page) => {
  const FIRST = 10,
    STEP = 40,
    NAMED = 3;
  const { data } = page;
  const box = cakg.byId("chosen");
  const { el } = cakg;

  const thingButton = (place) =>
    el(
      "button",
      { type: "button", class: "thing", onclick: () => page.choose({ thing: data.things[place].id }) },
      data.things[place].label,
    );
  cakg.thingButtons = (places) => places.flatMap((place, number) => [number ? " · " : "", thingButton(place)]);
  const link = (address, text) =>
    address ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text) : text;
  // A claim in words: what it does, in which mode, hedged how, whose word, through whom; then where, and how to cite it.
  cakg.claim = (claim) => {
    if (claim.line) return el("div", { class: "claim" }, claim.line);
    const { place, text, source, address = data.sources[source].address } = data.citations[claim.cites];
    return el(
      "div",
      { class: "claim" },
      el("b", { class: claim.does.replace(" ", "-") }, claim.does),
      ` ${claim.words}. `,
      el("cite", {}, link(address, place)),
      el("details", {}, el("summary", {}, "citation"), text),
    );
  };

  function item(place) {
    const one = data.statements[place];
    const facts = [one.status, one.theme, one.when, one.mark && `said by ${one.mark}`].filter(Boolean).join(" · ");
    return el(
      "li",
      { class: one.certainty + (page.state.statement === one.id ? " on" : ""), "data-statement": one.id },
      el("p", { class: "status" }, facts),
      el("p", { class: "paraphrase" }, [one.label, one.more].filter(Boolean).join("; ")),
      ...one.claims.map(cakg.claim),
      ...(one.points || []).flatMap(({ text, sides }) => [
        el("p", { class: "point" }, text),
        el("ul", { class: "sides" }, ...sides.map((side) => el("li", {}, side))),
      ]),
      el("p", { class: "involved" }, "Involves ", ...cakg.thingButtons(one.things)),
    );
  }
  // What is chosen: its name, what it is, its statements, and what else the view has to say of it.
  function chosen() {
    const { thing, line, statement } = page.state;
    if (page.thing.has(thing)) {
      const place = page.thing.get(thing);
      const { label, kind, definition, aliases } = data.things[place];
      const about = [
        [data.kinds[kind].label, definition].filter(Boolean).join(" · "),
        aliases.length && `Also called ${aliases.join(", ")}`,
      ];
      return { name: label, about, statements: page.about[place], more: page.view.more?.(page, place) || [] };
    }
    const group = line && page.view.group?.(line);
    if (group) return { name: group.name, about: [group.about], statements: group.statements, more: [] };
    if (page.statement.has(statement))
      return { name: "One statement", about: [], statements: [page.statement.get(statement)], more: [] };
    return null;
  }

  const firmness = (certainty) => data.certainties[certainty].label.split(":")[0];
  // By what the reader narrows the list of the panel, until something else is chosen.
  const WAYS = [
    { key: "theme", label: "By theme", of: (one) => one.theme || "none", name: (value) => value },
    {
      key: "certainty",
      label: "By firmness",
      of: (one) => one.certainty,
      name: (value) => firmness(value),
    },
  ];
  let narrowed = {};

  // How many statements, by theme and firmness, from which sources, and which of them are contested or denied.
  function summary(shown, list) {
    const told = shown.map((place) => data.statements[place]);
    const buttons = WAYS.map((way) => [way, cakg.tally(told, (one) => [way.of(one)])])
      .filter(([, counts]) => counts.length > 1)
      .map(([way, counts]) =>
        el(
          "div",
          { class: "ways", role: "group", "aria-label": way.label },
          el("span", {}, `${way.label}: `),
          ...counts.map(([value, count]) =>
            el(
              "button",
              {
                type: "button",
                class: way.key === "certainty" ? value : "",
                "aria-pressed": String(narrowed[way.key] === value),
                onclick: (event) => {
                  narrowed[way.key] = narrowed[way.key] === value ? "" : value;
                  for (const other of event.currentTarget.parentElement.querySelectorAll("button"))
                    other.setAttribute(
                      "aria-pressed",
                      String(other === event.currentTarget && narrowed[way.key] === value),
                    );
                  list();
                },
              },
              `${way.name(value)} ${count}`,
            ),
          ),
        ),
      );
    const sources = cakg.tally(told, cakg.sourcesOf).filter(([name]) => name);
    const named = ["contested", "denied"].flatMap((certainty) => {
      const those = shown.filter((place) => data.statements[place].certainty === certainty);
      return those.length
        ? [
            el(
              "div",
              { class: "named" },
              el("b", { class: certainty }, cakg.capital(firmness(certainty))),
              ...those.slice(0, NAMED).map((place) => {
                const one = data.statements[place];
                const show = () => page.set({ statement: one.id });
                return el("div", {}, el("button", { type: "button", class: "thing", onclick: show }, one.label));
              }),
              those.length > NAMED ? `and ${those.length - NAMED} more` : "",
            ),
          ]
        : [];
    });
    return [
      ...(sources.length
        ? [el("p", {}, `Sources: ${sources.map(([name, count]) => `${name} (${count})`).join(", ")}.`)]
        : []),
      ...buttons,
      ...named,
    ];
  }

  // The summary, what the view has to say, and the statements that the reader's words and buttons leave, the most important first, a step at a time.
  function listed(shown, beside) {
    const items = el("ol", {});
    const more = el("button", { type: "button" });
    const said = el("output", { class: "listed" });
    const field = el("input", {
      type: "search",
      id: "within",
      placeholder: "Filter by words",
      "aria-label": "Filter these statements by words",
      value: narrowed.words || "",
      oninput: () => {
        narrowed.words = field.value;
        list();
      },
    });
    let left = [];
    function step(most) {
      const first = items.children.length;
      items.append(...left.slice(first, first + most).map(item));
      const rest = left.length - items.children.length;
      more.hidden = !rest;
      more.textContent = `Show more (${rest})`;
      return items.children[first];
    }
    more.addEventListener("click", () => {
      const next = step(STEP);
      if (more.hidden) next.querySelector("button").focus();
    });
    function list() {
      left = shown.filter(
        (place) =>
          WAYS.every(({ key, of }) => !narrowed[key] || of(data.statements[place]) === narrowed[key]) &&
          (!narrowed.words || page.says(place, narrowed.words)),
      );
      items.replaceChildren();
      step(left.length <= FIRST + 4 ? left.length : FIRST);
      said.textContent = left.length < shown.length ? `${left.length} of ${cakg.count(shown.length, "statement")}` : "";
    }
    list();
    const parts = [
      ...(shown.length > FIRST ? [el("div", { class: "within" }, field, said)] : []),
      items,
      el("p", { class: "more" }, more),
    ];
    return [...(shown.length > NAMED ? summary(shown, list) : []), ...beside, ...parts];
  }

  let told = "";
  page.listen(() => {
    const what = chosen();
    const had = !box.hidden;
    box.hidden = !what;
    if (!what) {
      if (had && box.contains(document.activeElement)) box.parentElement.focus(); // not the field, which would take the keys
      told = "";
      box.replaceChildren();
      return;
    }
    const now = [page.state.thing, page.state.line].join(" ");
    if (now !== told) narrowed = {};
    const on = page.statement.get(page.state.statement);
    const shown = what.statements
      .filter((place) => page.shown.has(place))
      .sort((a, b) => (b === on) - (a === on) || page.byRank(a, b));
    const hidden = what.statements.length - shown.length;
    box.replaceChildren(
      el(
        "button",
        {
          type: "button",
          class: "close",
          "aria-label": "Close, back to the whole picture",
          onclick: () => page.choose(),
        },
        "×",
      ),
      el("h2", {}, what.name),
      ...what.about.filter(Boolean).map((text) => el("p", {}, text)),
      el(
        "p",
        { class: "counted" },
        cakg.count(what.statements.length, "statement") + (hidden ? `, ${hidden} hidden by the filters` : ""),
      ),
      ...listed(shown, what.more),
    );
    if (now !== told) {
      told = now;
      box.parentElement.scrollTop = 0;
      box.scrollTop = 0;
    }
    if (page.state.line || page.state.thing) box.querySelector("li.on")?.scrollIntoView({ block: "nearest" });
  });
});
