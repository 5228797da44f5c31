// Draws the map: states in the colours of their answers, points, ties; and whose view of the disputed area it takes.
"use strict";
(function () {
  let map, data, svg, taken;
  const box = cakg.el("div", { id: "sheet" });
  const bar = cakg.el("div", { id: "controls" });
  const heading = cakg.el("p", { id: "asked" });
  const layer = (page) => map.layers.find((one) => one.key === page.state.layer) || map.layers[0];
  const view = (page) => map.views.find((one) => one.key === page.state.crimea) || map.views[0];
  const shownOf = (page, statements) => statements.filter((place) => page.shown.has(place));
  const label = (place) => data.things[place].label;
  const rgb = (colour) => `rgb(${[1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)).join(", ")})`; // as it is, light or dark

  // Called once, before anything is drawn.
  function begin(page) {
    ({ data } = page);
    map = data.map;
    const layers = map.layers.map((one) => [one.key, one.title]);
    bar.append(
      ...(layers.length ? [cakg.choice("Colour by", "layer", [...layers, ["none", "nothing"]], (value) => page.set({ layer: value }))] : []),
      cakg.choice("Crimea drawn as", "crimea", map.views.map((one) => [one.key, one.label]), (value) => page.set({ crimea: value })),
      ...[["ties", "ties"], ["points", "places and events"]].map(([id, text]) => cakg.el("label", {},
        cakg.el("input", { type: "checkbox", id, onchange: (event) => page.set({ [id]: event.target.checked }) }), ` ${text}`)),
    );
    cakg.byId("view").replaceChildren(bar, heading, box);
    return [];
  }

  // The answer of each state that has one in what is shown, by the place of the thing.
  function answers(page) {
    if (page.state.layer === "none" || !map.layers.length) return new Map();
    const given = layer(page).answers.filter((answer) => shownOf(page, answer.statements).length);
    return new Map(given.map((answer) => [answer.thing, answer]));
  }

  function draw(page) {
    const { state } = page;
    const colours = cakg.colours();
    const found = answers(page);
    const fill = (answer) => (answer ? layer(page).legend[answer.place].colour : cakg.dark() ? "#343b43" : "#f3efe6");
    const strange = cakg.dark() ? "#272d34" : "#e4e4e1";
    const matched = new Set(page.matches(state.q));
    const chosen = page.thing.get(state.thing);
    const far = (things) => (state.q ? !things.some((place) => matched.has(place)) : chosen !== undefined && !things.includes(chosen));
    const sheet = { width: map.width, height: map.height };
    svg = cakg.svg("svg", { id: "map", viewBox: `0 0 ${map.width} ${map.height}`, role: "group", "aria-label": "Map", "font-family": "Arial, 'Liberation Sans', Helvetica, sans-serif" },
      cakg.svg("defs", {}, cakg.svg("pattern", { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        cakg.svg("path", { d: "M0 0V5", stroke: colours.ink, "stroke-width": 1.6 })),
      cakg.svg("clipPath", { id: "frame" }, cakg.svg("rect", sheet))));
    const drawn = cakg.svg("g", { "clip-path": "url(#frame)" }, cakg.svg("rect", { ...sheet, fill: cakg.dark() ? "#11202c" : "#d3e5ef" }),
      ...lands(page, found, fill, strange), ...borders(page, colours));
    taken = [];
    const names = map.spots.filter((spot) => spot.state).map((spot) => name(found.get(spot.things[0]), spot, far, fill, colours));
    if (state.ties) drawn.append(...map.ties.flatMap((tie) => line(page, tie, far, colours)));
    drawn.append(...names);
    if (state.points) drawn.append(...map.spots.filter((spot) => !spot.state).flatMap((spot) => point(page, spot, far, colours)));
    const marked = map.areas.find((area) => area.thing !== null && area.thing === chosen);
    if (marked) drawn.append(cakg.svg("path", { d: marked.path, fill: "none", stroke: colours.focus, "stroke-width": 2, "pointer-events": "none" }));
    svg.append(drawn);
    cakg.redraw(box, svg);
    said(page);
  }

  function lands(page, found, fill, strange) {
    const owner = view(page).owner;
    return map.areas.flatMap((area) => {
      const place = area.name === map.disputed ? owner : area.thing;
      const colour = place === null ? strange : fill(found.get(place));
      const land = cakg.svg("path", { d: area.path, "fill-rule": "evenodd", fill: colour, stroke: colour, "stroke-width": 0.6 });
      if (area.name === map.disputed) {
        return [land, cakg.svg("path", { id: "disputed", d: area.path, fill: "url(#hatch)", "fill-opacity": 0.75, "data-owner": place === null ? "" : data.things[place].id })];
      }
      if (place === null) return [land];
      const answer = found.get(place);
      const words = answer ? answer.words.map((one) => one.filter(Boolean).join(", ")).join("; ") : "";
      return [cakg.button(land, `area ${data.things[place].id}`, `${label(place)}${words ? `: ${words}` : ""}`, () => page.choose({ thing: data.things[place].id }))];
    });
  }

  // All borders; the land border of the disputed area is one for those alone who draw it with the state on its other side.
  function borders(page, colours) {
    const within = view(page).key === map.views[0].key;
    const line = { fill: "none", stroke: cakg.dark() ? "#8a949e" : "#8b8578", "stroke-width": 0.8, "stroke-linejoin": "round" };
    const dashes = within ? "1 2.5" : view(page).owner === null ? "4 2" : undefined;
    return [cakg.svg("path", { ...line, d: map.borders }), cakg.svg("path", { ...line, id: "disputed-border", d: map.disputedBorder, stroke: colours.ink, "stroke-dasharray": dashes })];
  }

  const tieKey = (tie) => `${tie.things.map((place) => data.things[place].id).join(" ")} ${tie.footing}`;

  function line(page, tie, far, colours) {
    const shown = shownOf(page, tie.statements).length;
    if (!shown) return [];
    const [one, other] = tie.ends.map((end) => map.spots[end]);
    const bow = 0.1 + 0.08 * tie.bend;
    const middle = [(one.x + other.x) / 2 - bow * (other.y - one.y), (one.y + other.y) / 2 + bow * (other.x - one.x)];
    const path = `M${one.x} ${one.y}Q${middle.map((value) => value.toFixed(1)).join(" ")} ${other.x} ${other.y}`;
    const look = data.footings[tie.footing];
    const on = page.state.line === tieKey(tie);
    const faint = on ? false : page.state.line ? true : far(tie.things);
    const drawn = cakg.svg("g", { fill: "none", "stroke-opacity": faint ? 0.08 : 0.75 },
      cakg.svg("path", { d: path, stroke: on ? colours.focus : cakg.ink(look.colour), "stroke-width": tie.width * 0.6 + (on ? 2 : 0), "stroke-dasharray": look.dashes.length ? look.dashes.map((length) => length / 2).join(" ") : undefined }),
      cakg.svg("path", { d: path, stroke: "#000", "stroke-opacity": 0, "stroke-width": 9 }));
    return [cakg.button(drawn, `tie ${tieKey(tie)}`, `${tie.things.map(label).join(" – ")}: ${cakg.count(shown, "statement")}`, () => page.choose({ line: tieKey(tie) }), { reach: false })];
  }

  // Whether a text fits beside what is written already; where it does, the room is taken.
  function room(x, y, wide, high) {
    const free = x > 0 && x + wide < map.width && taken.every((one) => x > one.x + one.wide || x + wide < one.x || y > one.y + one.high || y + high < one.y);
    if (free) taken.push({ x, y, wide, high });
    return free;
  }

  const spotKey = (spot) => `at ${data.things[spot.things[0]].id}`;

  function point(page, spot, far, colours) {
    const shown = spot.things.filter((place) => shownOf(page, page.about[place]).length);
    if (!shown.length) return [];
    const text = shown.length > 1 ? `${shown.length} places and events` : label(shown[0]);
    const look = data.kinds[data.things[shown[0]].kind];
    const press = () => page.choose(shown.length > 1 ? { line: spotKey(spot) } : { thing: data.things[shown[0]].id });
    const size = shown.length > 1 ? 7 : 4.5;
    const drawn = cakg.svg("g", { opacity: far(shown) ? 0.25 : 1 },
      cakg.svg("circle", { cx: spot.x, cy: spot.y, r: size, fill: cakg.ink(look.colour), stroke: colours.paper, "stroke-width": 1.2 }));
    if (shown.length > 1) drawn.append(cakg.svg("text", { x: spot.x, y: spot.y + 3, "font-size": 9, "font-weight": "bold", "text-anchor": "middle", fill: colours.paper }, String(shown.length)));
    const beside = shown.length > 1 ? "" : cakg.fit(text, 10, 150);
    const wide = cakg.wide(beside, 10);
    const side = [spot.x + 8, spot.x - 8 - wide].find((x) => beside && room(x, spot.y - 5, wide, 10));
    if (side !== undefined) drawn.append(cakg.svg("text", { x: side, y: spot.y + 3.5, "font-size": 10, "font-style": "italic", fill: colours.ink, stroke: colours.paper, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" }, beside));
    return [cakg.button(drawn, `spot ${spotKey(spot)}`, shown.length > 1 ? `${text}: ${shown.map(label).join("; ")}` : text, press)];
  }

  // The name of a state, below it what it answered: a figure never stands without its period.
  function name(answer, spot, far, fill, colours) {
    const ink = answer ? "#14181d" : colours.ink;
    const row = { x: spot.x, "text-anchor": "middle", fill: ink, stroke: fill(answer), "stroke-width": 2.5, "stroke-linejoin": "round", "paint-order": "stroke" };
    const words = answer ? answer.words.slice(0, 2).flat().filter(Boolean) : [];
    const wide = Math.max(cakg.wide(label(spot.things[0]), 13, "bold"), ...words.map((text) => cakg.wide(text, 11)));
    room(spot.x - wide / 2, spot.y - 11, wide, 13 * (words.length + 1));
    return cakg.svg("g", { opacity: far(spot.things) ? 0.6 : 1, "pointer-events": "none" },
      cakg.svg("text", { ...row, y: spot.y, "font-size": 13, "font-weight": "bold" }, label(spot.things[0])),
      ...words.map((text, number) => cakg.svg("text", { ...row, y: spot.y + 13 * (number + 1), "font-size": 11 }, text)));
  }

  function said(page) {
    const { state } = page;
    for (const id of ["ties", "points"]) cakg.byId(id).checked = state[id];
    if (map.layers.length) cakg.byId("layer").value = state.layer === "none" ? "none" : layer(page).key;
    cakg.byId("crimea").value = view(page).key;
    const asked = map.layers.length && state.layer !== "none" ? layer(page) : null;
    heading.replaceChildren(...(asked ? [cakg.el("strong", {}, asked.title), ` ${asked.note}`] : [map.layers.length ? "" : "No state answers the question in what was selected."]));
  }

  function legend(page) {
    const asked = map.layers.length && page.state.layer !== "none" ? layer(page) : null;
    const beside = asked ? asked.beside.map((one) => one.label) : [];
    const used = new Set(map.ties.filter((tie) => shownOf(page, tie.statements).length).map((tie) => tie.footing));
    const kinds = new Set(map.spots.filter((spot) => !spot.state).flatMap((spot) => spot.things).map((place) => data.things[place].kind));
    const elsewhere = map.elsewhere.map(label);
    return [
      ...(asked ? [{ heading: `${asked.question} ${asked.title}`, entries: asked.legend.map((one) => ({ label: one.label, colour: rgb(one.colour), shape: "square" })),
        note: [asked.note, "A state without colour: the sources give no answer.", beside.length && `Also said of, and not on the map: ${beside.join(", ")}.`].filter(Boolean).join(" ") }] : []),
      ...(page.state.ties && used.size ? [{ heading: "Ties", entries: Object.entries(data.footings).filter(([key]) => used.has(key)).map(([, look]) => ({ label: look.label, colour: look.colour, dashes: look.dashes })),
        note: `The thicker, the more statements.${elsewhere.length ? ` Not on this map: ${elsewhere.join(", ")}.` : ""}` }] : []),
      ...(page.state.points && kinds.size ? [{ heading: "Points", entries: [...kinds].sort().map((kind) => ({ label: data.kinds[kind].label, colour: data.kinds[kind].colour, shape: "dot" })),
        note: "A point stands for a whole area; no source gives a coordinate. A number: so many at one point." }] : []),
      { heading: `Boundaries: Natural Earth’s, with Crimea drawn as ${view(page).label} and hatched`, entries: [], note: `${view(page).says} All other boundaries are as Natural Earth draws them, by who controls an area; the other regions of Ukraine that Russia claims since 2022 are drawn with Ukraine in every view, as General Assembly resolution ES-11/4 holds.` },
    ];
  }

  // What the panel says of a state besides its statements: its answer, with the claims that it rests on.
  function more(page, place) {
    const answer = answers(page).get(place);
    if (!answer) return [];
    const words = answer.words.map((one) => one.filter(Boolean).join(", ")).join("; ");
    return [cakg.el("p", { class: "answer" }, `${layer(page).title}: `, cakg.el("b", {}, words)),
      ...shownOf(page, answer.statements).flatMap((number) => data.statements[number].claims.map(cakg.claim))];
  }

  function group(key) {
    const spot = map.spots.find((one) => spotKey(one) === key);
    if (spot) return { name: spot.things.map(label).join("; "), about: "They share a point on the map.", statements: [...new Set(spot.things.flatMap((place) => cakg.now.about[place]))] };
    const tie = map.ties.find((one) => tieKey(one) === key);
    return tie && { name: tie.things.map(label).join(" – "), about: data.footings[tie.footing].label, statements: tie.statements };
  }

  cakg.start({ defaults: { layer: "", crimea: "un", ties: false, points: true }, tools: begin, draw, legend, group, more, image: () => cakg.still(svg) });
})();
