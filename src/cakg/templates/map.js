// Shows the map: colours the states of the drawing that the page brings, writes their answers on them, adds points.
(function () {
  let map, data, svg, areas, names, parts, taken;
  const box = cakg.el("div", { id: "sheet" }),
    heading = cakg.el("p", { id: "asked", role: "status" }),
    whose = cakg.el("p", { id: "whose-said", role: "status" });
  const layer = ({ state }) =>
    state.layer === "none" ? undefined : map.layers.find((one) => one.key === state.layer) || map.layers[0];
  const view = ({ state }) => map.views.find((one) => one.key === state.whose) || map.views[0];
  const label = (place) => data.things[place].label;
  const key = (places) => places.map((place) => data.things[place].id).join(" ");
  const shade = (pair) => pair[Number(cakg.dark())];

  function controls(page) {
    const layers = cakg.choice("Colour by", "layer", [["none", "nothing"]], (value) => page.set({ layer: value }));
    const groups = Object.entries(Object.groupBy(map.layers, (one) => one.group));
    layers
      .querySelector("select")
      .prepend(
        ...groups.map(([name, those]) =>
          cakg.el("optgroup", { label: name }, ...those.map((one) => cakg.el("option", { value: one.key }, one.title))),
        ),
      );
    const views = map.views.map((one) => [one.key, one.label]);
    const points = cakg.el("input", {
      type: "checkbox",
      id: "points",
      onchange: (event) => page.set({ points: event.target.checked }),
    });
    return cakg.el(
      "div",
      { id: "controls" },
      ...(map.layers.length ? [layers] : []),
      ...(views.length
        ? [cakg.choice(`${map.disputedName} drawn as`, "whose", views, (value) => page.set({ whose: value }))]
        : []),
      ...(map.spots.length
        ? [cakg.el("label", { title: "Places and events" }, points, cakg.el("span", {}, " points"))]
        : []),
    );
  }

  // Called once, before anything is drawn.
  function begin(page) {
    ({ data } = page);
    ({ map } = data);
    svg = document.importNode(new DOMParser().parseFromString(map.drawing, "image/svg+xml").documentElement, true);
    for (const side of ["width", "height"]) svg.removeAttribute(side);
    parts = Object.fromEntries(
      ["sea", "dotted", "rim", "points", "border"].map((name) => [name, [...svg.querySelectorAll(`.${name}`)]]),
    );
    names = [...svg.querySelectorAll(".name")];
    const drawn = [...svg.querySelectorAll(".area")];
    if (map.disputed !== null) drawn.splice(map.disputed, 0, drawn.pop()); // it is drawn last, above its neighbours
    areas = map.areas.map((thing, place) => ({ thing, path: drawn[place] }));
    for (const { thing, path } of areas)
      if (thing !== null) cakg.button(path, key([thing]), label(thing), () => page.choose({ thing: key([thing]) }));
    box.append(svg);
    cakg.byId("view").replaceChildren(controls(page), heading, box, whose);
    return [];
  }

  // What each state answers by the statements that are shown, by the place of the thing: its look, lines and all words.
  function answers(page) {
    const asked = layer(page);
    const found = new Map();
    for (const { thing, facts } of asked?.answers || []) {
      const shown = facts.filter((fact) => page.shown.has(fact.statement));
      if (!shown.length) continue;
      const one = new Set(shown.map((fact) => fact.place)).size === 1;
      const alone = one
        ? [shown[0].words[0], cakg.count(shown.length, "statement")]
        : shown.map((fact) => fact.words[0]);
      found.set(thing, {
        look: asked.legend[one ? shown[0].place : asked.legend.length - 1],
        lines: shown.length === 1 ? shown[0].words : [...new Set(alone)],
        text: [...new Set(shown.map((fact) => fact.words.join(", ")))].join("; "),
        statements: shown.map((fact) => fact.statement),
      });
    }
    return found;
  }

  function draw(page) {
    const { state } = page,
      colours = cakg.colours(),
      found = answers(page),
      matched = page.matches(state.q),
      chosen = page.thing.get(state.thing);
    const bare = (thing) => shade(map.views.find((one) => one.owner === thing)?.tint || map.bare);
    const fill = (thing) => (thing === null ? shade(map.other) : found.get(thing)?.look.colour || bare(thing));
    const far = (things) =>
      state.q ? !things.some((place) => matched.includes(place)) : chosen !== undefined && !things.includes(chosen);
    parts.sea[0].setAttribute("fill", shade(map.sea));
    for (const border of parts.border) border.setAttribute("stroke", cakg.dark() ? "#8a949e" : "#8b8578");
    areas.forEach(({ thing, path }, place) => {
      const owner = place === map.disputed ? view(page).owner : thing;
      for (const name of ["fill", "stroke"]) path.setAttribute(name, fill(owner));
      if (thing === null) return;
      const told = [label(thing), found.get(thing)?.text].filter(Boolean).join(": ");
      path.setAttribute("aria-label", told);
      path.querySelector("title").textContent = told;
    });
    const copies = (those, look) =>
      those.map(({ path }) => cakg.svg("path", { d: path.getAttribute("d"), "fill-rule": "evenodd", ...look }));
    parts.dotted[0].replaceChildren(
      ...copies(
        areas.filter(({ thing }) => found.get(thing)?.look.dotted),
        {},
      ),
    );
    parts.rim[0].replaceChildren(
      ...copies(
        areas.filter(({ thing }) => thing !== null && thing === chosen),
        { fill: "none", stroke: colours.focus, "stroke-width": 2, "pointer-events": "none" },
      ),
    );
    if (map.disputed !== null) disputed(page, found, colours);
    taken = [];
    const shared = layer(page)?.shared || { things: [] };
    names.forEach((made, number) => write(made, map.names[number], found, { shared, far, fill, colours }));
    parts.points[0].replaceChildren(
      ...(state.points ? map.spots.flatMap((spot) => point(page, spot, far, colours)) : []),
    );
    svg.setAttribute("aria-label", ["Map", layer(page)?.takeaway].filter(Boolean).join(". "));
    if (map.layers.length) cakg.byId("layer").value = layer(page)?.key || "none";
    if (map.spots.length) cakg.byId("points").checked = state.points;
    heading.textContent = layer(page)
      ? [map.layers.length > 1 && layer(page).takeaway, layer(page).note].filter(Boolean).join(" ")
      : map.layers.length
        ? ""
        : "No state answers a question in what was selected.";
    centre(found);
  }

  // On a narrow screen the states that have an answer come first, or all that have a name.
  function centre(found) {
    if (box.dataset.centred || !box.clientWidth) return;
    box.dataset.centred = "yes";
    const named = map.names.filter(([thing]) => (found.size ? found.has(thing) : thing !== null));
    const middle = named.reduce((sum, [, x]) => sum + x, 0) / (named.length || 1);
    box.scrollLeft = (box.scrollWidth * middle) / map.width - box.clientWidth / 2;
  }

  // Whose view the map takes of the disputed area; its border is one only for a view that sees two sides there.
  function disputed(page, found, colours) {
    const { owner, dashes, label: drawn, because, key: chosen } = view(page);
    const hatched = svg.querySelector("#disputed"),
      border = svg.querySelector("#disputed-border");
    hatched.setAttribute("data-owner", owner === null ? "" : key([owner]));
    svg.querySelector("#hatch path").setAttribute("stroke", found.get(owner)?.look.ink || colours.ink);
    border.setAttribute("stroke", colours.ink);
    if (dashes) border.setAttribute("stroke-dasharray", dashes);
    else border.removeAttribute("stroke-dasharray");
    cakg.byId("whose").value = chosen;
    whose.textContent = `${map.disputedName} drawn as ${[drawn, because].filter(Boolean).join(", ")}.`;
  }

  // The name of a state, below it what it answered: a figure never stands without its period.
  function write(made, [thing, x, y], found, { shared, far, fill, colours }) {
    const answer = found.get(thing);
    const rows = [...made.children].slice(1);
    const lines = (answer?.lines || (shared.things.includes(thing) ? [shared.words] : [])).slice(0, rows.length);
    rows.forEach((row, number) => {
      row.textContent = lines[number] || "";
    });
    made.setAttribute("fill", answer ? answer.look.ink : thing === null ? colours.faint : colours.ink);
    made.setAttribute("stroke", fill(thing));
    made.setAttribute("opacity", thing !== null && far([thing]) ? 0.6 : 1);
    const wide = Math.max(
      cakg.wide(made.firstChild.textContent, 13, "bold"),
      ...lines.map((text) => cakg.wide(text, 11)),
    );
    room(x - wide / 2, y - 11, wide, 13 * (lines.length + 1));
  }

  // Whether a text fits beside what is written already; where it does, the room is taken.
  function room(x, y, wide, high) {
    const free =
      x > 0 &&
      x + wide < map.width &&
      taken.every((one) => x > one.x + one.wide || x + wide < one.x || y > one.y + one.high || y + high < one.y);
    if (free) taken.push({ x, y, wide, high });
    return free;
  }

  // A dot with its name where there is room; several things at one point are a dot with their number.
  function point(page, { x, y, things }, far, colours) {
    const shown = things.filter((place) => page.about[place].some((one) => page.shown.has(one)));
    if (!shown.length) return [];
    const several = shown.length > 1,
      text = several ? String(shown.length) : cakg.fit(label(shown[0]), 10, 150);
    const wide = cakg.wide(text, 10);
    const at = several ? x - wide / 2 : [x + 8, x - 8 - wide].find((left) => room(left, y - 5, wide, 10));
    const drawn = cakg.svg(
      "g",
      { opacity: far(shown) ? 0.25 : 1 },
      cakg.svg("circle", {
        cx: x,
        cy: y,
        r: several ? 7 : 4.5,
        fill: cakg.ink(data.kinds[data.things[shown[0]].kind].colour),
        stroke: colours.paper,
        "stroke-width": 1.2,
      }),
      ...(at === undefined
        ? []
        : [
            cakg.svg(
              "text",
              {
                x: at,
                y: y + 3.5,
                "font-size": 10,
                fill: several ? colours.paper : colours.ink,
                stroke: several ? "none" : colours.paper,
                "stroke-width": 3,
                "stroke-linejoin": "round",
                "paint-order": "stroke",
              },
              text,
            ),
          ]),
    );
    return [
      cakg.button(drawn, key(shown), shown.map(label).join("; "), () =>
        page.choose(several ? { line: key(things) } : { thing: key(shown) }),
      ),
    ];
  }

  function legend(page) {
    const asked = layer(page);
    const kinds = [...new Set(map.spots.flatMap((spot) => spot.things).map((place) => data.things[place].kind))].sort();
    return [
      asked && {
        heading: asked.title,
        note: asked.notes.join(" "),
        // with its opacity a colour is not lifted in the dark
        entries: asked.legend.map((one) => ({
          label: one.dotted ? `${one.label} (dotted)` : one.label,
          colour: `${one.colour}ff`,
          shape: "square",
        })),
      },
      page.state.points &&
        kinds.length && {
          heading: "Points",
          entries: [
            {
              label: kinds.map((kind) => data.kinds[kind].label).join(" or "),
              colour: data.kinds[kinds[0]].colour,
              shape: "dot",
            },
          ],
          note: `${map.pointsNote} A number: so many at one point.`,
        },
      (map.boundariesNote || view(page)) && {
        heading: "Boundaries",
        entries: [],
        note: [view(page)?.says, map.boundariesNote].filter(Boolean).join(" "),
      },
    ].filter(Boolean);
  }

  // What the panel says of a state besides its statements: its answer, with the claims that it rests on.
  function more(page, place) {
    const answer = answers(page).get(place);
    return answer
      ? [
          cakg.el("p", { class: "answer" }, `${layer(page).title}: `, cakg.el("b", {}, answer.text)),
          ...answer.statements.flatMap((number) => data.statements[number].claims.map(cakg.claim)),
        ]
      : [];
  }

  function group(id) {
    const spot = map.spots.find((one) => key(one.things) === id);
    return (
      spot && {
        name: spot.things.map(label).join("; "),
        about: "They share a point on the map.",
        statements: [...new Set(spot.things.flatMap((place) => cakg.now.about[place]))],
      }
    );
  }

  cakg.start({
    defaults: { layer: "", whose: "", points: true },
    tools: begin,
    draw,
    legend,
    group,
    more,
    still: () => cakg.still(svg),
  });
})();
