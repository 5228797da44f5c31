// Draws the things of a result on the map that all pages share, with the statements between them; lists what is not on it.
"use strict";
(() => {
  const { cakg } = window;
  const { make, filled } = cakg;
  const { svg, short, item, lines, arrow, scrolled } = cakg.drawing;
  const { texts, shortened, labels } = window.cakgQuerying;
  const MOST = 30; // things without a place in the list
  const BELOW = 9; // from the name of a state to its dot, in pixels
  const [RADIUS, ASIDE] = [6, 11]; // of a dot, and from its middle to its name
  const [SIZE, LETTER] = [15, 8]; // the height of letters, and the width of most

  // The places of the things, and what the map is like. They are loaded once.
  let loaded = null;
  async function load() {
    await (loaded ??= cakg.load(`${cakg.root}assets/places.js`));
    const { points, areas, ...map } = window.cakgPlaces;
    const places = new Map();
    for (const [iri, [x, y]] of Object.entries(points)) {
      const area = areas[iri] ?? "";
      places.set(iri, { area, point: [x, area ? y + BELOW : y] });
    }
    return { places, ...map };
  }

  function linked(iri, index, ...drawn) {
    const href = cakg.rows.address(iri, index);
    return href ? svg("a", { href, tabindex: -1 }, ...drawn) : svg("g", {}, ...drawn);
  }

  // The areas of states. The map itself has their names.
  function areas(things, { places, name, index }) {
    const states = things.filter((iri) => places.get(iri).area);
    return states.map((iri) =>
      linked(iri, index, svg("path", { d: places.get(iri).area, class: "area" }, svg("title", {}, name(iri)))),
    );
  }

  // Returns a function that says whether a text at a place is within the map and over no other, and if so keeps its room.
  function room(width) {
    const boxes = [];
    return (left, middle, wide) => {
      const box = { left, right: left + wide, top: middle - SIZE / 2, bottom: middle + SIZE / 2 };
      const apart = (one) =>
        box.left >= one.right || box.right <= one.left || box.top >= one.bottom || box.bottom <= one.top;
      const fits = box.left > 0 && box.right < width && boxes.every(apart);
      if (fits) boxes.push(box);
      return fits;
    };
  }

  // The dots of other things, with their names if there is room, and of states at which a line ends. Things at one point
  // have one dot.
  function dots(things, ends, { places, name, index, size: [width] }) {
    const shown = things.filter((iri) => ends.has(iri) || !places.get(iri).area);
    const spots = [...Map.groupBy(shown, (iri) => String(places.get(iri).point)).values()];
    const free = room(width);
    for (const [iri, { area, point }] of places) {
      const wide = name(iri).length * LETTER;
      if (area) free(point[0] - wide / 2, point[1] - BELOW - SIZE / 3, wide); // the map has the names of states
    }
    for (const [iri] of spots) free(places.get(iri).point[0] - RADIUS, places.get(iri).point[1], 2 * RADIUS);
    return spots.map((those) => {
      const [x, y] = places.get(those[0]).point;
      const [first, ...more] = those.filter((iri) => !places.get(iri).area).map(name);
      const text = first ? `${short(first)}${more.length ? ` +${more.length}` : ""}` : "";
      const wide = text.length * LETTER;
      const left = [x + ASIDE, x - ASIDE - wide].find((one) => free(one, y, wide));
      const end = left < x ? { x: x - ASIDE, "text-anchor": "end" } : { x: x + ASIDE };
      const label = left === undefined ? "" : svg("text", { ...end, y: y + SIZE / 3 }, text);
      const dot = svg("circle", { cx: x, cy: y, r: RADIUS });
      return linked(those[0], index, svg("title", {}, those.map(name).join("; ")), dot, label);
    });
  }

  // The names of things, with links, behind a text that says what they are.
  function named(text, things, name, index, most = things.length) {
    if (!things.length) return [];
    const listed = things.slice(0, most).flatMap((iri, at) => {
      const href = cakg.rows.address(iri, index);
      return [at ? "; " : " ", href ? make("a", { href }, name(iri)) : make("bdi", {}, name(iri))];
    });
    const rest = things.length > most && ` ${filled(texts.more, { n: things.length - most })}`;
    return [make("p", {}, text, ...listed, rest)];
  }

  const list = (statements, index) =>
    statements.length ? [make("ul", { className: "drawn" }, ...statements.map((one) => item(one, index)))] : [];

  function about({ view, notes }, statements) {
    const page = make("a", { href: `${cakg.root}map${cakg.extension}` }, texts.open_map);
    const borders = make(
      "details",
      {},
      make("summary", {}, texts.borders),
      ...notes.map((note) => make("p", {}, note)),
    );
    return [
      make(
        "p",
        { className: "hint" },
        [texts.map_text, statements.length && texts.network_text, view].filter(Boolean).join(" "),
        " ",
        page,
      ),
      borders,
    ];
  }

  function drawing(here, statements, map) {
    const [width, height] = map.size;
    const points = new Map(here.map((iri) => [iri, map.places.get(iri).point]));
    const ends = new Set(statements.flatMap((one) => one.ends));
    return svg(
      "svg",
      { viewBox: `0 0 ${width} ${height}`, class: "drawn", "aria-hidden": "true" },
      arrow(),
      svg("image", { href: `${cakg.root}assets/map.svg`, width, height }),
      ...areas(here, map),
      ...lines(statements, points, map.index),
      ...dots(here, ends, map),
    );
  }

  // Returns the map of *things* and *statements*, what it shows, and what has no place on it.
  cakg.placing = async (things, statements, index) => {
    const { places, ...map } = await load();
    const isHere = (iri) => places.has(iri);
    const ends = statements.flatMap((one) => one.ends).filter((iri) => isHere(iri) || shortened(iri).startsWith("id:"));
    const all = [...new Set([...things, ...ends])];
    const [here, elsewhere] = [all.filter(isHere), all.filter((iri) => !isHere(iri))];
    if (!here.length) return [make("p", {}, texts.nowhere)];
    const [drawn, others] = [true, false].map((wanted) =>
      statements.filter((one) => one.ends.every(isHere) === wanted),
    );
    const called = await labels([...places.keys(), ...elsewhere.slice(0, MOST)]);
    const name = (iri) => called.get(iri) ?? shortened(iri);
    const picture = scrolled(drawing(here, drawn, { ...map, places, name, index }), texts.as_map);
    const middle = here.reduce((sum, iri) => sum + places.get(iri).point[0], 0) / here.length;
    requestAnimationFrame(() => {
      picture.scrollLeft = (picture.scrollWidth * middle) / map.size[0] - picture.clientWidth / 2;
    });
    return [
      picture,
      ...about(map, drawn),
      ...named(texts.on_map, here, name, index),
      ...list(drawn, index),
      ...named(texts.off_map, elsewhere, name, index, MOST),
      ...(others.length ? [make("p", {}, texts.not_on_map)] : []),
      ...list(others, index),
    ];
  };
})();
