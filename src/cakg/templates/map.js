// Draws the map: colours the states, writes their answers on them, and adds points.
(() => {
  let page, data, map, land, areas;
  let found, colours, taken; // of the current drawing: answers by state, and the positions of texts
  const box = el("div", { id: "sheet" });
  const heading = el("p", { id: "asked", role: "status" });
  const whose = el("p", { id: "whose-said", role: "status" });
  const layer = () =>
    page.state.layer === "none" ? undefined : map.layers.find((one) => one.key === page.state.layer) || map.layers[0];
  const view = () => map.views.find((one) => one.key === page.state.whose) || map.views[0];
  const label = (place) => data.things[place].label;
  const key = (places) => places.map((place) => data.things[place].id).join(" ");
  const shade = (pair) => pair[Number(cakg.dark())];

  function controls() {
    const layers = cakg.choice("Colour by", "layer", [["none", "nothing"]], (chosen) => page.set({ layer: chosen }));
    const groups = Object.entries(Object.groupBy(map.layers, (one) => one.group)).map(([name, those]) =>
      el(
        "optgroup",
        { label: name },
        those.map((one) => el("option", { value: one.key }, one.title)),
      ),
    );
    layers.querySelector("select").prepend(...groups);
    const views = map.views.map((one) => [one.key, one.label]);
    const points = el("input", {
      type: "checkbox",
      id: "points",
      onchange: () => page.set({ points: points.checked }),
    });
    return el(
      "div",
      { id: "controls" },
      groups.length > 0 && layers,
      views.length > 0 &&
        cakg.choice(`${map.disputedName} drawn as`, "whose", views, (value) => page.set({ whose: value })),
      map.spots.length > 0 && el("label", { title: "Places and events" }, points, el("span", {}, " points")),
    );
  }

  function begin(given) {
    page = given;
    ({ data } = page);
    ({ map } = data);
    land = document.importNode(new DOMParser().parseFromString(map.drawing, "image/svg+xml").documentElement, true);
    set(land, { width: false, height: false });
    const drawn = [...land.querySelectorAll(".area")];
    if (map.disputed !== null) drawn.splice(map.disputed, 0, drawn.pop()); // it is the last path, above its neighbours
    areas = map.areas.map((thing, place) => ({ thing, path: drawn[place] }));
    for (const { thing, path } of areas)
      if (thing !== null) cakg.pressable(path, key([thing]), label(thing), () => page.choose({ thing: key([thing]) }));
    box.append(land);
    fill(byId("view"), controls(), heading, box, whose);
  }

  // The answer of each state from the statements that pass the filters, by the index of the thing.
  function answers() {
    const asked = layer();
    const given = new Map();
    for (const { thing, facts } of asked?.answers || []) {
      const shown = facts.filter((fact) => page.shown.has(fact.statement));
      if (!shown.length) continue;
      const [{ words, place }] = shown;
      const one = shown.every((fact) => fact.place === place);
      const several = one ? [words[0], cakg.count(shown.length, "statement")] : shown.map((fact) => fact.words[0]);
      const lines = shown.length === 1 ? words : [...new Set(several)];
      given.set(thing, {
        look: one ? asked.legend[place] : asked.legend.at(-1),
        lines,
        text: lines.join(", "),
        statements: shown.map((fact) => fact.statement),
      });
    }
    return given;
  }
  // The answers in a sentence: of all statements of the layer, or of those that pass the filters.
  const isWhole = (asked) => asked.answers.every(({ facts }) => facts.every((fact) => page.shown.has(fact.statement)));
  function inWords(asked) {
    if (isWhole(asked)) return asked.takeaway;
    const given = cakg.tally([...found.values()].map(({ look }) => look.label.split(":")[0]));
    const words = given.map(([answer, times]) => `${answer} (${times})`).join(", ");
    return `Answers that match the filters: ${cakg.count(found.size, "state")}${words && `: ${words}`}.`;
  }
  const bare = (thing) => shade(map.views.find((one) => one.owner === thing)?.tint || map.bare);
  const colourOf = (thing) => (thing === null ? shade(map.other) : found.get(thing)?.look.colour || bare(thing));
  // Whether none of these things is selected or found by the search.
  function far(things) {
    const { q, thing } = page.state;
    const near = q ? page.matches(q) : [page.thing.get(thing)];
    return Boolean(q || page.thing.has(thing)) && !things.some((place) => near.includes(place));
  }

  function draw() {
    const { state } = page;
    const asked = layer();
    colours = cakg.colours();
    found = answers();
    taken = [];
    set(land.querySelector(".sea"), { fill: shade(map.sea) });
    for (const border of land.querySelectorAll(".border")) set(border, { stroke: cakg.dark() ? "#8a949e" : "#8b8578" });
    areas.forEach(({ thing, path }, place) => {
      const colour = colourOf(place === map.disputed ? view().owner : thing);
      set(path, { fill: colour, stroke: colour });
      if (thing === null) return;
      const inWords = [label(thing), found.get(thing)?.text].filter(Boolean).join(": ");
      set(path, { "aria-label": inWords });
      path.querySelector("title").textContent = inWords;
    });
    const copies = (part, wanted, look) =>
      fill(
        land.querySelector(part),
        areas
          .filter(({ thing }) => wanted(thing))
          .map(({ path }) => svg("path", { d: path.getAttribute("d"), "fill-rule": "evenodd", ...look })),
      );
    copies(".dotted", (thing) => found.get(thing)?.look.dotted);
    const rim = { fill: "none", stroke: colours.focus, "stroke-width": 2, "pointer-events": "none" };
    copies(".rim", (thing) => thing === page.thing.get(state.thing), rim);
    if (map.disputed !== null) disputed();
    land.querySelectorAll(".name").forEach((made, number) => write(made, ...map.names[number]));
    fill(land.querySelector(".points"), state.points && map.spots.map(point));
    set(land, { "aria-label": ["Map", asked?.title, asked && inWords(asked)].filter(Boolean).join(". ") });
    if (map.layers.length) byId("layer").value = asked?.key || "none";
    if (map.spots.length) byId("points").checked = state.points;
    heading.textContent = asked
      ? [(map.layers.length > 1 || !isWhole(asked)) && inWords(asked), asked.note].filter(Boolean).join(" ")
      : map.layers.length
        ? ""
        : "No state has an answer in the selection.";
    centre();
  }

  // On a narrow screen, scrolls to the states with an answer, or else to all states with a name.
  function centre() {
    if (box.dataset.centred || !box.clientWidth) return;
    box.dataset.centred = "yes";
    const named = map.names.filter(([thing]) => (found.size ? found.has(thing) : thing !== null));
    const middle = named.reduce((sum, [, x]) => sum + x, 0) / (named.length || 1);
    box.scrollLeft = (box.scrollWidth * middle) / map.width - box.clientWidth / 2;
  }

  // Draws the disputed area according to the selected view.
  function disputed() {
    const { owner, dashes, label: drawn, because, key: chosen } = view();
    set(land.querySelector("#disputed"), { "data-owner": owner === null ? "" : key([owner]) });
    set(land.querySelector("#hatch path"), { stroke: found.get(owner)?.look.ink || colours.ink });
    set(land.querySelector("#disputed-border"), { stroke: colours.ink, "stroke-dasharray": dashes || false });
    byId("whose").value = chosen;
    whose.textContent = `${map.disputedName} drawn as ${[drawn, because].filter(Boolean).join(", ")}.`;
  }

  // The name of a state with its answer below; a figure always comes with its period.
  function write(made, thing, x, y) {
    const answer = found.get(thing);
    const shared = layer()?.shared;
    const [name, ...rows] = made.children;
    const lines = (answer?.lines || (shared?.things.includes(thing) ? [shared.words] : [])).slice(0, rows.length);
    rows.forEach((row, number) => fill(row, lines[number]));
    set(made, {
      fill: answer ? answer.look.ink : thing === null ? colours.faint : colours.ink,
      stroke: colourOf(thing),
      opacity: thing !== null && far([thing]) ? 0.6 : 1,
    });
    const wide = Math.max(cakg.wide(name.textContent, 13, "bold"), ...lines.map((text) => cakg.wide(text, 11)));
    room(x - wide / 2, y - 11, wide, 13 * (lines.length + 1));
  }

  // Reserves room for a text if it overlaps no other; returns whether it fits.
  function room(x, y, wide, high) {
    const free =
      x > 0 &&
      x + wide < map.width &&
      taken.every((one) => x > one.x + one.wide || x + wide < one.x || y > one.y + one.high || y + high < one.y);
    if (free) taken.push({ x, y, wide, high });
    return free;
  }

  // A dot, with its name if there is room; several things at one point are one dot with their number.
  function point({ x, y, things }) {
    const shown = things.filter((place) => page.about[place].some((one) => page.shown.has(one)));
    if (!shown.length) return null;
    const several = shown.length > 1;
    const text = several ? String(shown.length) : cakg.fit(label(shown[0]), 10, 150);
    const wide = cakg.wide(text, 10);
    const at = several ? x - wide / 2 : [x + 8, x - 8 - wide].find((left) => room(left, y - 5, wide, 10));
    const [ink, rim] = several ? [colours.paper, "none"] : [colours.ink, colours.paper];
    const drawn = svg(
      "g",
      { opacity: far(shown) ? 0.25 : 1 },
      svg("circle", {
        cx: x,
        cy: y,
        r: several ? 7 : 4.5,
        fill: cakg.ink(data.kinds[data.things[shown[0]].kind].colour),
        stroke: colours.paper,
        "stroke-width": 1.2,
      }),
      at !== undefined && svg("text", { x: at, y: y + 3.5, "font-size": 10, fill: ink, ...cakg.rim(rim, 3) }, text),
    );
    return cakg.pressable(drawn, key(shown), shown.map(label).join("; "), () =>
      page.choose(several ? { line: key(things) } : { thing: key(shown) }),
    );
  }

  function legend() {
    const asked = layer();
    const kinds = [...new Set(map.spots.flatMap((spot) => spot.things).map((place) => data.things[place].kind))]
      .sort()
      .map((kind) => data.kinds[kind]);
    return [
      asked && {
        heading: asked.title,
        note: isWhole(asked) ? asked.notes.join(" ") : `${asked.note} Other states: no answer, or one that is hidden.`,
        entries: asked.legend.map(({ label: words, colour, dotted }) => ({
          label: dotted ? `${words} (dotted)` : words,
          colour,
          fixed: true,
          corners: "14,1 26,1 26,13 14,13",
        })),
      },
      page.state.points &&
        kinds.length > 0 && {
          heading: "Points",
          entries: [{ label: kinds.map((kind) => kind.label).join(" or "), colour: kinds[0].colour, corners: "" }],
          note: `${map.pointsNote} A number is the count of things at that point.`,
        },
      (map.boundariesNote || view()) && {
        heading: "Boundaries",
        entries: [],
        note: [view()?.says, map.boundariesNote].filter(Boolean).join(" "),
      },
    ].filter(Boolean);
  }

  // For the panel of a state: its answer and the claims behind it.
  function more(_, place) {
    const answer = found.get(place);
    return (
      answer && [
        el("p", { class: "answer" }, `${layer().title}: `, el("b", {}, answer.text)),
        answer.statements.map((number) => data.statements[number].claims.map(cakg.claim)),
      ]
    );
  }

  function group(id) {
    const spot = map.spots.find((one) => key(one.things) === id);
    return (
      spot && {
        name: spot.things.map(label).join("; "),
        about: "These things share one point on the map.",
        statements: [...new Set(spot.things.flatMap((place) => page.about[place]))],
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
    still: () => cakg.still(land),
  });
})();
