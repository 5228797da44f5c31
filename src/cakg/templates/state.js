// What the reader has chosen: kept in the address, so that a link shows the same again, and told to whoever draws it.
// First of the modules, which a page carries as one script: what it declares, and that it is strict, holds for all.
"use strict";
const cakg = { parts: [] };
window.cakg = cakg;

// Puts children in the place of those before: elements, texts, which never become HTML, and lists of both. What is
// false or empty is left out. Whoever was at a button with a key stays there.
cakg.fill = (box, ...children) => {
  const key = box.contains(document.activeElement) && document.activeElement.dataset.key;
  box.replaceChildren(...children.flat(Infinity).filter(Boolean));
  if (key) box.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  return box;
};

// Sets properties of an element: attributes, except that "on…" listens; one that is false or undefined is taken away.
cakg.set = (made, properties) => {
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === false || value === undefined) made.removeAttribute(name);
    else made.setAttribute(name, value === true ? "" : value);
  }
  return made;
};

cakg.el = (tag, properties = {}, ...children) => fill(set(document.createElement(tag), properties), children);
cakg.svg = (tag, properties, ...children) =>
  fill(set(document.createElementNS("http://www.w3.org/2000/svg", tag), properties), children);

cakg.button = (text, onclick, properties) => el("button", { type: "button", onclick, ...properties }, text);

cakg.byId = (id) => document.getElementById(id);
// oxlint-disable-next-line no-unused-vars -- every module uses these
const { set, fill, el, svg, button, byId } = cakg;

// The sources that say a statement.
cakg.sourcesOf = (one) => one.sources || [...new Set(one.claims.map((claim) => claim.source))];

cakg.capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// A statement in a list; where nobody plainly says that it is so, its status stands before it.
cakg.told = ({ certainty, status, label }) => (certainty === "unhedged" ? label : `${cakg.capital(status)}: ${label}`);

// How often each value occurs, the most frequent first.
cakg.tally = (values) => {
  const found = new Map();
  for (const value of values) found.set(value, (found.get(value) || 0) + 1);
  return [...found].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
};

cakg.count = (number, noun) =>
  `${number.toLocaleString("en").replaceAll(",", "\u202f")} ${noun}${number === 1 ? "" : "s"}`;

// Capitals, accents and hyphens do not matter: "ТОКАЕВ", "Тоқаев" and "tokayev" are found as they are typed.
cakg.plain = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[-‐-―_'’ʼ‘“”«»"`\s]+/g, " ")
    .trim();

const FILTERS = { kind: [], theme: [], status: [], source: [], mark: [], from: "", until: "", undated: true };
const COMMON = { thing: "", line: "", statement: "", hops: 1, q: "", ...FILTERS, look: "" };
const READ = { string: (text) => text, number: (text) => Number(text) || 1, boolean: (text) => text === "1" };

// Starts a page. A view has: defaults (its own part of the state), draw(page), legend(page) -> [{heading, entries, note}],
// still(page) -> an SVG element of what is drawn, to be saved, group(id) -> {name, about, statements} for the lines that
// it draws, and, where it wants them, tools(page), called once before all else, more(page, thing) -> elements for the
// panel, keys(event, page), shown(page) -> words, drawn(page) -> set of places of the statements that are drawn, with
// whyUnplaced, a sentence about all others, and keepVisible(page), which moves what is chosen into page.free(), the
// rectangle of the stage that no sheet covers, in pixels of the window; the pictures in SVG do without.
cakg.start = (view) => {
  const data = JSON.parse(byId("data").textContent);
  const defaults = { ...COMMON, ...view.defaults };
  const listeners = [];

  function written(state = page.state) {
    const found = new URLSearchParams();
    for (const [name, usual] of Object.entries(defaults)) {
      const value = state[name];
      if (Array.isArray(usual)) value.forEach((one) => found.append(name, one));
      else if (value !== usual) found.set(name, typeof usual === "boolean" ? Number(value) : value);
    }
    return found.toString();
  }
  function read() {
    const given = new URLSearchParams(location.hash.slice(1));
    const value = (name, usual) => {
      if (Array.isArray(usual)) return given.getAll(name);
      return given.has(name) ? READ[typeof usual](given.get(name)) : usual;
    };
    return Object.fromEntries(Object.entries(defaults).map(([name, usual]) => [name, value(name, usual)]));
  }

  const page = {
    data,
    view,
    state: read(),
    shown: new Set(), // places of the statements that pass every filter
    thing: new Map(data.things.map((thing, place) => [thing.id, place])),
    statement: new Map(data.statements.map((statement, place) => [statement.id, place])),
    about: data.things.map(() => []), // per thing the places of its statements
    listen: (listener) => listeners.push(listener),
    link: () => [location.href.replace(/#.*/, ""), written()].filter(Boolean).join("#"),
    // Changes the state. Small steps (typing, sliding) replace the entry in the history, others add one.
    set(patch, { replace = false } = {}) {
      const before = written();
      Object.assign(page.state, patch);
      if (written() === before) return;
      try {
        history[replace ? "replaceState" : "pushState"](null, "", `#${written()}`);
      } catch {
        /* a frame without an address of its own keeps its state to itself */
      }
      page.tell();
    },
    // Chooses one thing, line or statement; nothing when called without.
    choose: (what) => page.set({ thing: "", line: "", statement: "", ...what }),
    reset: () => page.set(FILTERS),
    // Filters, draws, then tells all others, which may ask the view what it drew.
    tell() {
      document.documentElement.dataset.look = page.state.look;
      page.sift();
      view.draw(page);
      listeners.forEach((listener) => listener(page));
    },
  };
  data.statements.forEach((statement, place) => statement.things.forEach((thing) => page.about[thing].push(place)));
  for (const part of cakg.parts) part(page);

  addEventListener("hashchange", () => {
    if (location.hash === "#tables" || written(read()) === written()) return;
    page.state = read();
    page.tell();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=checkbox], [type=range]), textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== "Escape")) return;
    // a control keeps the keys that move in it or press it
    const own =
      /^(Arrow|Enter| |Home|End|Page)/.test(event.key) && event.target.closest("input, select, button, summary, a");
    if (event.key === "Escape") page.choose({ q: "" });
    else if (!own) view.keys?.(event, page);
  });
  cakg.now = page; // for tests, and for the console
  page.tell();
};
