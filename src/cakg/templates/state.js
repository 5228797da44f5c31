// What the reader has chosen: kept in the address, so that a link shows the same again, and told to whoever draws it.
// First of the modules, which a page carries as one script: what it declares, and that it is strict, holds for all.
"use strict";
const cakg = { parts: [] };
window.cakg = cakg;

// Makes an element. Properties are attributes, except that "on…" listens; texts become text nodes and never HTML.
cakg.el = (tag, properties, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
};

// The sources that say a statement.
cakg.sourcesOf = (one) => one.sources || [...new Set(one.claims.map((claim) => claim.source))];

cakg.capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// A statement in a list; where nobody plainly says that it is so, its status stands before it.
cakg.told = ({ certainty, status, label }) => (certainty === "unhedged" ? label : `${cakg.capital(status)}: ${label}`);

// How often each value occurs among the items, the most frequent first.
cakg.tally = (items, valuesOf) => {
  const found = new Map();
  for (const item of items) for (const value of valuesOf(item)) found.set(value, (found.get(value) || 0) + 1);
  return [...found].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
};

cakg.byId = (id) => document.getElementById(id);

cakg.count = (number, noun) =>
  `${number.toLocaleString("en").replaceAll(",", "\u202f")} ${noun}${number === 1 ? "" : "s"}`;

// Capitals, accents and hyphens do not matter: "ТОКАЕВ", "Тоқаев" and "tokayev" are found as they are typed.
cakg.plain = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[-‐-―_'’ʼ‘“”«»"`]/g, " ")
    .replace(/\s+/g, " ")
    .trim();

const COMMON = {
  thing: "",
  line: "",
  statement: "",
  hops: 1,
  q: "",
  kind: [],
  theme: [],
  status: [],
  source: [],
  mark: [],
  from: "",
  until: "",
  undated: true,
  look: "",
};

function written(state, defaults) {
  const found = new URLSearchParams();
  for (const [name, usual] of Object.entries(defaults)) {
    const value = state[name];
    if (Array.isArray(usual)) value.forEach((one) => found.append(name, one));
    else if (value !== usual) found.set(name, typeof usual === "boolean" ? Number(value) : value);
  }
  return found.toString();
}

const READ = { string: (text) => text, number: (text) => Number(text) || 1, boolean: (text) => text === "1" };

function readFrom(text, defaults) {
  const given = new URLSearchParams(text.replace(/^#/, ""));
  const value = (name, usual) => (given.has(name) ? READ[typeof usual](given.get(name)) : usual);
  return Object.fromEntries(
    Object.entries(defaults).map(([name, usual]) => [
      name,
      Array.isArray(usual) ? given.getAll(name) : value(name, usual),
    ]),
  );
}

// Starts a page. A view has: defaults (its own part of the state), draw(page), legend(page) -> [{heading, entries, note}],
// still(page) -> an SVG element of what is drawn, to be saved, group(id) -> {name, about, statements} for the lines that it draws,
// and, where it wants them, tools(page), more(page, thing) -> elements for the panel, keys(event, page), shown(page) -> words;
// unplaced(page) -> places of statements that pass the filters and are not drawn, with whyUnplaced, a sentence;
// keepVisible(page), called after something else is chosen and the panel has opened: moves what is chosen into page.free(),
// the rectangle of the stage that no sheet covers, in pixels of the window. The pictures in SVG need no keepVisible.
// A page offers: matches(text) -> places of things, tells(text) -> set of places of statements, both found by a search.
cakg.start = (view) => {
  const data = JSON.parse(cakg.byId("data").textContent);
  const defaults = { ...COMMON, ...view.defaults };
  const listeners = [];
  const page = {
    data,
    view,
    state: readFrom(location.hash, defaults),
    shown: new Set(), // places of the statements that pass every filter
    thing: new Map(data.things.map((thing, place) => [thing.id, place])),
    statement: new Map(data.statements.map((statement, place) => [statement.id, place])),
    about: data.things.map(() => []), // per thing the places of its statements
    listen: (listener) => listeners.push(listener),
    link: () =>
      location.href.replace(/#.*/, "") + (written(page.state, defaults) ? `#${written(page.state, defaults)}` : ""),
    // Changes the state. Small steps (typing, sliding) replace the entry in the history, others add one.
    set(patch, { replace = false } = {}) {
      const before = written(page.state, defaults);
      Object.assign(page.state, patch);
      const now = written(page.state, defaults);
      if (now === before) return;
      try {
        history[replace ? "replaceState" : "pushState"](null, "", `#${now}`);
      } catch {
        /* a frame without an address of its own keeps its state to itself */
      }
      page.tell();
    },
    // Chooses one thing, line or statement; nothing when called without.
    choose: (what) => page.set({ thing: "", line: "", statement: "", ...what }),
    // Takes all filters back.
    reset: () =>
      page.set({ kind: [], theme: [], status: [], source: [], mark: [], from: "", until: "", undated: true }),
    // Filters, draws, then tells all others, which may ask the view what it drew.
    tell() {
      page.counts = page.sift();
      view.draw(page);
      listeners.forEach((listener) => listener(page));
    },
  };
  data.statements.forEach((statement, place) => statement.things.forEach((thing) => page.about[thing].push(place)));
  for (const part of cakg.parts) part(page);

  const reread = () => {
    if (
      location.hash === "#tables" ||
      written(readFrom(location.hash, defaults), defaults) === written(page.state, defaults)
    )
      return;
    page.state = readFrom(location.hash, defaults);
    page.tell();
  };
  addEventListener("popstate", reread);
  addEventListener("hashchange", reread);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=checkbox], [type=range]), textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== "Escape")) return;
    // a control keeps the keys that move in it or press it
    const own =
      /^(Arrow|Enter| |Home|End|Page)/.test(event.key) && event.target.closest("input, select, button, summary, a");
    if (event.key === "Escape") page.choose({ q: "" });
    else if (!own) view.keys?.(event, page);
  });
  cakg.now = page; // for tests, and for whoever wants more of the picture from the console
  page.tell();
};
