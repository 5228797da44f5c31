// Draws the network. Filtered networks get a new layout. Selected or searched items are highlighted, others dimmed.
(() => {
  const DIM = { node: 0.12, edge: 0.07 };
  const MOST_FANNED = 14;
  const MOST_LABELLED = 12; // lines are labelled only up to this number
  const MOST_DASHED = 1500; // with more lines, dashes and arrows are too small to see and slow to draw
  const MOST_THINGS = 36; // as in the first picture
  const MOST_LINES = 120;
  const MOST_VERBS = 4;
  const UNDRAWN = "Judgements, causes, descriptions and statements about only one thing are not drawn as lines.";
  const MOST_NEIGHBOURS = 500;
  const MOST_ARRANGED = 150; // networks with more things, or six times as many lines, are not laid out again
  let page, nodes, lines, node, line, network, sets, toggle; // node and line: by id
  let now, colours; // the result of visible(), and the colours of the page
  let layout, places, bends; // of the items shown
  let link, focused; // the visible part of the picture as in the address; the thing with keyboard focus
  let fan = "",
    fanned = []; // the opened line, and the lines of its statements
  const arranged = new Map(); // by layout
  const looks = new Map(); // by id
  const heard = el("p", { class: "heard", role: "status" });
  const canvas = () => byId("view").querySelector("canvas");

  function begin(given) {
    page = given;
    const tool = (text, label, onclick) => button(text, onclick, { "aria-label": label, title: label });
    toggle = button("", () => page.set({ all: !now.around.length && !page.state.all, around: [], at: "" }), {
      id: "all",
    });
    return [
      tool("+", "Zoom in", () => zoom(1.25)),
      tool("−", "Zoom out", () => zoom(0.8)),
      tool("Fit", "Show the whole picture (key 0)", whole),
      toggle,
    ];
  }
  // Creates the vis-network view, once.
  function make() {
    const view = byId("view");
    const read = JSON.parse(byId("network").textContent);
    const { interaction, edges } = read.options;
    const found = (items) => new Map(items.map((item) => [item.id, item]));
    ({ nodes, edges: lines } = read);
    [node, line] = [found(nodes), found(lines)];
    for (const one of nodes) Object.assign(one, label(one));
    interaction.zoomView = matchMedia("(pointer: coarse)").matches;
    edges.chosen = {
      label: false,
      edge: (values, id, selected, hover) =>
        hover && hint(id) && Object.assign(values, { opacity: 1, width: values.width + 2.5 }),
    };
    sets = { nodes: new vis.DataSet(), edges: new vis.DataSet() };
    byId("unable").remove();
    byId("stage").append(heard);
    page.network = network = new vis.Network(view, sets, read.options);
    set(canvas(), {
      role: "application",
      tabindex: 0,
      "aria-label":
        "Network. Arrow keys move between things, Enter selects one. The tables below have the same content",
      "aria-describedby": "alternative",
      onblur: () => focus(),
      onwheel(event) {
        if (!event.ctrlKey) return;
        event.preventDefault();
        zoom(event.deltaY < 0 ? 1.15 : 0.87);
      },
    });
    network.on("click", click);
    network.on("dragEnd", keepView);
    network.on("resize", () => requestAnimationFrame(() => place(true)));
    hints(view, el("div", { class: "vis-tooltip" }));
  }
  // The tooltip of a thing or a line.
  function hint(id) {
    const one = node.get(id) || line.get(id) || sets.edges.get(id);
    const more = node.has(id) && now.around.length && !now.around.includes(id);
    if (!one.verbs) return [one.hint, more && "select it to add its neighbours"].filter(Boolean).join("; ");
    const { name, verbs } = worded(one);
    return `${name}: ${verbs} (${one.firmness}; ${cakg.count(parts(one).length, "statement")})`;
  }
  const parts = (one) => now.parts.get(one) || stands(one);
  const statements = (one) => parts(one).map((part) => one.statements[part]);
  // The statements of a line that pass the filters. A line of a group replaces those of its members only if the
  // statements of all members pass; otherwise each member has its own line.
  function stands(one) {
    const { shown } = page;
    const bundles = (line.get(one.of) || one).bundles || [];
    const apart = new Set(bundles.filter((bundle) => !bundle.every((place) => shown.has(place))).flat());
    return one.statements.flatMap((place, part) =>
      shown.has(place) && apart.has(place) === Boolean(one.of) ? [part] : [],
    );
  }
  // The wording of a line, by the same rules as pictures/wording.py.
  function worded(one) {
    const ways = [1, -1, 0].map((way) => [way, parts(one).filter((part) => one.directions[part] === way)]);
    const used = ways.filter(([, those]) => those.length);
    const [there, back] = ways.map(([, those]) => those.length > 0);
    const [from, to] = there || !back ? one.ends : one.ends.toReversed();
    const verbs = used.map(([way, those]) => {
      const found = cakg.tally(those.map((part) => one.verbs[part]));
      const listed = found.slice(0, MOST_VERBS).map(([verb, times]) => (times > 1 ? `${verb} (${times})` : verb));
      const arrow = way ? "→←"[Number(way > 0 !== (there || !back))] : "–";
      return `${used.length > 1 ? `${arrow} ` : ""}${listed.join(", ")}${found.length > MOST_VERBS ? " …" : ""}`;
    });
    return { name: `${from} ${there && back ? "⇄" : there || back ? "→" : "–"} ${to}`, verbs: verbs.join("; ") };
  }
  // The tooltip shows what a click would select. The tooltips of vis-network can differ, so items get no titles.
  function hints(view, tip) {
    view.append(tip);
    const show = (text = "") => {
      tip.textContent = text;
      tip.style.visibility = text ? "visible" : "hidden";
    };
    for (const name of ["blurNode", "blurEdge"]) network.on(name, () => show());
    network.on("hoverNode", (event) => show(hint(event.node)));
    network.on("hoverEdge", (event) => show(hint(event.edge)));
    const move = ({ offsetX: x, offsetY: y }) => {
      tip.style.left = `${Math.max(0, Math.min(x + 10, view.clientWidth - tip.offsetWidth))}px`;
      tip.style.top = `${y > tip.offsetHeight + 8 ? y - tip.offsetHeight - 8 : y + 20}px`;
    };
    set(view, { onmouseleave: unhover, onmousemove: move });
  }
  const unhover = () => network.selectionHandler.hoverObject({}, { x: -1e9, y: -1e9 });

  // The things and lines shown, with the statements of each line; all things if `all` is true. If the state names things,
  // only these and their neighbours.
  function visible(all) {
    const { shown, data } = page;
    const chosen = page.thing.get(page.state.thing);
    const filtered = shown.size < data.statements.length;
    const counted = lines.map((one) => [one, one.member ? [0] : stands(one)]).filter(([, those]) => those.length);
    const tied = new Set(counted.flatMap(([one]) => (one.member ? [] : [one.from, one.to])));
    const around = page.state.around.map((id) => page.thing.get(id)).filter((id) => node.has(id));
    const fresh = filtered || around.length > 0;
    const wanted = around.length
      ? near(around, counted)
      : filtered && !all
        ? best(counted)
        : new Set(nodes.filter((one) => all || one.first).map((one) => one.id));
    if (node.has(chosen)) wanted.add(chosen);
    const usual = (id) => !fresh && node.get(id).first;
    const things = new Set([...wanted].filter((id) => usual(id) || tied.has(id) || id === chosen));
    const parts = new Map(counted.filter(([one]) => things.has(one.from) && things.has(one.to)));
    const there = [...parts.keys()];
    return {
      things,
      parts,
      there,
      chosen,
      around,
      fresh,
      tied,
      plain: there.length > MOST_DASHED,
      labelled: there.filter((one) => one.verbs).length <= MOST_LABELLED,
    };
  }
  // Some things and their neighbours with the most statements.
  function near(around, counted) {
    const found = new Set(around);
    for (const id of around) {
      const beside = counted.flatMap(([{ member, from, to }, those]) =>
        member || (from !== id && to !== id) ? [] : those.map(() => (from === id ? to : from)),
      );
      for (const [other] of cakg.tally(beside).slice(0, MOST_NEIGHBOURS)) found.add(other);
    }
    return found;
  }
  // The things with the most statements that pass the filters, as many as are legible.
  function best(counted) {
    const weight = new Map();
    const shown = counted.filter(([one]) => !one.member);
    for (const [{ from, to }, those] of shown)
      for (const end of [from, to]) weight.set(end, (weight.get(end) || 0) + those.length);
    const kept = [...weight.keys()].sort((a, b) => weight.get(b) - weight.get(a) || a - b).slice(0, MOST_THINGS);
    const between = () => shown.filter(([{ from, to }]) => kept.includes(from) && kept.includes(to));
    while (between().length > MOST_LINES) kept.pop();
    return new Set(between().flatMap(([{ from, to }]) => [from, to]));
  }
  function highlighted({ chosen, there }) {
    const { state } = page;
    if (state.q)
      return { nodes: new Set(page.matches(state.q)), lines: linesOf([...page.statementsOf(state.q)], there).lines };
    if (chosen !== undefined) return node.has(chosen) ? neighbours(chosen, there) : linesOf(page.about[chosen], there);
    const one = line.get(state.line);
    if (one) return { nodes: new Set([one.from, one.to]), lines: new Set([one]) };
    const statement = page.statement.get(state.statement);
    return statement !== undefined && linesOf([statement], there);
  }
  // The things within the selected number of steps, and the lines to them.
  function neighbours(start, there) {
    const reached = new Set([start]);
    const used = new Set();
    for (let hop = 0; hop < page.state.hops; hop += 1) {
      const before = new Set(reached);
      for (const one of there.filter(({ member, from, to }) => !member && (before.has(from) || before.has(to)))) {
        used.add(one);
        reached.add(one.from).add(one.to);
      }
    }
    return { nodes: reached, lines: used };
  }
  // The things and lines of some statements.
  function linesOf(places, there) {
    const wanted = new Set(places);
    return {
      nodes: new Set(places.flatMap((place) => page.data.statements[place].things)),
      lines: new Set(there.filter((one) => statements(one).some((place) => wanted.has(place)))),
    };
  }

  // Positions and bends: from the page for the first picture, else computed. Neighbours are added to what is drawn.
  function arrange() {
    const things = [...now.things].map((id) => ({ ...node.get(id), ...(now.around.length > 1 && places?.get(id)) }));
    const usual = !now.fresh && things.every((one) => one.first);
    layout = usual ? "" : `${[...now.things].join(" ")}: ${now.there.map((one) => one.id).join(" ")}`;
    const small = things.length <= MOST_ARRANGED && now.there.length <= 6 * MOST_ARRANGED;
    if (!usual && small && !arranged.has(layout))
      arranged.set(layout, cakg.arrange(things, now.there, now.fresh, innerWidth < innerHeight ? 0.8 : 1.5));
    ({ places, bends } = arranged.get(layout) || {
      places: node,
      bends: new Map(lines.map((one) => [one.id, one.bend])),
    });
  }
  const at = (id) => places.get(id) || node.get(id);
  // The size of a thing with its label.
  function label({ label: text, size }) {
    const rows = text.split("\n");
    const wide = Math.max(...rows.map((row) => cakg.wide(row, 14)));
    return { radius: size, wide, high: 4 + 16 * rows.length, box: Math.max(wide, 2 * size) };
  }

  function styledNode({ id, color }) {
    const on = !now.highlighted || now.highlighted.nodes.has(id);
    const faint = cakg.dark() ? "#4c555e" : "#c3c8ce";
    return {
      x: at(id).x,
      y: at(id).y,
      hidden: !now.things.has(id),
      opacity: on ? 1 : DIM.node,
      color: cakg.ink(color),
      font: { color: on ? colours.ink : faint, strokeColor: colours.paper },
      shadow: { enabled: [now.chosen, focused, ...now.around].includes(id), color: colours.focus },
    };
  }
  function styledLine(one) {
    const { id, member, width, dashes } = one;
    const on = !now.highlighted || now.highlighted.lines.has(one);
    const those = now.parts.get(one) || [];
    const led = (way) => ({ enabled: !now.plain && those.some((part) => one.directions?.[part] === way) });
    const color = member ? colours.rule : cakg.ink(one.color);
    return {
      hidden: !those.length || fan === id,
      width: member ? width : Math.max(0.8, width * Math.sqrt(those.length / one.statements.length)),
      dashes: !now.plain && dashes,
      arrows: { to: led(1), from: led(-1) },
      smooth: curved(bends.get(id)),
      label: on && now.labelled && !member && those.length ? cakg.fit(worded(one).verbs, 11, 190) : "",
      font: { color: colours.ink, strokeColor: colours.paper },
      color: { color, opacity: on ? 1 : DIM.edge },
    };
  }
  const curved = (bow) =>
    bow ? { enabled: true, type: bow > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bow) } : { enabled: false };
  // Adds new items to vis-network and updates only the items whose style changed: updating thousands of items through
  // its data sets takes longer than drawing them.
  function apply(items, dataset, body, indices, styled) {
    const added = [];
    for (const item of items) {
      const look = styled(item);
      const written = JSON.stringify(look);
      const drawn = body[item.id];
      if (looks.get(item) === written || (!drawn && look.hidden)) continue;
      looks.set(item, written);
      if (drawn) drawn.setOptions(look);
      else added.push({ ...item, ...look });
    }
    if (added.length) dataset.add(added);
    network.body[indices] = dataset.getIds().filter((id) => !body[id].options.hidden);
  }
  function restyle() {
    colours = cakg.colours();
    apply(nodes, sets.nodes, network.body.nodes, "nodeIndices", styledNode);
    apply(lines, sets.edges, network.body.edges, "edgeIndices", styledLine);
    network.redraw();
  }
  // A selected line opens into one curve per statement.
  function openBundle() {
    const { data, state } = page;
    const one = line.get(state.line);
    const open =
      one && now.parts.has(one) && !now.plain
        ? parts(one)
            .map((part) => [data.statements[one.statements[part]], one.statements[part], one.directions[part]])
            .slice(0, MOST_FANNED)
        : [];
    fan = open.length > 1 ? one.id : "";
    sets.edges.remove(fanned);
    const color = one && cakg.ink(one.color);
    fanned = !fan
      ? []
      : sets.edges.add(
          open.map(([{ id, label }, place, way], number) => {
            const on = !state.statement || state.statement === id;
            return {
              id: `fan ${place}`,
              from: one.from,
              to: one.to,
              hint: label,
              dashes: one.dashes,
              width: state.statement === id ? 4 : 2,
              color: { color, opacity: on ? 1 : 0.4 },
              arrows: ["from", "", "to"][Math.sign(way) + 1],
              smooth: curved((number - (open.length - 1) / 2) * Math.min(0.16, 1.1 / open.length) || 0.001),
            };
          }),
        );
  }
  function draw() {
    const first = !network;
    if (first) make();
    const before = layout;
    const otherwise = visible(!page.state.all).things.size;
    now = visible(page.state.all);
    now.highlighted = highlighted(now);
    arrange();
    openBundle();
    restyle();
    network.unselectAll();
    unhover();
    const others = `${page.state.all ? "only " : page.data.crowded ? "" : "all "}${otherwise}`;
    toggle.textContent = `Show ${now.around.length ? "the whole network" : others} (${now.things.size} shown)`;
    toggle.hidden = !now.around.length && otherwise === now.things.size;
    const moved = !first && before !== layout;
    if (moved && page.state.at) queueMicrotask(whole); // the part in the address belongs to another layout
    else if (first || moved || link !== page.state.at) place(first);
  }

  // Shows the part given in the state, or the whole picture.
  function place(first) {
    const [x, y, scale] = page.state.at.split(",").map(Number);
    link = page.state.at;
    if (scale > 0) network.moveTo({ position: { x, y }, scale });
    else if (now.things.size) {
      network.fit({ nodes: [...now.things], animation: false, minZoomLevel: 0.02, maxZoomLevel: 1.5 });
      network.moveTo({ scale: network.getScale() * 1.06 }); // fit() leaves too wide a margin
      // In a small window, show a legible part around the largest thing instead of the whole.
      const [{ x: left, y: top }, middle] = [at(largest()), network.getViewPosition()];
      if (first && network.getScale() < 0.5 && now.things.size <= 60)
        network.moveTo({ position: { x: (left + middle.x) / 2, y: (top + middle.y) / 2 }, scale: 0.75 });
    }
  }
  const largest = () =>
    [...now.things].reduce((one, other) => (node.get(other).size > node.get(one).size ? other : one));
  function whole() {
    page.set({ at: "" });
    place();
  }
  function keepView() {
    const { x, y } = network.getViewPosition();
    link = [x.toFixed(1), y.toFixed(1), network.getScale()].join(",");
    page.set({ at: link }, { replace: true });
  }
  function zoom(factor) {
    network.moveTo({ scale: network.getScale() * factor });
    keepView();
  }
  // Scrolls the middle of some things into the visible part of the picture.
  function reveal(...ids) {
    const mean = (axis) => ids.reduce((sum, id) => sum + at(id)[axis], 0) / ids.length;
    const free = page.free();
    const { left, top } = canvas().getBoundingClientRect();
    const here = network.canvasToDOM({ x: mean("x"), y: mean("y") });
    const right = cakg.shift(here.x + left, here.x + left, free.left + 40, free.right - 40);
    const down = cakg.shift(here.y + top, here.y + top, free.top + 40, free.bottom - 40);
    const [{ x, y }, scale] = [network.getViewPosition(), network.getScale()];
    if (right || down) network.moveTo({ position: { x: x + right / scale, y: y + down / scale } });
  }
  function keepVisible() {
    const one = line.get(page.state.line);
    const ends = (one ? [one.from, one.to] : [now.chosen]).filter((id) => now.things.has(id));
    if (ends.length) reveal(...ends);
  }

  // Selects a thing, and adds its neighbours if only those of some things are shown.
  function chooseThing(place) {
    const { id } = page.data.things[place];
    page.choose({ thing: id, q: "", around: now.around.length ? [...new Set([...page.state.around, id])] : [] });
  }
  function click(event) {
    const [over] = Object.keys(network.selectionHandler.hoverObj.edges);
    const edge = over || event.edges[0];
    if (!over && event.nodes.length) chooseThing(event.nodes[0]);
    else if (edge?.startsWith("fan ")) page.set({ statement: page.data.statements[Number(edge.slice(4))].id });
    else if (edge && !line.get(edge).member) page.choose({ line: edge, q: "" });
    else page.choose({ q: "" });
  }
  function keys(event) {
    const { key } = event;
    const inside = document.activeElement === canvas();
    if (key === "0") whole();
    else if (/^[123]$/.test(key) && now.chosen !== undefined) page.set({ hops: Number(key) });
    else if (inside && key.startsWith("Arrow")) {
      event.preventDefault();
      const here = focused ?? now.chosen;
      focus(now.things.has(here) ? (cakg.ahead(key, at(here), now.things, at) ?? here) : largest());
    } else if (inside && key === "Enter" && now.things.has(focused)) chooseThing(focused);
  }
  // Marks the thing with keyboard focus, and announces its name.
  function focus(id) {
    if (id === focused) return;
    focused = id;
    restyle();
    heard.textContent = id === undefined ? "" : hint(id);
    if (id !== undefined) reveal(id);
  }

  // For the panel: the neighbours shown, and those highlighted.
  function more(_, place) {
    if (!node.has(place)) return el("p", {}, "This thing is not drawn. The lines of its statements are highlighted.");
    const { id } = page.data.things[place];
    const { around } = page.state;
    const on = around.includes(id);
    const only = button(
      `Show ${now.around.length ? "" : "only "}its neighbours`,
      () => page.set({ around: on ? around.filter((one) => one !== id) : [...around, id], at: "" }),
      { id: "neighbours", "aria-pressed": String(on) },
    );
    const hops = [1, 2, 3].map((number) =>
      button(String(number), () => page.set({ hops: number }), { "aria-pressed": String(page.state.hops === number) }),
    );
    return el(
      "div",
      { class: "hops", role: "group", "aria-label": "Steps from this thing" },
      only,
      "Highlight neighbours within ",
      hops,
      " steps",
    );
  }
  function legend({ data }) {
    const used = (looks, names) => Object.entries(looks).flatMap(([name, look]) => (names.has(name) ? [look] : []));
    const certainties = used(data.certainties, new Set(now.there.flatMap((one) => one.looks || [])));
    const belongs = { label: "member of a group", colour: colours.rule, width: 7, fixed: true };
    return [
      {
        heading: `Lines: ${data.lines}`,
        entries: now.there.some((one) => one.member) ? [...certainties, belongs] : certainties,
        note: now.plain
          ? "With this many lines, dashes and arrows are left out."
          : "One line for each pair of things, theme and firmness. Thicker: more statements and sources.",
      },
      {
        heading: "Shapes: kinds of things",
        entries: used(data.kinds, new Set([...now.things].map((id) => data.things[id].kind))),
        note: "Larger: more statements.",
      },
    ].filter((part) => part.entries.length);
  }
  // The whole picture as SVG: vis-network draws on a sketch (sketch.js).
  function still() {
    const { edges, nodes: things, view, edgeIndices, nodeIndices } = network.body;
    const sketch = cakg.sketch();
    const { scale } = view;
    view.scale = 1;
    for (const id of edgeIndices) {
      sketch.title = hint(id);
      edges[id].draw(sketch);
      edges[id].drawArrows(sketch);
    }
    for (const label of nodeIndices.map((id) => things[id].draw(sketch).drawExternalLabel)) label();
    view.scale = scale;
    const boxes = nodeIndices.map((id) => network.getBoundingBox(id));
    const [left, top] = ["left", "top"].map((side) => Math.min(...boxes.map((box) => box[side])) - 16);
    const [right, bottom] = ["right", "bottom"].map((side) => Math.max(...boxes.map((box) => box[side])) + 16);
    const viewBox = [left, top, right - left, bottom - top].map(Math.round).join(" ");
    return svg("svg", { viewBox, "font-family": cakg.FONT }, sketch.parts);
  }
  const drawn = () => new Set(now.there.flatMap((one) => (one.member ? [] : statements(one))));
  function shown({ data }) {
    const number = drawn().size;
    const all = data.statements.length + data.leftOut.statements;
    return (
      `Drawn: ${now.things.size} of ${cakg.count(data.things.length + data.leftOut.things, "thing")}, with lines for ${number} of ${cakg.count(all, "statement")}` +
      (number < all
        ? `. ${UNDRAWN}` +
          (now.tied.size > now.things.size && !now.around.length
            ? ` Things with fewer ties are left out. To see them, use filters${data.command && ", or --about, --theme and --source"}.`
            : "")
        : ".")
    );
  }
  if (byId("network"))
    cakg.start({
      defaults: { all: false, around: [], at: "" },
      draw,
      legend,
      tools: begin,
      more,
      keys,
      shown,
      still,
      keepVisible,
      drawn,
      whyUnplaced: UNDRAWN,
      group: (id) =>
        line.has(id) && { ...worded(line.get(id)), about: line.get(id).about, statements: statements(line.get(id)) },
    });
})();
