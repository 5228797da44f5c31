// The same as tables: everything that the picture shows, for whoever reads with a keyboard or a screen reader.
cakg.parts.push((page) => {
  const STEP = 400;
  const { data } = page;
  const counted = cakg.byId("counted");
  // Fills one table with the rows of some places, a step at a time; rows are made once.
  function filler(table, row) {
    const body = table.querySelector("tbody");
    const more = table.nextElementSibling;
    const made = new Map();
    let places = [];
    let most = STEP;
    const fill = () => {
      const rows = places.slice(0, most).map((place) => made.get(place) || made.set(place, row(place)).get(place));
      body.replaceChildren(...rows);
      const rest = places.length - rows.length;
      more.replaceChildren(
        ...(rest > 0
          ? [
              `The first ${rows.length} of ${places.length}. `,
              cakg.el(
                "button",
                {
                  type: "button",
                  onclick: () => {
                    most += STEP;
                    fill();
                  },
                },
                `Show ${Math.min(rest, STEP)} more`,
              ),
            ]
          : []),
      );
    };
    return (chosen) => {
      if (chosen.length === places.length && chosen.every((place, number) => place === places[number])) return;
      places = chosen;
      most = STEP;
      fill();
    };
  }

  const cell = (...children) => cakg.el("td", {}, ...children);
  // Makes a table of statements, which a paragraph for the rest follows, ready to be filled with places.
  page.statementTable = (table) => filler(table, statementRow);
  function statementRow(place) {
    const one = data.statements[place];
    return cakg.el(
      "tr",
      {},
      cakg.el(
        "th",
        { scope: "row" },
        cakg.el("button", { type: "button", class: "thing", onclick: () => choose({ statement: one.id }) }, one.label),
        one.more && `; ${one.more}`,
      ),
      cakg.el("td", { class: one.certainty }, one.status),
      cell(one.theme),
      cell(one.when),
      cell(...cakg.thingButtons(one.things)),
      cell(...one.claims.map(cakg.claim)),
    );
  }
  const statements = page.statementTable(cakg.byId("statements"));
  const things = filler(cakg.byId("things"), (place) => {
    const one = data.things[place];
    return cakg.el(
      "tr",
      {},
      cakg.el(
        "th",
        { scope: "row" },
        cakg.el("button", { type: "button", class: "thing", onclick: () => choose({ thing: one.id }) }, one.label),
      ),
      cell(data.kinds[one.kind].label),
      cell(String(page.about[place].length)),
      cell(one.aliases.join(", ")),
      cell(one.definition),
    );
  });

  function choose(what) {
    page.choose(what);
    cakg.byId("chosen").focus();
  }

  let waiting;
  page.listen(() => {
    // after the picture: what lies below the window can come a moment later
    clearTimeout(waiting);
    waiting = setTimeout(tell, 60);
  });
  function tell() {
    const shown = [...page.shown];
    const involved = new Set(shown.flatMap((place) => data.statements[place].things));
    statements(shown);
    things([...involved].sort((a, b) => page.about[b].length - page.about[a].length || a - b));
    counted.textContent =
      [`${cakg.count(shown.length, "statement")} about ${cakg.count(involved.size, "thing")}`, page.hiding()]
        .filter(Boolean)
        .join("; ") + ". A name in the first column opens what is said, by whom and where.";
  }
});
