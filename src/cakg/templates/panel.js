// The panel with details of the selected thing, line or statement: a summary, then all claims with their citations.
cakg.parts.push((page) => {
  const FIRST = 10,
    STEP = 40,
    NAMED = 3;
  const { data } = page;
  const box = byId("chosen");

  const named = ({ label, id }, choose) => button(label, () => choose(id), { class: "thing" });
  cakg.thingButtons = (places) =>
    places.map((place) => [named(data.things[place], (thing) => page.choose({ thing })), " "]);
  const link = (address, text) =>
    address ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text) : text;
  // A text with a link to its own page, in the web explorer.
  const own = ({ page: href }, text) => (href ? el("a", { href }, text) : text);
  // A claim in words: polarity, mode, hedge and speakers, then the passage and how to cite it.
  cakg.claim = (claim) => {
    if (claim.line) return el("div", { class: "claim" }, claim.line);
    const cited = data.citations[claim.cites];
    const { place, text, source, page: inside, address = data.sources[source].address } = cited;
    return el(
      "div",
      { class: "claim" },
      el("b", { class: claim.does.replace(" ", "-") }, claim.does),
      ` ${claim.words}. `,
      el("cite", {}, inside ? own(cited, place) : link(address, place)),
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
      el("p", { class: "paraphrase" }, own(one, [one.label, one.more].filter(Boolean).join("; "))),
      one.claims.map(cakg.claim),
      one.points?.map(({ text, sides }) => [
        el("p", { class: "point" }, text),
        el(
          "ul",
          { class: "sides" },
          sides.map((side) => el("li", {}, side)),
        ),
      ]),
      el("p", { class: "involved" }, "Involves ", cakg.thingButtons(one.things)),
    );
  }
  function chosen() {
    const { thing, line, statement } = page.state;
    const place = page.thing.get(thing);
    if (place !== undefined) {
      const one = data.things[place];
      const { label, kind, definition, aliases } = one;
      const about = [
        [data.kinds[kind].label, definition].filter(Boolean).join(" · "),
        aliases.length && `Also called ${aliases.join(", ")}`,
      ];
      return { name: own(one, label), about, statements: page.about[place], more: page.view.more?.(page, place) };
    }
    const group = line && page.view.group?.(line);
    if (group) return { ...group, about: [group.about] };
    return (
      page.statement.has(statement) && {
        name: "Statement",
        about: [],
        statements: [page.statement.get(statement)],
      }
    );
  }

  const firmness = (certainty) => data.certainties[certainty].label.split(":")[0];
  const GROUPS = [
    { key: "theme", label: "By theme", of: (one) => one.theme || "none", name: (value) => value },
    { key: "certainty", label: "By firmness", of: (one) => one.certainty, name: firmness },
  ];
  // The filters of the list in the panel, reset when another item is selected.
  let narrowed = {};

  // A summary of the statements: numbers by theme and firmness, sources, and those contested or denied.
  function summary(statements) {
    const sources = cakg.tally(statements.flatMap(cakg.sourcesOf)).filter(([name]) => name);
    const groups = GROUPS.map(({ key, label, of, name }) => {
      const counts = cakg.tally(statements.map(of));
      if (counts.length < 2) return null;
      const buttons = counts.map(([value, count]) => {
        const narrow = () => {
          narrowed[key] = narrowed[key] === value ? "" : value;
          update();
        };
        return button(`${name(value)} ${count}`, narrow, {
          class: key === "certainty" && value,
          "aria-pressed": String(narrowed[key] === value),
          "data-key": `${key} ${value}`,
        });
      });
      return el("div", { class: "ways", role: "group", "aria-label": label }, `${label}: `, buttons);
    });
    const doubted = ["contested", "denied"].map((certainty) => {
      const those = statements.filter((one) => one.certainty === certainty);
      return (
        those.length > 0 &&
        el(
          "div",
          { class: "named" },
          el("b", { class: certainty }, cakg.capital(firmness(certainty))),
          those.slice(0, NAMED).map((one) =>
            el(
              "div",
              {},
              named(one, (statement) => page.set({ statement })),
            ),
          ),
          those.length > NAMED && `and ${those.length - NAMED} more`,
        )
      );
    });
    const said = sources.map(([name, count]) => `${name} (${count})`).join(", ");
    return [said && el("p", {}, `Sources: ${said}.`), groups, doubted];
  }

  // The list of statements that pass the filters of the panel, the most important first, with more on demand. Above it
  // are the summary and the elements that the view adds.
  function listed(shown, beside) {
    let left = [];
    const items = el("ol");
    const said = el("output", { class: "listed" });
    const field = el("input", {
      type: "search",
      id: "within",
      placeholder: "Filter by words",
      "aria-label": "Filter these statements by words",
      value: narrowed.words,
      oninput: () => {
        narrowed.words = field.value;
        list();
      },
    });
    const more = button("", () => {
      const next = step(STEP);
      if (more.hidden) next.querySelector("button").focus();
    });
    function step(most) {
      const first = items.children.length;
      items.append(...left.slice(first, first + most).map(item));
      const rest = left.length - items.children.length;
      more.hidden = !rest;
      more.textContent = `Show more (${rest})`;
      return items.children[first];
    }
    function list() {
      left = shown.filter(
        (place) =>
          GROUPS.every(({ key, of }) => !narrowed[key] || of(data.statements[place]) === narrowed[key]) &&
          (!narrowed.words || page.mentions(place, narrowed.words)),
      );
      items.replaceChildren();
      step(left.length <= FIRST + 4 ? left.length : FIRST);
      said.textContent = left.length < shown.length ? `${left.length} of ${cakg.count(shown.length, "statement")}` : "";
    }
    list();
    const statements = shown.map((place) => data.statements[place]);
    return [
      shown.length > NAMED && summary(statements),
      beside,
      shown.length > FIRST && el("div", { class: "within" }, field, said),
      items,
      el("p", { class: "more" }, more),
    ];
  }

  let before = "";
  function update() {
    const what = chosen();
    if (!what && box.contains(document.activeElement)) box.parentElement.focus(); // not the search field, which would capture the keys
    box.hidden = !what;
    const now = what ? [page.state.thing, page.state.line].join(" ") : "";
    if (now !== before) narrowed = {};
    const { statements = [], name, about, more } = what || {};
    const on = page.statement.get(page.state.statement);
    const shown = statements
      .filter((place) => page.shown.has(place))
      .sort((a, b) => (b === on) - (a === on) || page.byRank(a, b));
    const hidden = statements.length - shown.length;
    const number = cakg.count(statements.length, "statement");
    fill(
      box,
      what && [
        button("×", () => page.choose(), { class: "close", "aria-label": "Close the details" }),
        el("h2", {}, name),
        about.map((text) => text && el("p", {}, text)),
        el("p", { class: "counted" }, hidden ? `${number}, ${hidden} hidden by the filters` : number),
        listed(shown, more),
      ],
    );
    if (now !== before) box.parentElement.scrollTop = box.scrollTop = 0;
    before = now;
    if (now.trim()) box.querySelector("li.on")?.scrollIntoView({ block: "nearest" });
  }
  page.listen(update);
});
