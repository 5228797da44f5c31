// Draws the network: what passes the filters is there, in a layout of its own; what is chosen or looked for is lit, the
// rest recedes.
(() => {
  const DIM = { node: 0.12, edge: 0.07 };
  const MOST_FANNED = 14;
  const MOST_LABELLED = 12; // so few lines have their verbs written on them
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const MOST_DASHED = 1500; // of more lines at once dashes and arrows are too small to be seen and slow to draw
  const MOST_THINGS = 36; // as in the first picture
  const MOST_LINES = 120;
  const MOST_ARRANGED = 150; // more things, or six times as many lines, keep their places and straight lines
  let drawing, toggle;
  const canvas = () => cakg.byId("view").querySelector("canvas");
  // Makes once: vis-network's own data, and what looking around in it needs.
  function make(page) {
    cakg.byId("unable").remove();
    const { nodes, edges, options } = JSON.parse(cakg.byId("network").textContent);
    options.interaction.zoomView = matchMedia("(pointer: coarse)").matches;
    options.edges.chosen = {
      label: false,
      edge: (values, id, selected, hover) =>
        hover && titled("edges", id) && Object.assign(values, { opacity: 1, width: values.width + 2.5 }),
    };
    const sets = { nodes: new vis.DataSet(), edges: new vis.DataSet() };
    const byId = (items) => new Map(items.map((item) => [item.id, item]));
    for (const node of nodes) Object.assign(node, label(node));
    drawing = { page, nodes, sets, lines: edges, looks: new Map(), fanned: [], node: byId(nodes), line: byId(edges) };
    drawing.arranged = new Map();
    drawing.heard = cakg.el("p", { class: "heard", role: "status" });
    cakg.byId("stage").append(drawing.heard);
    see();
    arrange();
    sets.nodes.add(
      nodes.filter((node) => drawing.view.has(node.id)).map((node) => joining(node, nodeLook(node), styledNode)),
    );
    sets.edges.add(
      edges
        .filter((edge) => drawing.view.has(edge.from) && drawing.view.has(edge.to))
        .map((edge) => joining(edge, lineLook(edge), styledLine)),
    );
    page.network = drawing.network = new vis.Network(cakg.byId("view"), sets, options);
    Object.assign(canvas(), {
      role: "application",
      tabIndex: 0,
      ariaLabel: "Network. Arrow keys go from thing to thing, Enter opens one. The tables below say the same in words",
    });
    canvas().setAttribute("aria-describedby", "alternative");
    canvas().addEventListener("blur", () => focus());
    drawing.network.on("click", click);
    drawing.network.on("dragEnd", keepView);
    drawing.network.on("resize", () => requestAnimationFrame(() => place(true)));
    hints(cakg.byId("view"), cakg.el("div", { class: "vis-tooltip" }));
    canvas().addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        zoom(event.deltaY < 0 ? 1.15 : 0.87);
      },
      { passive: false },
    );
  }
  // Beside the pointer stands what a click would choose. vis-network's own tooltips decide otherwise and get no titles.
  const labelled = () =>
    drawing.lines.filter((line) => line.verbs && drawing.counts.has(line.id)).length <= MOST_LABELLED;
  const verbs = (line) => (drawing.labelled && line.verbs ? cakg.fit(line.verbs, 11, 190) : "");
  // A line in words: how firmly it is said, who does what to whom, and by how many statements.
  function hint(line) {
    if (!line?.verbs) return "";
    const [all, shown] = [line.statements.length, drawing.counts.get(line.id) ?? 0];
    const number = shown < all ? `${shown} of ${cakg.count(all, "statement")}` : cakg.count(all, "statement");
    return `${line.name}: ${line.firmness}: ${line.verbs} (${number})`;
  }
  const titled = (set, id) => {
    const item = drawing.sets[set].get(id);
    return item?.hint || hint(item);
  };
  const unhover = () => drawing.network.selectionHandler.hoverObject({}, { x: -1e9, y: -1e9 });
  function hints(view, tip) {
    view.append(tip);
    const show = (text) =>
      Object.assign(tip, { textContent: text || "" }).style.setProperty("visibility", text ? "visible" : "hidden");
    for (const name of ["blurNode", "blurEdge"]) drawing.network.on(name, () => show());
    drawing.network.on("hoverNode", ({ node }) => show(titled("nodes", node)));
    drawing.network.on("hoverEdge", ({ edge }) => show(titled("edges", edge)));
    view.addEventListener("mouseleave", unhover);
    view.addEventListener("mousemove", ({ offsetX: x, offsetY: y }) =>
      Object.assign(tip.style, {
        width: "max-content",
        left: `${Math.max(0, Math.min(x + 10, view.clientWidth - tip.offsetWidth))}px`,
        top: `${y > tip.offsetHeight + 8 ? y - tip.offsetHeight - 8 : y + 20}px`,
      }),
    );
  }
  // Which things and lines are there, and which are lit.
  function see(all = drawing.page.state.all) {
    const {
      page,
      page: { state, data },
      nodes,
      lines,
    } = drawing;
    const chosen = page.thing.get(state.thing);
    const filtered = page.shown.size < data.statements.length;
    const counted = lines
      .map((line) => [line, line.member ? 1 : line.statements.filter((one) => page.shown.has(one)).length])
      .filter(([, count]) => count);
    drawing.tied = new Set(counted.filter(([line]) => !line.member).flatMap(([line]) => [line.from, line.to]));
    const wanted =
      filtered && !all ? best(counted) : new Set(nodes.filter((one) => all || one.first).map((one) => one.id));
    if (drawing.node.has(chosen)) wanted.add(chosen);
    drawing.view = new Set([...wanted].filter((id) => !filtered || drawing.tied.has(id) || id === chosen));
    drawing.counts = new Map(
      counted
        .filter(([line]) => drawing.view.has(line.from) && drawing.view.has(line.to))
        .map(([line, count]) => [line.id, count]),
    );
    drawing.usual = !filtered && [...drawing.view].every((id) => drawing.node.get(id).first);
    drawing.anew = filtered;
    drawing.lit = lit(chosen);
    drawing.plain = drawing.counts.size > MOST_DASHED;
    drawing.labelled = labelled();
  }
  // The things that most statements of what is shown tie, as many as can be taken in.
  function best(counted) {
    const weight = new Map();
    const shown = counted.filter(([line]) => !line.member);
    for (const [line, count] of shown)
      for (const end of [line.from, line.to]) weight.set(end, (weight.get(end) || 0) + count);
    const ranked = [...weight.keys()].sort((a, b) => weight.get(b) - weight.get(a) || a - b).slice(0, MOST_THINGS);
    const place = new Map(ranked.map((id, number) => [id, number]));
    const farther = shown
      .map(([line]) => Math.max(place.get(line.from) ?? Infinity, place.get(line.to) ?? Infinity))
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    const kept = new Set(ranked.slice(0, farther[MOST_LINES] ?? ranked.length));
    const between = shown.filter(([line]) => kept.has(line.from) && kept.has(line.to));
    return new Set(between.flatMap(([line]) => [line.from, line.to]));
  }
  // Where things stand and how lines bend: as the page brings it for the first picture, anew for what filters leave.
  function arrange() {
    const lines = drawing.lines.filter((line) => drawing.counts.has(line.id));
    const things = [...drawing.view].map((id) => drawing.node.get(id));
    drawing.layout = drawing.usual ? "" : `${[...drawing.view].join(" ")}: ${lines.map((line) => line.id).join(" ")}`;
    const small = things.length <= MOST_ARRANGED && lines.length <= 6 * MOST_ARRANGED;
    if (drawing.layout && small && !drawing.arranged.has(drawing.layout)) {
      const aspect = innerWidth < innerHeight ? 0.8 : 1.5;
      drawing.arranged.set(drawing.layout, cakg.arrange(things, lines, drawing.anew, aspect));
    }
    drawing.places = drawing.arranged.get(drawing.layout)?.places || drawing.node;
    drawing.bends = drawing.arranged.get(drawing.layout)?.bends || new Map();
  }
  const at = (id) => drawing.places.get(id) || drawing.node.get(id);
  const bend = (line) => drawing.bends.get(line.id) ?? line.bend;
  // How much room a label takes.
  function label({ label: text, size }) {
    const rows = text.split("\n");
    const wide = Math.max(...rows.map((row) => cakg.wide(row, 14)));
    return { radius: size, wide, high: 4 + 16 * rows.length, box: Math.max(wide, 2 * size) };
  }
  function lit(chosen) {
    const {
      page,
      page: { state },
    } = drawing;
    const there = drawing.lines.filter((line) => drawing.counts.has(line.id));
    if (state.q) return { nodes: new Set(page.matches(state.q)), lines: around([...page.tells(state.q)], there).lines };
    if (chosen !== undefined)
      return drawing.node.has(chosen) ? neighbours(chosen, there) : around(page.about[chosen], there);
    const line = drawing.line.get(state.line);
    if (line) return { nodes: new Set([line.from, line.to]), lines: new Set([line.id]) };
    if (page.statement.has(state.statement)) return around([page.statement.get(state.statement)], there);
    return null;
  }
  // What lies so many lines from a thing as the reader wants, and the lines that lead there.
  function neighbours(start, there) {
    const reached = new Set([start]);
    const used = new Set();
    for (let hop = 0; hop < drawing.page.state.hops; hop += 1) {
      const before = new Set(reached);
      for (const line of there.filter((one) => !one.member && (before.has(one.from) || before.has(one.to)))) {
        used.add(line.id);
        reached.add(line.from).add(line.to);
      }
    }
    return { nodes: reached, lines: used };
  }
  // The things of some statements and the lines that stand for these.
  function around(statements, there) {
    const wanted = new Set(statements);
    return {
      nodes: new Set(statements.flatMap((one) => drawing.page.data.statements[one].things)),
      lines: new Set(there.filter((line) => line.statements.some((one) => wanted.has(one))).map((line) => line.id)),
    };
  }
  const nodeLook = (node) =>
    `${drawing.view.has(node.id)} ${!drawing.lit || drawing.lit.nodes.has(node.id)} ${cakg.dark()} ${node.id === drawing.page.thing.get(drawing.page.state.thing) || node.id === drawing.focus} ${at(node.id).x} ${at(node.id).y}`;
  const lineLook = (line) =>
    `${drawing.fan === line.id ? 0 : drawing.counts.get(line.id) || 0} ${!drawing.lit || drawing.lit.lines.has(line.id)} ${cakg.dark()} ${drawing.plain} ${bend(line)} ${verbs(line)}`;

  function styledNode(node, look) {
    const [there, on, dark, chosen] = look.split(" ").map((word) => word === "true");
    const [ink, faint, paper] = dark ? ["#e4e8ec", "#4c555e", "#14181d"] : ["#1c2530", "#c3c8ce", "#ffffff"];
    return {
      id: node.id,
      x: at(node.id).x,
      y: at(node.id).y,
      hidden: !there,
      opacity: on ? 1 : DIM.node,
      color: cakg.ink(node.color),
      font: { color: on ? ink : faint, strokeColor: paper },
      shadow: { enabled: chosen, color: dark ? "#ffffff" : "#0072b2", size: 22, x: 0, y: 0 },
    };
  }
  function styledLine(line, look) {
    const [count, on, , plain] = look.split(" ");
    const drawn =
      plain === "true"
        ? { dashes: false, arrows: { to: { enabled: false }, from: { enabled: false } } }
        : { dashes: line.dashes, arrows: line.arrows };
    const colour = line.member ? (cakg.dark() ? "#2b333b" : "#dfe2e6") : cakg.ink(line.color),
      opacity = on === "true" ? 1 : DIM.edge;
    const width = line.member
      ? line.width
      : Math.max(0.8, line.width * Math.sqrt(Number(count) / line.statements.length));
    const smooth = curved(bend(line)),
      label = on === "true" ? verbs(line) : "";
    const [ink, paper] = cakg.dark() ? ["#e4e8ec", "#14181d"] : ["#1c2530", "#ffffff"];
    const font = { size: 11, color: ink, strokeWidth: 4, strokeColor: paper, align: "horizontal" };
    return {
      id: line.id,
      hidden: count === "0",
      width,
      ...drawn,
      smooth,
      label,
      font,
      color: { color: colour, hover: colour, opacity },
    };
  }

  const curved = (bow) =>
    bow ? { enabled: true, type: bow > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bow) } : { enabled: false };
  const joining = (item, look, styled) => drawing.looks.set(item.id, look) && { ...item, ...styled(item, look) };
  // Brings vis-network to what is wanted: what is new through its data, the rest by touching what looks otherwise than
  // before. Its own way of updating thousands of items takes longer than drawing them.
  function apply(items, set, body, indices, lookOf, styled) {
    const added = [];
    for (const item of items) {
      const look = lookOf(item);
      const had = drawing.looks.get(item.id);
      if (had === look || (had === undefined && /^(false|0) /.test(look))) continue;
      const joined = joining(item, look, styled);
      if (had === undefined) added.push(joined);
      else restyle(body[item.id], joined);
    }
    if (added.length) set.add(added);
    drawing.network.body[indices] = set.getIds().filter((id) => !body[id].options.hidden);
  }
  function restyle(drawn, { hidden, width, dashes, arrows, color, opacity, font, shadow, x, y, smooth, label }) {
    const { options, labelModule } = drawn;
    options.hidden = hidden;
    if (x !== undefined) {
      // a node
      Object.assign(drawn, { x, y });
      Object.assign(options, {
        opacity,
        shadow: { ...options.shadow, ...shadow },
        color: { ...options.color, background: color, border: color },
      });
      Object.assign(labelModule.fontOptions, font);
      labelModule.labelDirty = true;
      drawn.shape.refreshNeeded = true; // or the label keeps the colour that it was measured in
    } else {
      if ((options.label || "") !== label || label) drawn.setOptions({ label: label || undefined, font });
      const { enabled, type, roundness } = options.smooth;
      if (enabled !== smooth.enabled || (enabled && (type !== smooth.type || roundness !== smooth.roundness)))
        drawn.setOptions({ smooth });
      const heads = Object.fromEntries(
        ["to", "from"].map((end) => [end, { ...options.arrows[end], enabled: Boolean(arrows[end]?.enabled) }]),
      );
      Object.assign(options, {
        width,
        dashes: dashes || false,
        arrows: { ...options.arrows, ...heads },
        color: { ...options.color, ...color },
      });
    }
  }
  // A bundle that is chosen opens into its statements, one curve each, which can be chosen in turn.
  function openBundle() {
    const { page, sets } = drawing;
    const line = drawing.line.get(page.state.line);
    const open = line
      ? line.statements
          .map((one, number) => [one, line.ways[number]])
          .filter(([one]) => page.shown.has(one))
          .slice(0, MOST_FANNED)
      : [];
    drawing.fan = open.length > 1 && drawing.counts.has(line.id) && !drawing.plain ? line.id : "";
    if (drawing.fanned.length) sets.edges.remove(drawing.fanned);
    drawing.fanned = [];
    if (!drawing.fan) return;
    sets.edges.add(
      open.map(([one, way], number) => {
        const bow = (number - (open.length - 1) / 2) * Math.min(0.16, 1.1 / open.length) || 0.001;
        const statement = page.data.statements[one];
        const on = !page.state.statement || page.state.statement === statement.id;
        drawing.fanned.push(`fan ${one}`);
        return {
          id: `fan ${one}`,
          from: line.from,
          to: line.to,
          hint: statement.label,
          dashes: line.dashes,
          width: page.state.statement === statement.id ? 4 : 2,
          color: { color: cakg.ink(line.color), hover: cakg.ink(line.color), opacity: on ? 1 : 0.4 },
          arrows: { to: { enabled: way > 0, scaleFactor: 0.5 }, from: { enabled: way < 0, scaleFactor: 0.5 } },
          smooth: curved(bow),
        };
      }),
    );
  }
  function draw(page) {
    const begun = !drawing;
    if (begun) make(page);
    see(!page.state.all);
    const otherwise = drawing.view.size;
    see();
    arrange();
    openBundle();
    apply(drawing.nodes, drawing.sets.nodes, drawing.network.body.nodes, "nodeIndices", nodeLook, styledNode);
    apply(drawing.lines, drawing.sets.edges, drawing.network.body.edges, "edgeIndices", lineLook, styledLine);
    drawing.network.redraw();
    drawing.network.unselectAll();
    unhover();
    const chosen = page.thing.get(page.state.thing);
    cakg.byId("silent")?.remove();
    if (chosen !== undefined && !drawing.node.has(chosen))
      cakg
        .byId("stage")
        .append(
          cakg.el(
            "p",
            { id: "silent" },
            `“${page.data.things[chosen].label}” has no place of its own in the picture: what it is involved in is lit, and told beside it.`,
          ),
        );
    toggle.textContent = `Show ${page.state.all ? "only " : page.data.crowded ? "" : "all "}${otherwise} (${drawing.view.size} now)`;
    toggle.hidden = otherwise === drawing.view.size;
    const moved = !begun && drawing.shown !== drawing.layout;
    if (moved && page.state.at) queueMicrotask(whole); // the part that the address names is of another layout
    else if (begun || moved || drawing.link !== page.state.at || drawing.all !== page.state.all || outside(chosen))
      place(begun);
    drawing.all = page.state.all;
    drawing.shown = drawing.layout;
  }
  // Whether a thing stands where the window does not reach.
  function outside(id) {
    const { x, y } = drawing.view.has(id) ? drawing.network.canvasToDOM(at(id)) : { x: 0, y: 0 };
    return x < 0 || y < 0 || x > canvas().clientWidth || y > canvas().clientHeight;
  }
  // Shows the part of the picture that the state names; the whole of what is there when it names none.
  function place(first) {
    const { network, page } = drawing;
    const [x, y, scale] = page.state.at.split(",").map(Number);
    drawing.link = page.state.at;
    if (scale > 0) network.moveTo({ position: { x, y }, scale });
    else if (drawing.view.size) {
      network.fit({ nodes: [...drawing.view], animation: false, minZoomLevel: 0.02, maxZoomLevel: 1.5 });
      network.moveTo({ scale: network.getScale() * 1.06 }); // what fit leaves free around the picture is more than it needs
      // In a small window a legible part, around what most is said of, beats a whole that nobody can read.
      const largest = drawing.nodes.reduce((one, other) => (other.size > one.size ? other : one)),
        middle = network.getViewPosition();
      if (first && network.getScale() < 0.5 && drawing.view.size <= 60)
        network.moveTo({
          position: { x: (at(largest.id).x + middle.x) / 2, y: (at(largest.id).y + middle.y) / 2 },
          scale: 0.75,
        });
    }
  }

  const whole = () => place(drawing.page.set({ at: "" }));
  function keepView() {
    const { x, y } = drawing.network.getViewPosition();
    drawing.link = [x.toFixed(1), y.toFixed(1), drawing.network.getScale()].join(",");
    drawing.page.set({ at: drawing.link }, { replace: true });
  }
  function zoom(factor) {
    drawing.network.moveTo({ scale: drawing.network.getScale() * factor });
    keepView();
  }
  function click(event) {
    const { page, network } = drawing,
      over = Object.keys(network.selectionHandler.hoverObj.edges);
    const [node] = over.length ? [] : event.nodes,
      edge = over[0] || event.edges[0];
    if (node !== undefined) page.choose({ thing: page.data.things[node].id, q: "" });
    else if (edge?.startsWith("fan ")) page.set({ statement: page.data.statements[Number(edge.slice(4))].id });
    else if (edge && drawing.line.get(edge).statements.length) page.choose({ line: edge, q: "" });
    else page.choose({ q: "" });
  }
  function keys(event, page) {
    const { key } = event;
    if (key === "0") whole();
    else if (/^[123]$/.test(key) && page.thing.has(page.state.thing)) page.set({ hops: Number(key) });
    else if (document.activeElement === canvas() && key in WAYS) {
      event.preventDefault();
      focus(next(WAYS[key]));
    } else if (document.activeElement === canvas() && key === "Enter" && drawing.view.has(drawing.focus))
      page.choose({ thing: page.data.things[drawing.focus].id, q: "" });
  }
  // Marks a thing that the keyboard has reached, and says its name.
  function focus(id) {
    if (id === drawing.focus) return;
    drawing.focus = id;
    apply(drawing.nodes, drawing.sets.nodes, drawing.network.body.nodes, "nodeIndices", nodeLook, styledNode);
    drawing.network.redraw();
    drawing.heard.textContent = id === undefined ? "" : titled("nodes", id);
    if (id !== undefined && outside(id)) drawing.network.moveTo({ position: at(id) });
  }
  // The nearest thing in a direction, what lies aside counting twice; the largest when none is marked yet.
  function next([right, down]) {
    const ids = [...drawing.view];
    const here = drawing.focus ?? drawing.page.thing.get(drawing.page.state.thing);
    if (!drawing.view.has(here))
      return ids.reduce((one, other) => (drawing.node.get(other).size > drawing.node.get(one).size ? other : one));
    const far = (id) => {
      const [dx, dy] = [at(id).x - at(here).x, at(id).y - at(here).y];
      const along = dx * right + dy * down;
      return along > 0 ? along + 2 * Math.abs(dx * down) + 2 * Math.abs(dy * right) : Infinity;
    };
    const nearest = ids.reduce((one, other) => (far(other) < far(one) ? other : one));
    return far(nearest) < Infinity ? nearest : here;
  }
  // Brings what is chosen into the part of the picture that the page leaves free.
  function keepVisible(page) {
    const line = drawing.line.get(page.state.line);
    const ends = (line ? [line.from, line.to] : [page.thing.get(page.state.thing)]).filter((id) =>
      drawing.view.has(id),
    );
    if (!ends.length) return;
    const free = page.free();
    const { left, top } = canvas().getBoundingClientRect();
    const here = drawing.network.canvasToDOM({ x: mean(ends, "x"), y: mean(ends, "y") });
    const [x, y, margin] = [here.x + left, here.y + top, 40];
    const [right, down] = [
      Math.min(0, free.right - margin - x) + Math.max(0, free.left + margin - x),
      Math.min(0, free.bottom - margin - y) + Math.max(0, free.top + margin - y),
    ];
    if (!right && !down) return;
    const [middle, scale] = [drawing.network.getViewPosition(), drawing.network.getScale()];
    drawing.network.moveTo({ position: { x: middle.x - right / scale, y: middle.y - down / scale } });
  }
  const mean = (ids, axis) => ids.reduce((sum, id) => sum + at(id)[axis], 0) / ids.length;
  // The statements that pass the filters and that no line stands for.
  function unplaced(page) {
    const drawn = new Set(
      drawing.lines.filter((line) => drawing.counts.has(line.id)).flatMap((line) => line.statements),
    );
    return [...page.shown].filter((one) => !drawn.has(one));
  }
  function tools(page) {
    const button = (text, label, onclick, id) =>
      cakg.el("button", { type: "button", "aria-label": label, title: label, onclick, id }, text);
    const buttons = [
      button("+", "Closer", () => zoom(1.25)),
      button("−", "Farther", () => zoom(0.8)),
      button("Whole", "Whole picture (key 0)", whole, "whole"),
    ];
    toggle = button("", undefined, () => page.set({ all: !page.state.all, at: "" }), "all");
    return [...buttons, toggle];
  }
  // For the panel: how far around a thing to look, and what is tied to it beyond the first picture.
  function more(page, place) {
    if (!drawing.node.has(place)) return [];
    const beyond = new Set(
      drawing.lines
        .filter((line) => !line.member && (line.from === place || line.to === place))
        .flatMap((line) => [line.from, line.to])
        .filter((id) => !page.state.all && id !== place && !drawing.node.get(id).first),
    );
    const hops = [1, 2, 3].map((number) =>
      cakg.el(
        "button",
        {
          type: "button",
          "aria-pressed": String(page.state.hops === number),
          onclick: () => page.set({ hops: number }),
        },
        String(number),
      ),
    );
    return [
      cakg.el(
        "div",
        { class: "hops", role: "group", "aria-label": "Steps from this thing" },
        "Highlight what is ",
        ...hops,
        " steps away",
      ),
      ...(beyond.size
        ? [
            cakg.el(
              "details",
              {},
              cakg.el("summary", {}, `Also tied to ${cakg.count(beyond.size, "thing")} that the picture leaves out`),
              ...cakg.thingButtons([...beyond]),
            ),
          ]
        : []),
    ];
  }
  function legend(page) {
    const there = drawing.lines.filter((line) => drawing.counts.has(line.id));
    const lines = Object.entries(page.data.certainties)
      .filter(([name]) => there.some((line) => line.looks?.includes(name)))
      .map(([, look]) => look);
    if (there.some((line) => line.member))
      lines.push({ label: "belongs to a group", colour: cakg.dark() ? "#2b333b" : "#dfe2e6", width: 7 });
    const kinds = new Set([...drawing.view].map((id) => page.data.things[id].kind));
    const shapes = Object.entries(page.data.kinds)
      .filter(([name]) => kinds.has(name))
      .map(([, look]) => look);
    return [
      {
        heading: `Lines: ${page.data.lines}`,
        entries: lines,
        note: drawing.plain
          ? "So many lines at once are drawn without their dashes and arrows."
          : "One line for each pair, theme and firmness, thicker with more statements and sources. A click opens it.",
      },
      { heading: "Shapes: what it is", entries: shapes, note: "Larger with more statements." },
    ].filter((part) => part.entries.length);
  }
  // What the window would show without its edges, as SVG.
  function still() {
    const lines = drawing.lines.filter((line) => drawing.counts.has(line.id));
    const things = drawing.nodes.filter((node) => drawing.view.has(node.id));
    const boxes = things.map((node) => ({ ...at(node.id), ...label(node) }));
    const [left, right] = [
      Math.min(...boxes.map(({ x, box }) => x - box / 2)) - 16,
      Math.max(...boxes.map(({ x, box }) => x + box / 2)) + 16,
    ];
    const [top, bottom] = [
      Math.min(...boxes.map(({ y, radius }) => y - radius)) - 16,
      Math.max(...boxes.map(({ y, radius, high }) => y + radius + high)) + 16,
    ];
    return cakg.svg(
      "svg",
      {
        viewBox: [left, top, right - left, bottom - top].map(Math.round).join(" "),
        "font-family": "Arial, 'Liberation Sans', Helvetica, sans-serif",
        "font-size": 14,
      },
      ...lines.flatMap(stillLine),
      ...things.map(stillThing),
    );
  }
  function stillLine(line) {
    const look = styledLine(line, lineLook(line));
    const [one, other] = [line.from, line.to].map((id) => ({ ...at(id), radius: drawing.node.get(id).size }));
    const middle = cakg.via(one, other, bend(line));
    const rims = [one, other].map((end) => {
      const far = Math.hypot(middle.x - end.x, middle.y - end.y) || 1;
      return (away) => ({
        x: end.x + ((middle.x - end.x) * away) / far,
        y: end.y + ((middle.y - end.y) * away) / far,
        across: [(middle.y - end.y) / far, (end.x - middle.x) / far],
      });
    });
    const led = [look.arrows?.from?.enabled, look.arrows?.to?.enabled].map(Boolean);
    const feet = [one, other].map((end, number) =>
      rims[number](end.radius + 2 + (line.member ? -2 - end.radius : 9 * led[number])),
    );
    const paint = { stroke: look.color.color, "stroke-opacity": look.color.opacity, fill: "none" };
    const [from, to] = feet.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`);
    const heads = [one, other].flatMap((end, number) => {
      if (!led[number]) return [];
      const [tip, foot] = [rims[number](end.radius + 1), rims[number](end.radius + 11)];
      const [right, down] = foot.across.map((part) => part * 4.5);
      const corners = [tip, { x: foot.x + right, y: foot.y + down }, { x: foot.x - right, y: foot.y - down }];
      return [
        cakg.svg("polygon", {
          points: corners.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "),
          fill: look.color.color,
          "fill-opacity": look.color.opacity,
        }),
      ];
    });
    const path = cakg.svg(
      "path",
      {
        d: `M${from}Q${middle.x.toFixed(1)} ${middle.y.toFixed(1)} ${to}`,
        "stroke-width": look.width,
        "stroke-dasharray": look.dashes ? look.dashes.join(" ") : undefined,
        ...paint,
      },
      ...(line.verbs ? [cakg.svg("title", {}, hint(line))] : []),
    );
    const said = look.label
      ? [
          cakg.svg(
            "text",
            {
              x: (one.x + 2 * middle.x + other.x) / 4,
              y: (one.y + 2 * middle.y + other.y) / 4 + 4,
              "font-size": 11,
              "text-anchor": "middle",
              fill: look.font.color,
              stroke: look.font.strokeColor,
              "stroke-width": 4,
              "stroke-linejoin": "round",
              "paint-order": "stroke",
            },
            look.label,
          ),
        ]
      : [];
    return [path, ...heads, ...said];
  }
  function stillThing(node) {
    const look = styledNode(node, nodeLook(node)),
      { x, y } = at(node.id);
    return cakg.svg(
      "g",
      { opacity: look.opacity },
      cakg.svg("path", { d: cakg.outline(node.shape, x, y, node.size), fill: look.color }),
      ...node.label.split("\n").map((row, number) =>
        cakg.svg(
          "text",
          {
            x,
            y: y + node.size + 15 + 16 * number,
            "text-anchor": "middle",
            fill: look.font.color,
            stroke: look.font.strokeColor,
            "stroke-width": 4,
            "stroke-linejoin": "round",
            "paint-order": "stroke",
          },
          row,
        ),
      ),
    );
  }
  function shown(page) {
    const statements = new Set(
      drawing.lines
        .filter((line) => drawing.counts.has(line.id))
        .flatMap((line) => line.statements.filter((one) => page.shown.has(one))),
    );
    const all = page.data.statements.length + page.data.leftOut.statements;
    return (
      `Drawn: ${drawing.view.size} of ${cakg.count(page.data.things.length + page.data.leftOut.things, "thing")}, lines for ${statements.size} of ${cakg.count(all, "statement")}` +
      (statements.size < all
        ? "; judgements, causes, descriptions and what concerns one thing alone stand in the tables." +
          (drawing.tied.size > drawing.view.size
            ? " Things with fewer ties are left out: filters, or --about, --theme and --source, show other parts."
            : "")
        : ".")
    );
  }
  if (cakg.byId("network"))
    cakg.start({
      defaults: { all: false, at: "" },
      draw,
      legend,
      tools,
      more,
      keys,
      shown,
      still,
      keepVisible,
      unplaced,
      whyUnplaced: "Judgements, causes, descriptions and what concerns one thing alone are not drawn as lines.",
      group: (id) => drawing.line.get(id),
    });
})();
