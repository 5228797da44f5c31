// Draws the timeline: bars on lanes, with hard, soft and open ends, on an axis that is wide where much is dated.
"use strict";
(function () {
  const ROW = 22, BAR = 9, LANE = 168, TOP = 40, OPEN = 34, MOST_LANES = 14;
  let data, time, svg;
  const box = cakg.el("div", { id: "sheet" });
  const undated = cakg.el("section", { id: "undated-list", "aria-label": "Without a date" });
  const LANES = {
    theme: { label: "theme", of: (one) => [one.theme || "no theme"] },
    thing: { label: "thing", of: (one) => one.things.map((place) => data.things[place].label) },
    source: { label: "source", of: (one) => [...new Set(one.claims.map((claim) => claim.source))] },
  };

  // Called once, before anything is drawn.
  function begin(page) {
    ({ data } = page);
    time = data.timeline;
    cakg.byId("about").before(undated);
    cakg.byId("view").replaceChildren(cakg.el("div", { id: "controls" },
      cakg.choice("Lanes by", "lanes", Object.entries(LANES).map(([key, lane]) => [key, lane.label]), (value) => page.set({ lanes: value })),
      cakg.el("span", { id: "left" })), box);
    new ResizeObserver(() => data.statements.length && draw(page)).observe(box);
    return [];
  }

  // Where a day stands: between two stops of the axis time runs evenly.
  function place(day, width) {
    const { stops } = time.axis;
    const next = Math.max(1, stops.findIndex(([stop]) => stop >= day));
    const [[before, low], [after, high]] = [stops[next - 1], stops[next]];
    return LANE + OPEN + (low + (high - low) * (day - before) / (after - before)) * (width - LANE - 2 * OPEN);
  }

  // The lanes with what each has to show, the fullest first; of things only the first ones.
  function lanes(page) {
    const found = new Map();
    const of = (LANES[page.state.lanes] || LANES.theme).of;
    for (const bar of time.bars.filter((one) => page.shown.has(one.statement))) {
      for (const name of of(data.statements[bar.statement])) found.set(name, [...(found.get(name) || []), bar]);
    }
    const sorted = [...found].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
    return [sorted.slice(0, MOST_LANES), sorted.slice(MOST_LANES)];
  }

  // Each bar in the first row of its lane that has room for it and its label.
  function packed(bars, width) {
    const rows = [];
    const ends = bars.map((bar) => [bar.from === null ? place(bar.to, width) - OPEN : place(bar.from, width), bar.to === null ? place(bar.from, width) + OPEN : place(bar.to, width)]);
    return bars.map((bar, number) => {
      const low = ends[number][0];
      const high = Math.max(ends[number][1], low + 3);
      const whole = data.statements[bar.statement].label;
      const right = width - high > Math.min(low - LANE, cakg.wide(whole, 12) + 12);
      const label = cakg.fit(whole, 12, (right ? width - high : low - LANE) - 12);
      const long = cakg.wide(label, 12) + 6;
      const [from, to] = right ? [low, high + long] : [Math.min(low, high) - long, high];
      return { bar, low, high, label, right, from, to };
    }).sort((a, b) => a.low - b.low || a.high - b.high || a.bar.statement - b.bar.statement).map((one) => {
      let row = rows.findIndex((taken) => taken.every(([from, to]) => one.to < from - 8 || one.from > to + 8));
      if (row < 0) row = rows.push([]) - 1;
      rows[row].push([one.from, one.to]);
      return { ...one, row };
    });
  }

  function draw(page) {
    const width = Math.max(box.clientWidth || 900, 620);
    const colours = cakg.colours();
    const [shown, left] = lanes(page);
    const rows = shown.map(([, bars]) => packed(bars, width));
    const highs = rows.map((lane) => ROW * (1 + Math.max(0, ...lane.map((one) => one.row))) + 12);
    const height = TOP + highs.reduce((a, b) => a + b, 0) + 6;
    svg = cakg.svg("svg", { id: "timeline", viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": "Timeline", "font-family": "Arial, 'Liberation Sans', Helvetica, sans-serif", "font-size": 12 },
      cakg.svg("defs", {}, ...Object.entries(data.footings).flatMap(([key, look]) => fades(key, cakg.ink(look.colour)))));
    let down = TOP;
    shown.forEach(([name], number) => {
      svg.append(lane(name, down, highs[number], width, number, colours), ...rows[number].map((one) => drawn(page, one, down + 6 + ROW * one.row, colours, `${number} `)));
      down += highs[number];
    });
    const head = cakg.svg("svg", { class: "head", width, height: TOP, "aria-hidden": "true" }, cakg.svg("rect", { width, height: TOP, fill: colours.paper }), ticks(width, TOP, colours));
    svg.firstChild.after(ticks(width, height, colours));
    cakg.redraw(box, head, svg);
    cakg.byId("lanes").value = LANES[page.state.lanes] ? page.state.lanes : "theme";
    cakg.byId("left").textContent = left.length ? `${left.length} more lanes with few dates are left out: ${left.slice(0, 4).map(([one]) => one).join(", ")} …` : shown.length ? "" : "Nothing that is shown has a date.";
    beside(page);
  }

  const fades = (key, colour) => [["in", [0, 0.9]], ["out", [0.9, 0]], ["both", [0.1, 0.7, 0.7, 0.7, 0.1]]].map(([way, strengths]) =>
    cakg.svg("linearGradient", { id: `${key}-${way}` }, ...strengths.map((strength, number) =>
      cakg.svg("stop", { offset: number / (strengths.length - 1), "stop-color": colour, "stop-opacity": strength }))));

  function lane(name, down, high, width, number, colours) {
    const words = name.split(" ");
    const rows = words.reduce((all, word) => (cakg.wide(`${all.at(-1)} ${word}`, 12, "bold") < LANE - 20 ? [...all.slice(0, -1), `${all.at(-1)} ${word}`.trim()] : [...all, word]), [""]).slice(0, Math.max(1, Math.floor((high - 6) / 15)));
    return cakg.svg("g", {}, cakg.svg("rect", { y: down, width, height: high, fill: colours.raised, "fill-opacity": number % 2 ? 0 : 0.6 }),
      ...rows.map((row, place) => cakg.svg("text", { x: 12, y: down + 18 + 15 * place, "font-weight": "bold", fill: colours.ink }, row)));
  }

  // A line for each year and month; where labels have no room, years with dates come first.
  function ticks(width, height, colours) {
    const taken = [];
    const rank = (tick) => (tick.dated ? 0 : 2) + (tick.year ? 0 : 1);
    return cakg.svg("g", {}, ...[...time.axis.ticks].sort((a, b) => rank(a) - rank(b) || a.at - b.at).flatMap((tick) => {
      const x = LANE + OPEN + tick.at * (width - LANE - 2 * OPEN);
      const end = x + cakg.wide(tick.label, tick.year ? 12 : 10, tick.year ? "bold" : "") + 6;
      const room = taken.every(([from, to]) => end < from || x > to);
      if (room) taken.push([x, end]);
      return [cakg.svg("path", { d: `M${x} ${tick.year ? 18 : 28}V${height}`, stroke: colours.rule, "stroke-width": tick.year ? 1.2 : 0.6 }),
        ...(room ? [cakg.svg("text", { x: x + 2, y: tick.year ? 16 : 26, "font-size": tick.year ? 12 : 10, "font-weight": tick.year ? "bold" : "normal", fill: tick.year ? colours.ink : colours.faint }, tick.label)] : [])];
    }));
  }

  // A bar: an event fades towards its bounds, a state stands between hard ends, a measure has caps, an end nobody gives trails off.
  function drawn(page, { bar, low, high, label, right }, y, colours, lane) {
    const one = data.statements[bar.statement];
    const colour = cakg.ink(data.footings[one.footing].colour);
    const way = bar.starts === "hard" && bar.ends === "hard" ? "" : bar.starts === "soft" && bar.ends === "soft" ? "both" : bar.starts === "open" ? "in" : "out";
    const middle = y + BAR / 2 + 1;
    const found = page.matches(page.state.q);
    const far = page.state.q ? !one.things.some((thing) => found.includes(thing)) : page.state.thing && !one.things.includes(page.thing.get(page.state.thing));
    const on = page.state.statement === one.id;
    const made = cakg.svg("g", { opacity: far ? 0.25 : 1, "data-starts": bar.starts, "data-ends": bar.ends, "data-statement": one.id },
      cakg.svg("rect", { x: low, y: y + 1, width: high - low, height: BAR, rx: bar.aspect === "event" ? BAR / 2 : 0, fill: way ? `url(#${one.footing}-${way})` : colour, stroke: on ? colours.focus : "none", "stroke-width": 2.5 }));
    if (bar.aspect === "measure" && way === "") made.append(cakg.svg("path", { d: `M${low} ${y - 2}v${BAR + 6}M${high} ${y - 2}v${BAR + 6}`, stroke: colour, "stroke-width": 2 }));
    if (bar.starts === "open") made.append(cakg.svg("path", { d: `M${low + 6} ${middle - 3}l-5 3l5 3`, fill: "none", stroke: colour, "stroke-width": 1.2 }));
    if (bar.ends === "open") made.append(cakg.svg("path", { d: `M${high - 6} ${middle - 3}l5 3l-5 3`, fill: "none", stroke: colour, "stroke-width": 1.2 }));
    made.append(cakg.svg("text", { x: right ? high + 5 : low - 5, y: middle + 4, "text-anchor": right ? "start" : "end", fill: colours.ink, "font-weight": on ? "bold" : "normal" }, label));
    return cakg.button(made, lane + one.id, `${one.label}, ${one.when} (${one.status})`, () => page.choose({ statement: one.id }));
  }

  function beside(page) {
    const dated = new Set(time.bars.map((bar) => bar.statement));
    const rest = [...page.shown].filter((one) => !dated.has(one));
    const button = (one) => cakg.el("button", { type: "button", class: "thing", onclick: () => page.choose({ statement: data.statements[one].id }) }, data.statements[one].label);
    const open = undated.querySelector("details")?.open ?? rest.length < 20;
    undated.replaceChildren(...(rest.length ? [cakg.el("details", { open }, cakg.el("summary", {}, cakg.el("strong", {}, `Without a date: ${rest.length}`)),
      cakg.el("ul", {}, ...rest.map((one) => cakg.el("li", {}, button(one)))))] : []));
  }

  function legend(page) {
    const used = new Set(time.bars.filter((bar) => page.shown.has(bar.statement)).map((bar) => data.statements[bar.statement].footing));
    return [{ heading: "How firmly it is said", entries: Object.entries(data.footings).filter(([key]) => used.has(key)).map(([, look]) => ({ label: look.label, colour: look.colour, width: 8 })),
      note: "Round and fading: an event, somewhere in between. Square: a state, from the first day to the last. With caps: a measure of exactly that span. An arrow: nobody says when it began or ended, or whether it did. A year is the wider, the more dates it has." }];
  }

  cakg.start({ defaults: { lanes: "theme" }, tools: begin, draw, legend, image: () => cakg.still(svg) });
})();
