// The tables, for keyboard and screen reader users; and the statements that are not drawn, as a list in the panel, or as a
// table if none can be drawn.
cakg.parts.push((page) => {
  const STEP = 400;
  const { data, view } = page;
  const { count } = cakg;

  // Returns a function that fills a table with rows for indices, in steps; rows are cached.
  function filler(table, row) {
    const made = new Map();
    let places = [];
    function show(most) {
      const rows = places.slice(0, most).map((place) => made.get(place) || made.set(place, row(place)).get(place));
      const rest = places.length - rows.length;
      const more = button(`Show ${Math.min(rest, STEP)} more`, () => show(most + STEP));
      fill(table.tBodies[0], rows);
      fill(table.nextElementSibling, rest > 0 && [`The first ${rows.length} of ${places.length}. `, more]);
    }
    return (chosen) => {
      if (chosen.join() === places.join()) return;
      places = chosen;
      show(STEP);
    };
  }
  const cell = (...children) => el("td", {}, children);
  function head(label, what, below) {
    const choose = () => {
      page.choose(what);
      byId("chosen").focus();
    };
    return el("th", { scope: "row" }, button(label, choose, { class: "thing" }), below && el("div", {}, below));
  }
  function statementRow(place) {
    const one = data.statements[place];
    return el(
      "tr",
      {},
      head(one.label, { statement: one.id }, one.more),
      el("td", { class: one.certainty }, one.status),
      cell(one.theme),
      cell(one.when),
      el("td", { class: "involved" }, cakg.thingButtons(one.things)),
      cell(one.claims.map(cakg.claim)),
    );
  }
  function thingRow(place) {
    const one = data.things[place];
    return el(
      "tr",
      {},
      head(one.label, { thing: one.id }),
      cell(data.kinds[one.kind].label),
      cell(String(page.about[place].length)),
      cell(one.aliases.join(", ")),
      cell(one.definition),
    );
  }
  const statements = filler(byId("statements"), statementRow);
  const things = filler(byId("things"), thingRow);

  const list = el("ul");
  const beside = el(
    "details",
    { id: "unplaced", hidden: true, ontoggle: () => fillList() },
    el("summary"),
    view.whyUnplaced && el("p", {}, view.whyUnplaced),
    list,
  );
  byId("about").before(beside);
  const why = el("p");
  const table = el("table", {}, byId("statements").tHead.cloneNode(true), el("tbody"));
  const instead = el(
    "section",
    { id: "instead", "aria-label": "Statements, as a table", tabindex: 0, hidden: true },
    why,
    table,
    el("p", { class: "more" }),
  );
  byId("stage").append(instead);
  const rows = filler(table, statementRow);
  let unplaced = [];
  function fillList() {
    const item = (one) => {
      const choose = () => page.choose({ statement: one.id });
      return el("li", {}, button(cakg.labelWithStatus(one), choose, { class: "thing" }));
    };
    fill(list, beside.open && unplaced.map((place) => item(data.statements[place])));
  }

  function fillTables() {
    const shown = [...page.shown];
    const involved = new Set(shown.flatMap((place) => data.statements[place].things));
    statements(shown);
    things([...involved].sort((a, b) => page.about[b].length - page.about[a].length || a - b));
    const words = [`${count(shown.length, "statement")} about ${count(involved.size, "thing")}`, page.hiding()];
    byId("counted").textContent =
      `${words.filter(Boolean).join("; ")}. Select a name in the first column to read the claims.`;
  }
  let waiting;
  page.listen(() => {
    const drawn = view.drawn?.(page) || page.shown;
    unplaced = [...page.shown].filter((place) => !drawn.has(place)).sort(page.byRank);
    const nothing = unplaced.length > 0 && unplaced.length === page.shown.size;
    const number = count(unplaced.length, "statement");
    beside.hidden = !unplaced.length || nothing;
    beside.firstChild.textContent = `Not drawn: ${number}`;
    fillList();
    instead.hidden = !nothing;
    byId("view").inert = nothing;
    why.textContent = `None of ${number} can be drawn. ${view.whyUnplaced} This table lists them.`;
    if (nothing) rows(unplaced);
    // the tables below the window can be filled a moment later
    clearTimeout(waiting);
    waiting = setTimeout(fillTables, 60);
  });
});
