// Draws the timeline: bars on lanes, with hard, soft and open ends, on an axis that is wide where much is dated.
(function () {
  const ROW = 22,
    BAR = 9,
    LANE = 168,
    TOP = 40,
    OPEN = 34,
    MOST_LANES = 14,
    MOST_BARS = 100;
  let data, time, svg, placed;
  const box = cakg.el("div", { id: "sheet" });
  const left = cakg.el("span");
  const LANES = {
    theme: (one) => [one.theme || "no theme"],
    thing: (one) => one.things.map((place) => data.things[place].label),
    source: cakg.sourcesOf,
  };
  const by = ({ state }) => (LANES[state.lanes] ? state.lanes : "theme");

  // Called once, before anything is drawn.
  function begin(page) {
    ({ data } = page);
    time = data.timeline;
    cakg.byId("view").replaceChildren(
      cakg.el(
        "div",
        { id: "controls" },
        cakg.choice(
          "Lanes by",
          "lanes",
          Object.keys(LANES).map((one) => [one, one]),
          (value) => page.set({ lanes: value }),
        ),
        left,
      ),
      box,
    );
    new ResizeObserver(() => draw(page)).observe(box);
    return [];
  }

  // The lanes with the bars of each, the fullest first.
  function lanes(page) {
    const found = new Map();
    for (const bar of time.bars.filter((one) => page.shown.has(one.statement))) {
      for (const name of LANES[by(page)](data.statements[bar.statement]))
        found.set(name, [...(found.get(name) || []), bar]);
    }
    return [...found].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  }

  const across = (share, width) => LANE + OPEN + share * (width - LANE - 2 * OPEN);

  // Each bar in the first row of its lane that has room for it and for its label, which stands on the side with more room.
  function packed(bars, width) {
    const rows = [];
    return bars
      .map((bar) => {
        const low = bar.from === null ? across(bar.to, width) - OPEN : across(bar.from, width);
        const high = bar.to === null ? low + OPEN : Math.max(across(bar.to, width), low + 3);
        const whole = cakg.told(data.statements[bar.statement]);
        const right = width - high > Math.min(low - LANE, cakg.wide(whole, 12) + 12),
          label = cakg.fit(whole, 12, (right ? width - high : low - LANE) - 12);
        const long = cakg.wide(label, 12) + 14;
        return { bar, low, high, label, right, from: right ? low : low - long, to: right ? high + long : high };
      })
      .sort((a, b) => a.low - b.low || a.high - b.high)
      .map((one) => {
        const free = rows.findIndex((taken) => taken.every(({ from, to }) => one.to < from || one.from > to));
        rows[free < 0 ? rows.push([]) - 1 : free].push(one);
        return { ...one, row: free < 0 ? rows.length - 1 : free };
      });
  }

  function draw(page) {
    const width = Math.max(box.clientWidth, 620);
    const colours = cakg.colours();
    const all = lanes(page);
    let height = TOP;
    placed = new Set();
    const drawn = all.slice(0, MOST_LANES).flatMap(([name, bars], number) => {
      const rows = packed(bars.slice(0, MOST_BARS), width);
      rows.forEach((one) => placed.add(one.bar.statement));
      const top = height;
      const high = ROW * (1 + Math.max(...rows.map((one) => one.row))) + 12;
      height += high;
      return [
        cakg.svg("rect", { y: top, width, height: high, fill: colours.raised, "fill-opacity": number % 2 ? 0 : 0.6 }),
        ...titled(name, Math.floor(high / 16)).map((text, place) =>
          cakg.svg("text", { x: 12, y: top + 19 + 15 * place, "font-weight": "bold", fill: colours.ink }, text),
        ),
        ...rows.map((one) => drawnBar(page, one, top + 6 + ROW * one.row, colours, `${number} `)),
      ];
    });
    const fades = Object.entries(data.certainties).flatMap(([key, { colour }]) =>
      [
        ["in", [0, 0.9]],
        ["out", [0.9, 0]],
        ["both", [0.1, 0.7, 0.7, 0.7, 0.1]],
      ].map(([way, strengths]) =>
        cakg.svg(
          "linearGradient",
          { id: `${key}-${way}` },
          ...strengths.map((strength, number) =>
            cakg.svg("stop", {
              offset: number / (strengths.length - 1),
              "stop-color": cakg.ink(colour),
              "stop-opacity": strength,
            }),
          ),
        ),
      ),
    );
    const sheet = (id, high, ...children) =>
      cakg.svg(
        "svg",
        {
          id,
          viewBox: `0 0 ${width} ${high}`,
          width,
          height: high,
          "font-family": "Arial, 'Liberation Sans', Helvetica, sans-serif",
          "font-size": 12,
        },
        ...children,
      );
    const head = sheet(
      "timeline-head",
      TOP,
      cakg.svg("rect", { width, height: TOP, fill: colours.paper }),
      ...ticks(width, TOP, colours),
    );
    svg = sheet(
      "timeline",
      height + 6,
      cakg.svg(
        "defs",
        {},
        ...fades,
        cakg.svg(
          "pattern",
          { id: "gaps", width: 5, height: 50, patternUnits: "userSpaceOnUse" },
          cakg.svg("path", { d: "M2 0h3v50h-3z", fill: colours.paper }),
        ),
      ),
      ...ticks(width, height, colours),
      ...drawn,
    );
    cakg.redraw(box, head, svg);
    cakg.byId("lanes").value = by(page);
    const more = all.slice(0, MOST_LANES).reduce((sum, [, bars]) => sum + Math.max(0, bars.length - MOST_BARS), 0);
    left.textContent = [
      all.length > MOST_LANES && `${all.length - MOST_LANES} lanes with fewer dates are left out.`,
      more && `Of full lanes ${more} bars are left out; the tables have them.`,
      !all.length && "Nothing that is shown has a date.",
    ]
      .filter(Boolean)
      .join(" ");
  }

  // The name of a lane in as many rows as it has.
  const titled = (name, most) =>
    name
      .split(" ")
      .reduce(
        (rows, word) => {
          const longer = `${rows.at(-1)} ${word}`.trim();
          return cakg.wide(longer, 12, "bold") < LANE - 20 ? [...rows.slice(0, -1), longer] : [...rows, word];
        },
        [""],
      )
      .slice(0, most);

  // A line for each year and month, and a zigzag where years are shortened; where labels have no room, years with dates come first.
  function ticks(width, height, colours) {
    const taken = [];
    const rank = (tick) => (tick.dated ? 0 : 2) + (tick.year ? 0 : 1);
    const zigzag = (from, to) =>
      cakg.svg("path", {
        class: "break",
        d: `M${from} 37${"l3 -6l3 6".repeat((to - from) / 6)}`,
        fill: "none",
        stroke: colours.ink,
        "stroke-width": 1.3,
      });
    return [
      ...time.breaks.map(([from, to]) => zigzag(across(from, width), across(to, width))),
      ...[...time.ticks]
        .sort((a, b) => rank(a) - rank(b))
        .flatMap(({ at, label, year }) => {
          const x = across(at, width);
          const end = x + cakg.wide(label, 12) + 6;
          const room = taken.every(([from, to]) => end < from || x > to);
          if (room) taken.push([x, end]);
          return [
            cakg.svg("path", {
              d: `M${x} ${year ? 18 : 28}V${height}`,
              stroke: colours.rule,
              "stroke-width": year ? 1.2 : 0.6,
            }),
            ...(room
              ? [
                  cakg.svg(
                    "text",
                    {
                      x: x + 2,
                      y: year ? 16 : 26,
                      "font-size": year ? 12 : 10,
                      "font-weight": year ? "bold" : "normal",
                      fill: colours.ink,
                    },
                    label,
                  ),
                ]
              : []),
          ];
        }),
    ];
  }

  // A bar: an event fades towards its bounds, a state stands between hard ends, a measure has caps, an end nobody gives trails off.
  function drawnBar(page, { bar, low, high, label, right }, y, colours, lane) {
    const one = data.statements[bar.statement];
    const colour = cakg.ink(data.certainties[one.certainty].colour);
    const way = bar.starts === "open" ? "in" : bar.ends === "open" ? "out" : bar.starts === "soft" ? "both" : "";
    const far = page.state.q
      ? !page.tells(page.state.q).has(bar.statement)
      : page.state.thing && !one.things.includes(page.thing.get(page.state.thing));
    const on = page.state.statement === one.id,
      mark = (d) => cakg.svg("path", { d, fill: "none", stroke: colour, "stroke-width": 1.5 });
    const body = { x: low, y: y + 1, width: high - low, height: BAR, rx: bar.aspect === "event" ? BAR / 2 : 0 };
    const made = cakg.svg(
      "g",
      { opacity: far ? 0.25 : 1, "data-starts": bar.starts, "data-ends": bar.ends, "data-statement": one.id },
      cakg.svg("rect", {
        ...body,
        fill: way ? `url(#${one.certainty}-${way})` : colour,
        stroke: on ? colours.focus : "none",
        "stroke-width": 2.5,
      }),
      ...(one.certainty === "denied"
        ? [cakg.svg("rect", { ...body, x: 0, transform: `translate(${low} 0)`, fill: "url(#gaps)" })]
        : []),
      ...(bar.aspect === "measure" && !way ? [mark(`M${low} ${y - 2}v${BAR + 6}M${high} ${y - 2}v${BAR + 6}`)] : []),
      ...(bar.starts === "open" ? [mark(`M${low + 6} ${y + 2}l-5 3.5l5 3.5`)] : []),
      ...(bar.ends === "open" ? [mark(`M${high - 6} ${y + 2}l5 3.5l-5 3.5`)] : []),
      cakg.svg(
        "text",
        {
          x: right ? high + 5 : low - 5,
          y: y + 10,
          "text-anchor": right ? "start" : "end",
          fill: one.certainty === "denied" ? colours.faint : colours.ink,
          "font-weight": on ? "bold" : "normal",
        },
        label,
      ),
    );
    return cakg.button(made, lane + one.id, `${one.label}, ${one.when} (${one.status})`, () =>
      page.choose({ statement: one.id }),
    );
  }

  // What no lane shows: the undated, and what has no room.
  const unplaced = (page) => [...page.shown].filter((place) => !placed.has(place));

  function legend(page) {
    const used = new Set(
      time.bars.filter((bar) => page.shown.has(bar.statement)).map((bar) => data.statements[bar.statement].certainty),
    );
    return [
      {
        heading: "How firmly it is said",
        entries: Object.entries(data.certainties)
          .filter(([key]) => used.has(key))
          .map(([key, look]) => ({
            label: look.label,
            colour: look.colour,
            width: 8,
            dashes: key === "denied" ? [2, 3] : [],
          })),
        note: time.note,
      },
    ];
  }

  cakg.start({
    defaults: { lanes: "theme" },
    tools: begin,
    draw,
    legend,
    unplaced,
    whyUnplaced: "No source dates them, or the lanes have no room for them.",
    image: () => cakg.still(svg),
  });
})();
