// Draws the timeline: bars on lanes, with hard, soft and open ends, on an axis that is wide where much is dated.
(function () {
  const SIZE = 12,
    ROW = 18,
    BAR = 9,
    TOP = 40,
    SQUEEZED = 140, // where a label has less room than this beside its bar, it stands above it
    PRINTED = 900,
    MOST_LANES = 14,
    MOST_BARS = 100;
  let data, time, placed;
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

  // How a drawing of this width is laid out: a narrow one has no column for the names of lanes.
  const room = (width) => (width < 620 ? { width, lane: 0, open: 22 } : { width, lane: 150, open: 34 });
  const across = (share, { width, lane, open }) => lane + open + share * (width - lane - 2 * open);

  // Each bar in the first rows of its lane that have room for it and for its label. A label stands on the side with more
  // room, in as many rows as it needs; above the bar where there is no room beside it.
  function packed(bars, at) {
    const rows = [];
    return bars
      .map((bar) => {
        const low = bar.from === null ? across(bar.to, at) - at.open : across(bar.from, at);
        const high = bar.to === null ? low + at.open : Math.max(across(bar.to, at), low + 3);
        const whole = cakg.told(data.statements[bar.statement]);
        const before = low - at.lane - 12,
          after = at.width - high - 12;
        const above = !at.lane || Math.max(before, after) < SQUEEZED;
        const right = above || after > Math.min(before, cakg.wide(whole, SIZE));
        const label = cakg.rows(whole, above ? at.width - at.lane - 24 : right ? after : before, SIZE);
        const wide = Math.max(...label.map((row) => cakg.wide(row, SIZE)));
        const fits = low + wide < at.width - 12 ? low : at.lane + 12;
        const x = above ? fits : right ? high + 5 : low - 5;
        const from = Math.min(low, right ? x : x - wide) - 9;
        const to = Math.max(high, right ? x + wide : x);
        return { bar, low, high, label, right, x, above, from, to };
      })
      .sort((a, b) => a.low - b.low || a.high - b.high)
      .map((one) => {
        const tall = one.label.length + one.above;
        const free = (row) => (rows[row] || []).every(({ from, to }) => one.to < from || one.from > to);
        let row = 0;
        while (!Array.from({ length: tall }, (_, number) => row + number).every(free)) row += 1;
        for (let number = row; number < row + tall; number += 1) (rows[number] ||= []).push(one);
        return { ...one, row, tall };
      });
  }

  function draw(page) {
    const all = lanes(page);
    const sheets = drawing(page, all, room(Math.max(box.clientWidth, 300)));
    cakg.redraw(box, ...sheets);
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

  // Returns the axis by itself, which stays in sight, and the timeline.
  function drawing(page, all, at) {
    const { width } = at;
    const colours = cakg.colours();
    let height = TOP;
    placed = new Set();
    const drawn = all.slice(0, MOST_LANES).flatMap(([name, bars], number) => {
      const rows = packed(bars.slice(0, MOST_BARS), at);
      rows.forEach((one) => placed.add(one.bar.statement));
      const title = cakg.rows(name, (at.lane || width) - 20, SIZE, "bold");
      const top = height;
      const start = top + 6 + (at.lane ? 0 : ROW * title.length + 4);
      const high =
        Math.max(ROW * title.length, start - top + ROW * Math.max(...rows.map((one) => one.row + one.tall))) + 8;
      height += high;
      return [
        cakg.svg("rect", { y: top, width, height: high, fill: colours.raised, "fill-opacity": number % 2 ? 0 : 0.6 }),
        ...title.map((text, place) =>
          cakg.svg("text", { x: 12, y: top + 17 + ROW * place, "font-weight": "bold", fill: colours.ink }, text),
        ),
        ...rows.map((one) => drawnBar(page, one, start + ROW * one.row, colours, `${number} `)),
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
          "font-family": cakg.FONT,
          "font-size": SIZE,
        },
        ...children,
      );
    const head = sheet(
      "timeline-head",
      TOP,
      cakg.svg("rect", { width, height: TOP, fill: colours.paper }),
      ...ticks(at, TOP, colours),
    );
    const body = sheet(
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
      ...ticks(at, height, colours),
      ...drawn,
    );
    return [head, body];
  }

  // A line for each year and month, and a zigzag where years are shortened; where labels have no room, years with most dates come first.
  function ticks(sides, height, colours) {
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
      ...time.breaks.map(([from, to]) => zigzag(across(from, sides), across(to, sides))),
      ...[...time.ticks]
        .sort((a, b) => rank(a) - rank(b) || b.dated - a.dated)
        .flatMap(({ at, label, year }) => {
          const x = across(at, sides);
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

  // A bar: an event fades towards its bounds, a state stands between hard ends, a measure has caps, an end without a date trails off.
  function bare({ aspect, starts, ends }, certainty, low, high, y, rim = {}) {
    const colour = cakg.ink(data.certainties[certainty].colour);
    const way = starts === "open" ? "in" : ends === "open" ? "out" : starts === "soft" ? "both" : "";
    const mark = (d) => cakg.svg("path", { d, fill: "none", stroke: colour, "stroke-width": 1.5 });
    const body = { x: low, y: y + 1, width: high - low, height: BAR, rx: aspect === "event" ? BAR / 2 : 0 };
    return [
      cakg.svg("rect", { ...body, fill: way ? `url(#${certainty}-${way})` : colour, ...rim }),
      ...(certainty === "denied"
        ? [cakg.svg("rect", { ...body, x: 0, transform: `translate(${low} 0)`, fill: "url(#gaps)" })]
        : []),
      ...(aspect === "measure" && !way ? [mark(`M${low} ${y - 2}v${BAR + 6}M${high} ${y - 2}v${BAR + 6}`)] : []),
      ...(starts === "open" ? [mark(`M${low + 6} ${y + 2}l-5 3.5l5 3.5`)] : []),
      ...(ends === "open" ? [mark(`M${high - 6} ${y + 2}l5 3.5l-5 3.5`)] : []),
    ];
  }

  // A bar with its label, which says who says so when it is pressed.
  function drawnBar(page, { bar, low, high, label, right, x, above }, y, colours, lane) {
    const one = data.statements[bar.statement];
    const far = page.state.q
      ? !page.tells(page.state.q).has(bar.statement)
      : page.state.thing && !one.things.includes(page.thing.get(page.state.thing));
    const on = page.state.statement === one.id;
    const rim = { stroke: on ? colours.focus : "none", "stroke-width": 2.5 };
    // The space between two rows stands where it moves neither.
    const rows = label.map((row, number) =>
      cakg.svg(
        "tspan",
        { x, dy: number ? ROW - 3 : 0 },
        (number && !right ? " " : "") + row + (right && number < label.length - 1 ? " " : ""),
      ),
    );
    const made = cakg.svg(
      "g",
      { opacity: far ? 0.25 : 1, "data-starts": bar.starts, "data-ends": bar.ends, "data-statement": one.id },
      ...bare(bar, one.certainty, low, high, above ? y + ROW * label.length - 1 : y, rim),
      cakg.svg(
        "text",
        {
          x,
          y: y + 10,
          "text-anchor": right ? "start" : "end",
          fill: one.certainty === "denied" ? colours.faint : colours.ink,
          "font-weight": on ? "bold" : "normal",
        },
        ...rows,
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
    const certainties = Object.keys(data.certainties).filter((key) => used.has(key));
    const entry = (label, certainty, bar) => ({ label, sample: () => bare(bar, certainty, 0, 40, 1) });
    return [
      {
        heading: "How firmly it is said",
        entries: certainties.map((key) =>
          entry(data.certainties[key].label, key, { aspect: "state", starts: "hard", ends: "hard" }),
        ),
      },
      {
        heading: "When it was so",
        entries: certainties.length ? time.samples.map((one) => entry(one.label, certainties[0], one)) : [],
        note: time.note,
      },
    ];
  }

  const still = (page) => cakg.still(drawing(page, lanes(page), room(PRINTED))[1]);

  cakg.start({
    defaults: { lanes: "theme" },
    tools: begin,
    draw,
    legend,
    unplaced,
    whyUnplaced: "No source dates them, or the lanes have no room for them.",
    still,
  });
})();
