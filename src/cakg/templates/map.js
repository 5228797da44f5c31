// Draws the map: states in the colours of their answers, points, ties; and whose view of the disputed area it takes.
(function () {
  let map, data, svg, taken;
  const box = cakg.el("div", { id: "sheet" }),
    heading = cakg.el("p", { id: "asked" }),
    crimea = cakg.el("p", { id: "crimea-said", role: "status" });
  const BARE = { un: ["#f6e3cf", "#4c4034"], russia: ["#e4deef", "#3d3850"], none: ["#f3efe6", "#343b43"] }; // what has no answer; the two that claim Crimea are told apart
  const layer = ({ state }) =>
    state.layer === "none" ? undefined : map.layers.find((one) => one.key === state.layer) || map.layers[0];
  const view = ({ state }) => map.views.find((one) => one.key === state.crimea) || map.views[0];
  const shownOf = (page, statements) => statements.filter((place) => page.shown.has(place));
  const label = (place) => data.things[place].label;
  const key = (places) => places.map((place) => data.things[place].id).join(" ");
  const tieKey = (tie) => `${key(tie.things)} ${tie.certainty}`;

  // Called once, before anything is drawn.
  function begin(page) {
    ({ data } = page);
    ({ map } = data);
    const check = (id, text) =>
      cakg.el(
        "label",
        {},
        cakg.el("input", { type: "checkbox", id, onchange: (event) => page.set({ [id]: event.target.checked }) }),
        ` ${text}`,
      );
    cakg.byId("view").replaceChildren(
      cakg.el(
        "div",
        { id: "controls" },
        cakg.choice(
          "Colour by",
          "layer",
          [...map.layers.map((one) => [one.key, one.title]), ["none", "nothing"]],
          (value) => page.set({ layer: value }),
        ),
        cakg.choice(
          "Crimea drawn as",
          "crimea",
          map.views.map((one) => [one.key, one.label]),
          (value) => page.set({ crimea: value }),
        ),
        check("ties", "ties"),
        check("points", "places and events"),
        crimea,
      ),
      heading,
      box,
    );
    return [];
  }

  // The answer of each state that has one in what is shown, by the place of the thing.
  const answers = (page) =>
    new Map(
      (layer(page)?.answers || []).filter((one) => shownOf(page, one.statements).length).map((one) => [one.thing, one]),
    );

  function draw(page) {
    const { state } = page;
    const colours = cakg.colours();
    const found = answers(page);
    const matched = page.matches(state.q);
    const chosen = page.thing.get(state.thing);
    const bare = (place) => (BARE[map.views.find((one) => one.owner === place)?.key] || BARE.none)[Number(cakg.dark())];
    const fill = (place) => (found.has(place) ? layer(page).legend[found.get(place).place].colour : bare(place));
    const far = (things) =>
      state.q ? !things.some((place) => matched.includes(place)) : chosen !== undefined && !things.includes(chosen);
    taken = [];
    const names = map.spots
      .filter((spot) => spot.state)
      .map((spot) => name(found.get(spot.things[0]), spot, far, fill, colours));
    svg = cakg.svg(
      "svg",
      {
        id: "map",
        viewBox: `0 0 ${map.width} ${map.height}`,
        role: "group",
        "aria-label": "Map",
        "font-family": "Arial, 'Liberation Sans', Helvetica, sans-serif",
      },
      cakg.svg(
        "defs",
        {},
        cakg.svg("clipPath", { id: "frame" }, cakg.svg("rect", { width: map.width, height: map.height })),
        cakg.svg(
          "pattern",
          { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
          cakg.svg("path", { d: "M0 0V5", stroke: colours.ink, "stroke-width": 1.2 }),
        ),
      ),
      cakg.svg(
        "g",
        { "clip-path": "url(#frame)" },
        cakg.svg("rect", { width: map.width, height: map.height, fill: cakg.dark() ? "#11202c" : "#d3e5ef" }),
        ...map.areas.flatMap((area) => land(page, area, found, fill)),
        ...borders(page, chosen, colours),
        ...(state.ties ? map.ties.flatMap((tie) => line(page, tie, far, colours)) : []),
        ...names,
        ...(state.points
          ? map.spots.filter((spot) => !spot.state).flatMap((spot) => point(page, spot, far, colours))
          : []),
      ),
    );
    const first = !box.firstChild;
    cakg.redraw(box, svg);
    if (first) box.scrollLeft = (box.scrollWidth - box.clientWidth) * 0.7; // on a narrow screen Central Asia comes first
    for (const id of ["ties", "points"]) cakg.byId(id).checked = state[id];
    cakg.byId("layer").value = layer(page)?.key || "none";
    cakg.byId("crimea").value = view(page).key;
    crimea.textContent = `Crimea drawn as ${[view(page).label, view(page).because].filter(Boolean).join(", ")}.`;
    heading.replaceChildren(
      cakg.el("strong", {}, layer(page)?.title || ""),
      ` ${layer(page)?.note || ""}`,
      map.layers.length ? "" : "No state answers a question in what was selected.",
    );
  }

  // A state, or the disputed area in the colour of the state that the view draws it with, and hatched.
  function land(page, area, found, fill) {
    const disputed = area.name === map.disputed;
    const place = disputed ? view(page).owner : area.thing;
    const colour = place === null ? (cakg.dark() ? "#272d34" : "#e4e4e1") : fill(place);
    const drawn = cakg.svg("path", {
      d: area.path,
      "fill-rule": "evenodd",
      fill: colour,
      stroke: colour,
      "stroke-width": 0.6,
    });
    if (disputed)
      return [
        drawn,
        cakg.svg("path", {
          id: "disputed",
          d: area.path,
          fill: "url(#hatch)",
          "fill-opacity": 0.75,
          "data-owner": place === null ? "" : key([place]),
        }),
      ];
    if (place === null) return [drawn];
    return [
      cakg.button(drawn, key([place]), [label(place), found.get(place)?.text].filter(Boolean).join(": "), () =>
        page.choose({ thing: key([place]) }),
      ),
    ];
  }

  // All borders: that of the disputed area is one only for a view that sees two sides there; and the rim of what is chosen.
  function borders(page, chosen, colours) {
    const line = {
      fill: "none",
      stroke: cakg.dark() ? "#8a949e" : "#8b8578",
      "stroke-width": 0.8,
      "stroke-linejoin": "round",
      "pointer-events": "none",
    };
    const rim = map.areas.filter((area) => area.thing !== null && area.thing === chosen);
    return [
      cakg.svg("path", { ...line, d: map.borders }),
      cakg.svg("path", {
        ...line,
        id: "disputed-border",
        d: map.disputedBorder,
        stroke: colours.ink,
        "stroke-dasharray": view(page).dashes || undefined,
      }),
      ...rim.map((area) => cakg.svg("path", { ...line, d: area.path, stroke: colours.focus, "stroke-width": 2 })),
    ];
  }

  function line(page, tie, far, colours) {
    const shown = shownOf(page, tie.statements).length;
    if (!shown) return [];
    const on = page.state.line === tieKey(tie),
      look = data.certainties[tie.certainty];
    const drawn = cakg.svg(
      "g",
      { class: "tie", fill: "none", opacity: !on && (page.state.line || far(tie.things)) ? 0.08 : 1 },
      ...[
        [colours.paper, 1.8],
        [
          on ? colours.focus : cakg.ink(look.colour),
          0,
          look.dashes.map((length) => length * 0.7).join(" ") || undefined,
        ],
      ].map(([stroke, more, dashes]) =>
        cakg.svg("path", {
          d: tie.path,
          stroke,
          "stroke-width": 0.5 + tie.width * 0.65 + more + (on ? 2 : 0),
          "stroke-opacity": more ? 0.7 : 1,
          "stroke-dasharray": dashes,
        }),
      ),
      cakg.svg("path", { d: tie.path, stroke: "#000", "stroke-opacity": 0, "stroke-width": 9 }),
    );
    return [
      cakg.button(drawn, tieKey(tie), `${tie.things.map(label).join(" – ")}: ${cakg.count(shown, "statement")}`, () =>
        page.choose({ line: tieKey(tie) }),
      ),
    ];
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
    const shown = things.filter((place) => shownOf(page, page.about[place]).length);
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

  // The name of a state, below it what it answered: a figure never stands without its period.
  function name(answer, { x, y, things }, far, fill, colours) {
    const row = {
      x,
      "text-anchor": "middle",
      fill: answer ? "#14181d" : colours.ink,
      stroke: fill(things[0]),
      "stroke-width": 3.5,
      "stroke-linejoin": "round",
      "paint-order": "stroke",
    };
    const words = answer ? answer.words.slice(0, 2).flat().filter(Boolean) : [];
    const wide = Math.max(cakg.wide(label(things[0]), 13, "bold"), ...words.map((text) => cakg.wide(text, 11)));
    room(x - wide / 2, y - 11, wide, 13 * (words.length + 1));
    return cakg.svg(
      "g",
      { opacity: far(things) ? 0.6 : 1, "pointer-events": "none" },
      cakg.svg("text", { ...row, y, "font-size": 13, "font-weight": "bold" }, label(things[0])),
      ...words.map((text, number) => cakg.svg("text", { ...row, y: y + 13 * (number + 1), "font-size": 11 }, text)),
    );
  }

  function legend(page) {
    const asked = layer(page);
    const certainties = Object.entries(data.certainties).filter(([one]) =>
      map.ties.some((tie) => tie.certainty === one && shownOf(page, tie.statements).length),
    );
    const kinds = [
      ...new Set(
        map.spots
          .filter((spot) => !spot.state)
          .flatMap((spot) => spot.things)
          .map((place) => data.things[place].kind),
      ),
    ].sort();
    return [
      asked && {
        heading: `${asked.question} ${asked.title}`,
        note: [
          asked.note,
          "A state without a colour of these: the sources give no answer; Ukraine and Russia are then slightly tinted, to show with whom Crimea is drawn.",
          asked.beside,
        ]
          .filter(Boolean)
          .join(" "),
        entries: asked.legend.map((one) => ({ label: one.label, colour: `${one.colour}ff`, shape: "square" })),
      }, // with its opacity a colour is not lifted in the dark
      page.state.ties && {
        heading: "Ties",
        entries: certainties.map(([, look]) => look),
        note: "The thicker, the more statements.",
      },
      page.state.points && {
        heading: "Points",
        entries: kinds.length
          ? [
              {
                label: kinds.map((kind) => data.kinds[kind].label).join(" or "),
                colour: data.kinds[kinds[0]].colour,
                shape: "dot",
              },
            ]
          : [],
        note: map.pointsNote,
      },
      {
        heading: `Boundaries: Natural Earth’s, with Crimea drawn as ${view(page).label} and hatched`,
        entries: [],
        note: `${view(page).says} ${map.boundariesNote}`,
      },
    ].filter(Boolean);
  }

  // What the panel says of a state besides its statements: its answer, with the claims that it rests on.
  function more(page, place) {
    const answer = answers(page).get(place);
    return answer
      ? [
          cakg.el("p", { class: "answer" }, `${layer(page).title}: `, cakg.el("b", {}, answer.text)),
          ...shownOf(page, answer.statements).flatMap((number) => data.statements[number].claims.map(cakg.claim)),
        ]
      : [];
  }

  function group(id) {
    const spot = map.spots.find((one) => key(one.things) === id);
    if (spot)
      return {
        name: spot.things.map(label).join("; "),
        about: "They share a point on the map.",
        statements: [...new Set(spot.things.flatMap((place) => cakg.now.about[place]))],
      };
    const tie = map.ties.find((one) => tieKey(one) === id);
    return (
      tie && {
        name: tie.things.map(label).join(" – "),
        about: data.certainties[tie.certainty].label,
        statements: tie.statements,
      }
    );
  }

  cakg.start({
    defaults: { layer: "", crimea: "un", ties: false, points: true },
    tools: begin,
    draw,
    legend,
    group,
    more,
    still: () => cakg.still(svg),
  });
})();
