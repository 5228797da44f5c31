// Draws the timeline: bars in lanes, on an axis that is wider for years with many dates.
(() => {
  const SIZE = 12;
  const ROW = 18;
  const BAR = 9;
  const TOP = 40;
  const SQUEEZED = 140; // a label with less room than this beside its bar is placed above it
  const PRINTED = 900;
  const MOST_LANES = 14;
  const MOST_BARS = 100;
  const FADES = { in: [0, 0.9], out: [0.9, 0], both: [0.1, 0.7, 0.7, 0.7, 0.1] };
  let page, data, time;
  let colours, placed; // of the current drawing; placed: the statements whose bars fit
  const box = el("div", { id: "sheet" });
  const left = el("span");
  const LANES = {
    theme: (one) => [one.theme || "no theme"],
    thing: (one) => one.things.map((place) => data.things[place].label),
    source: cakg.sourcesOf,
  };
  const by = () => (LANES[page.state.lanes] ? page.state.lanes : "theme");
  const statementOf = (bar) => data.statements[bar.statement];

  function begin(given) {
    page = given;
    ({ data } = page);
    time = data.timeline;
    const ways = Object.keys(LANES).map((one) => [one, one]);
    const choice = cakg.choice("Group by", "lanes", ways, (lanes) => page.set({ lanes }));
    fill(byId("view"), el("div", { id: "controls" }, choice, left), box);
    new ResizeObserver(draw).observe(box);
  }

  const shown = () => time.bars.filter((bar) => page.shown.has(bar.statement));
  // The names of all lanes, the fullest first, and the bars of those that fit.
  function lanes() {
    const of = (bar) => LANES[by()](statementOf(bar));
    const names = cakg.tally(shown().flatMap(of)).map(([name]) => name);
    const rows = names.slice(0, MOST_LANES).map((name) => [name, shown().filter((bar) => of(bar).includes(name))]);
    return { names, rows };
  }

  // The dimensions of a drawing; a narrow one has no column for lane names.
  const room = (width) => (width < 620 ? { width, lane: 0, open: 22 } : { width, lane: 150, open: 34 });
  const across = (share, { width, lane, open }) => lane + open + share * (width - lane - 2 * open);

  // Puts each bar into the first rows of its lane with room for it and its label. The label is on the side with more
  // room, or above the bar if there is too little on both sides.
  function packed(bars, at) {
    const rows = [];
    return bars
      .map((bar) => {
        const low = bar.from === null ? across(bar.to, at) - at.open : across(bar.from, at);
        const high = bar.to === null ? low + at.open : Math.max(across(bar.to, at), low + 3);
        const whole = cakg.labelWithStatus(statementOf(bar));
        const [before, after] = [low - at.lane - 12, at.width - high - 12];
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

  function draw() {
    const { names, rows } = lanes();
    fill(box, drawing(rows, room(Math.max(box.clientWidth, 300))));
    byId("lanes").value = by();
    const more = rows.reduce((sum, [, bars]) => sum + Math.max(0, bars.length - MOST_BARS), 0);
    left.textContent = [
      names.length > MOST_LANES && `${names.length - MOST_LANES} groups with fewer dates are left out.`,
      more && `${cakg.count(more, "bar")} did not fit; the tables list ${more === 1 ? "it" : "them"}.`,
      !names.length && "No statement shown has a date.",
    ]
      .filter(Boolean)
      .join(" ");
  }

  // The axis, which stays visible while scrolling, and the timeline.
  function drawing(lanes, at) {
    const { width } = at;
    let height = TOP;
    colours = cakg.colours();
    placed = new Set();
    const drawn = lanes.map(([name, bars], number) => {
      const rows = packed(bars.slice(0, MOST_BARS), at);
      rows.forEach((one) => placed.add(one.bar.statement));
      const title = cakg.rows(name, (at.lane || width) - 20, SIZE, "bold");
      const top = height;
      const start = top + 6 + (at.lane ? 0 : ROW * title.length + 4);
      const high =
        Math.max(ROW * title.length, start - top + ROW * Math.max(...rows.map((one) => one.row + one.tall))) + 8;
      height += high;
      return [
        svg("rect", { y: top, width, height: high, fill: colours.raised, "fill-opacity": number % 2 ? 0 : 0.6 }),
        title.map((text, place) => write(text, 12, top + 17 + ROW * place, { "font-weight": "bold" })),
        rows.map((one) => drawnBar(one, start + ROW * one.row, `${number} `)),
      ];
    });
    const fades = Object.entries(data.certainties).map(([key, { colour }]) =>
      Object.entries(FADES).map(([way, strengths]) => {
        const stop = (strength, place) =>
          svg("stop", {
            offset: place / (strengths.length - 1),
            "stop-color": cakg.ink(colour),
            "stop-opacity": strength,
          });
        return svg("linearGradient", { id: `${key}-${way}` }, strengths.map(stop));
      }),
    );
    const gaps = svg(
      "pattern",
      { id: "gaps", width: 5, height: 50, patternUnits: "userSpaceOnUse" },
      svg("path", { d: "M2 0h3v50h-3z", fill: colours.paper }),
    );
    const sheet = (id, high, ...children) => {
      const look = { id, viewBox: `0 0 ${width} ${high}`, width, height: high };
      return svg("svg", { ...look, "font-family": cakg.FONT, "font-size": SIZE }, children);
    };
    const ground = svg("rect", { width, height: TOP, fill: colours.paper });
    return [
      sheet("timeline-head", TOP, ground, ticks(at, TOP)),
      sheet("timeline", height + 6, svg("defs", {}, fades, gaps), ticks(at, height), drawn),
    ];
  }
  const write = (text, x, y, look) => svg("text", { x, y, fill: colours.ink, ...look }, text);

  // A line for each year and month, and a zigzag for shortened years. If labels do not fit, years with the most dates
  // are labelled first.
  function ticks(sides, height) {
    const taken = [];
    const rank = (tick) => (tick.dated ? 0 : 2) + (tick.year ? 0 : 1);
    const zigzag = ([low, high]) => {
      const [from, to] = [across(low, sides), across(high, sides)];
      const d = `M${from} 37${"l3 -6l3 6".repeat((to - from) / 6)}`;
      return svg("path", { class: "break", d, fill: "none", stroke: colours.ink, "stroke-width": 1.3 });
    };
    const marks = [...time.ticks]
      .sort((a, b) => rank(a) - rank(b) || b.dated - a.dated)
      .map(({ at, label, year }) => {
        const x = across(at, sides);
        const end = x + cakg.wide(label, 12) + 6;
        const free = taken.every(([from, to]) => end < from || x > to);
        if (free) taken.push([x, end]);
        const [top, width, size, weight] = year ? [18, 1.2, 12, "bold"] : [28, 0.6, 10, "normal"];
        return [
          svg("path", { d: `M${x} ${top}V${height}`, stroke: colours.rule, "stroke-width": width }),
          free && write(label, x + 2, top - 2, { "font-size": size, "font-weight": weight }),
        ];
      });
    return [time.breaks.map(zigzag), marks];
  }

  // A bar: events fade at both ends, states have hard ends, measurements caps; an end without a date fades out.
  function bare({ aspect, starts, ends }, certainty, low, high, y, rim) {
    const colour = cakg.ink(data.certainties[certainty].colour);
    const way = starts === "open" ? "in" : ends === "open" ? "out" : starts === "soft" ? "both" : "";
    const mark = (d) => svg("path", { d, fill: "none", stroke: colour, "stroke-width": 1.5 });
    const body = { x: low, y: y + 1, width: high - low, height: BAR, rx: aspect === "event" ? BAR / 2 : 0 };
    return [
      svg("rect", { ...body, fill: way ? `url(#${certainty}-${way})` : colour, ...rim }),
      certainty === "denied" && svg("rect", { ...body, x: 0, transform: `translate(${low} 0)`, fill: "url(#gaps)" }),
      aspect === "measure" && !way && mark(`M${low} ${y - 2}v${BAR + 6}M${high} ${y - 2}v${BAR + 6}`),
      starts === "open" && mark(`M${low + 6} ${y + 2}l-5 3.5l5 3.5`),
      ends === "open" && mark(`M${high - 6} ${y + 2}l5 3.5l-5 3.5`),
    ];
  }

  // A bar with its label; pressing it shows the claims.
  function drawnBar({ bar, low, high, label, right, x, above }, y, lane) {
    const { state } = page;
    const { id, certainty, things, ...one } = statementOf(bar);
    const far = state.q
      ? !page.statementsOf(state.q).has(bar.statement)
      : state.thing && !things.includes(page.thing.get(state.thing));
    const on = state.statement === id;
    const rim = { stroke: on ? colours.focus : "none", "stroke-width": 2.5 };
    // The space between two rows is added at the end where it does not move the text.
    const rows = label.map((row, number) =>
      svg(
        "tspan",
        { x, dy: number ? ROW - 3 : 0 },
        number > 0 && !right && " ",
        row,
        right && number < label.length - 1 && " ",
      ),
    );
    const made = svg(
      "g",
      { opacity: far ? 0.25 : 1, "data-starts": bar.starts, "data-ends": bar.ends, "data-statement": id },
      bare(bar, certainty, low, high, above ? y + ROW * label.length - 1 : y, rim),
      write(rows, x, y + 10, {
        "text-anchor": right ? "start" : "end",
        fill: certainty === "denied" ? colours.faint : colours.ink,
        "font-weight": on ? "bold" : "normal",
      }),
    );
    const words = `${one.label}, ${one.when} (${one.status})`;
    return cakg.pressable(made, lane + id, words, () => page.choose({ statement: id }));
  }

  function legend() {
    const used = new Set(shown().map((bar) => statementOf(bar).certainty));
    const certainties = Object.keys(data.certainties).filter((key) => used.has(key));
    const entry = (label, certainty, bar) => ({ label, sample: () => bare(bar, certainty, 0, 40, 1) });
    const plain = { aspect: "state", starts: "hard", ends: "hard" };
    return [
      {
        heading: "Colours: how firmly statements are made",
        entries: certainties.map((key) => entry(data.certainties[key].label, key, plain)),
      },
      {
        heading: "Bars: kinds of statements and dates",
        entries: certainties.length ? time.samples.map((one) => entry(one.label, certainties[0], one)) : [],
        note: time.note,
      },
    ];
  }

  cakg.start({
    defaults: { lanes: "theme" },
    tools: begin,
    draw,
    legend,
    drawn: () => placed,
    whyUnplaced: "They have no date, or there is no room for their bars.",
    still: () => cakg.still(drawing(lanes().rows, room(PRINTED))[1]),
  });
})();
