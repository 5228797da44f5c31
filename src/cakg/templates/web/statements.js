// Draws the statements in the rows of a result as a network or a timeline, with a list of them, and offers the pictures.
"use strict";
(() => {
  const { cakg } = window;
  const { make, filled } = cakg;
  const { svg, short, item, lines, arrow, scrolled } = cakg.drawing;
  const { texts, node, shortened, labels, ask } = window.cakgQuerying;
  const MOST = 60; // statements in a picture
  const WIDTH = 1000;
  const DAY = 86_400_000;

  // ---- What is known about the statements ------------------------------------------

  async function known(iris, options) {
    const { json } = await ask(
      `SELECT * WHERE {
      VALUES ?iri { ${iris.map(node).join(" ")} }
      ?iri cakg:status ?status ; rdf:subject ?subject ; rdf:object ?object .
      OPTIONAL { ?iri cakg:earliest ?earliest } OPTIONAL { ?iri cakg:latest ?latest }
    }`,
      options,
    );
    const found = new Map();
    for (const row of JSON.parse(json).results.bindings) {
      const values = Object.fromEntries(Object.entries(row).map(([name, { value }]) => [name, value]));
      if (!found.has(values.iri)) found.set(values.iri, values);
    }
    const one = [...found.values()];
    const called = await labels([...new Set(one.flatMap(({ iri, subject, object }) => [iri, subject, object]))]);
    const name = (iri) => called.get(iri) ?? shortened(iri);
    return one.map((values) => {
      const [certainty, status] = window.cakgQueries.statuses[shortened(values.status)] ?? [
        "hedged",
        name(values.status),
      ];
      return {
        ...values,
        certainty,
        said: status,
        label: name(values.iri),
        ends: [values.subject, values.object],
        name,
      };
    });
  }

  // ---- The timeline -----------------------------------------------------------------

  function timeline(statements, index) {
    const times = ({ earliest, latest }) => [earliest, latest].map((day) => (day ? Date.parse(day) : NaN));
    const dated = statements.filter((one) => times(one).some((time) => !Number.isNaN(time)));
    if (!dated.length) return [make("p", {}, texts.undated)];
    const all = dated.flatMap(times).filter((time) => !Number.isNaN(time));
    const [first, last] = [Math.min(...all) - 30 * DAY, Math.max(...all) + 30 * DAY];
    const x = (time) => ((time - first) / (last - first)) * WIDTH;
    const start = (one) => times(one).find((time) => !Number.isNaN(time));
    dated.sort((a, b) => start(a) - start(b));
    const bars = dated.map((one) => {
      const [from, to] = times(one).map((time, at) => (Number.isNaN(time) ? at * WIDTH : x(time)));
      const bar = svg("rect", { x: from, y: 2, width: Math.max(to - from, 6), height: 6 });
      const frame = { viewBox: `0 0 ${WIDTH} 10`, preserveAspectRatio: "none", "aria-hidden": "true" };
      return item(one, index, svg("svg", frame, svg("path", { d: `M0 5H${WIDTH}` }), bar));
    });
    const [from, to] = [first, last].map((time) => new Date(time).getUTCFullYear());
    const note = filled(texts.timeline_text, { from, to, undated: statements.length - dated.length });
    return [make("p", { className: "hint" }, note), make("ol", { className: "drawn" }, ...bars)];
  }

  // ---- The network ------------------------------------------------------------------

  // The things in an order in which neighbours follow one another.
  function ordered(statements) {
    const found = new Set();
    function follow(thing) {
      if (found.has(thing)) return;
      found.add(thing);
      for (const { ends } of statements) if (ends.includes(thing)) ends.forEach(follow);
    }
    for (const { ends } of statements) ends.forEach(follow);
    return [...found];
  }

  function network(statements, index) {
    const things = ordered(statements);
    const radius = Math.min(270, 50 + 15 * things.length);
    const middle = radius + 50;
    const place = new Map(
      things.map((thing, at) => {
        const turn = (2 * Math.PI * (at + 0.5)) / things.length - Math.PI / 2;
        return [thing, [WIDTH / 2 + radius * Math.cos(turn), middle + radius * Math.sin(turn)]];
      }),
    );
    const points = things.map((thing) => {
      const [x, y] = place.get(thing);
      const name = statements[0].name(thing);
      const [side, anchor] = x < WIDTH / 2 - 1 ? [-12, "end"] : [12, "start"];
      const label = svg("text", { x: x + side, y: y + 5, "text-anchor": anchor }, short(name));
      return svg("g", {}, svg("title", {}, name), svg("circle", { cx: x, cy: y, r: 7 }), label);
    });
    const box = { viewBox: `-60 0 ${WIDTH + 120} ${2 * middle}`, class: "drawn", "aria-hidden": "true" };
    const drawn = svg("svg", box, arrow(), ...lines(statements, place, index, [WIDTH / 2, middle]), ...points);
    const list = make("ul", { className: "drawn" }, ...statements.map((one) => item(one, index)));
    return [scrolled(drawn, texts.as_network), make("p", { className: "hint" }, texts.network_text), list];
  }

  // ---- Switches between the table and the pictures ------------------------------------

  // The IRIs in the rows: those of statements and those of things, in their order.
  function irisIn(rows, placed) {
    const terms = rows.flatMap((row) => Object.values(row)).filter(({ type }) => type === "uri");
    const all = [...new Set(terms.map(({ value }) => value))];
    const begins = (iri, prefix) => shortened(iri).startsWith(prefix);
    return [all.filter((iri) => begins(iri, "stmt:")), all.filter((iri) => placed.has(iri) || begins(iri, "id:"))];
  }

  // Puts buttons for pictures before a table: a network and a timeline if its rows have statements, a map if they have
  // statements or things with a place. The *options* of the query are also those of the query about the statements.
  cakg.withPictures = (table, rows, options) => {
    const placed = new Set(window.cakgQueries.placed);
    const [iris, things] = irisIn(rows, placed);
    const views = { table: [texts.as_table] };
    if (iris.length)
      Object.assign(views, { network: [texts.as_network, network], timeline: [texts.as_timeline, timeline] });
    if (placed.size && (iris.length || things.some((iri) => placed.has(iri)))) {
      views.map = [texts.as_map, (statements, index) => cakg.placing(things, statements, index)];
    }
    if (Object.keys(views).length === 1) return [table];

    const box = make("div", {}, table);
    const nav = make("p", { className: "actions" });
    let [statements, current] = [null, "table"];

    async function drawn(view) {
      if (view === "table") return [table];
      statements ??= iris.length ? await known(iris.slice(0, MOST), options) : [];
      if (iris.length && !statements.length && view !== "map") return [make("p", {}, texts.not_drawn)];
      const part = filled(texts.drawn_part, { n: MOST, all: iris.length });
      const note = iris.length > MOST ? [make("p", { className: "hint" }, part)] : [];
      return [...note, ...(await views[view][1](statements, window.cakgIndex))];
    }

    async function show(view) {
      current = view;
      for (const one of nav.children) one.setAttribute("aria-pressed", String(one.dataset.view === view));
      const content = await drawn(view).catch((error) => [make("p", { className: "message" }, error.message)]);
      if (current === view) box.replaceChildren(...content); // the reader may have chosen another one meanwhile
    }

    for (const [view, [label]] of Object.entries(views)) {
      const button = make("button", { type: "button" }, label);
      button.dataset.view = view;
      button.setAttribute("aria-pressed", String(view === current));
      button.addEventListener("click", () => show(view));
      nav.append(button);
    }
    return [nav, box];
  };
})();
