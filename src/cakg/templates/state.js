// The state of the page: stored in the address, so that a link shows the same view, and passed to all listeners.
// All scripts of a page are joined into one; this is the first, so its declarations and "use strict" apply to all.
"use strict";
const cakg = { parts: [] };
window.cakg = cakg;

// Replaces the children of an element: elements, texts (never parsed as HTML) and lists of both. False and empty values
// are left out. The focus stays on the button with the same key.
cakg.fill = (box, ...children) => {
  const key = box.contains(document.activeElement) && document.activeElement.dataset.key;
  box.replaceChildren(...children.flat(Infinity).filter(Boolean));
  if (key) box.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  return box;
};

// Sets attributes of an element, and listeners for names with "on"; false and undefined remove an attribute.
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

// The sources with claims about a statement.
cakg.sourcesOf = (one) => one.sources || [...new Set(one.claims.map((claim) => claim.source))];

cakg.capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// The label of a statement, preceded by its status unless it is unhedged.
cakg.labelWithStatus = ({ certainty, status, label }) =>
  certainty === "unhedged" ? label : `${cakg.capital(status)}: ${label}`;

// The number of occurrences of each value, the most frequent first.
cakg.tally = (values) => {
  const found = new Map();
  for (const value of values) found.set(value, (found.get(value) || 0) + 1);
  return [...found].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
};

cakg.count = (number, noun) =>
  `${number.toLocaleString("en").replaceAll(",", "\u202f")} ${noun}${number === 1 ? "" : "s"}`;

const FILTERS = { kind: [], theme: [], status: [], source: [], mark: [], from: "", until: "", undated: true };
const COMMON = { thing: "", line: "", statement: "", hops: 1, q: "", ...FILTERS, look: "" };
const READ = { string: (text) => text, number: (text) => Number(text) || 1, boolean: (text) => text === "1" };

// Starts a page. A view has: defaults (its part of the state), draw(page), legend(page) -> [{heading, entries, note}],
// still(page) -> SVG element for saving. Optional: group(id) -> {name, about, statements} of a line or point;
// tools(page), called first and once; more(page, thing) -> elements for the panel; keys(event, page); shown(page) -> text;
// drawn(page) -> set of statements; whyUnplaced, the reason for all others; keepVisible(page), which moves the selected
// item into page.free(), the visible part of the stage in window pixels.
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
    shown: new Set(), // indices of the statements that pass all filters
    thing: new Map(data.things.map((thing, place) => [thing.id, place])),
    statement: new Map(data.statements.map((statement, place) => [statement.id, place])),
    about: data.things.map(() => []), // the indices of the statements of each thing
    listen: (listener) => listeners.push(listener),
    link: () => [location.href.replace(/#.*/, ""), written()].filter(Boolean).join("#"),
    // Changes the state. Small steps (typing, sliding) replace the entry in the browser history; others add one.
    set(patch, { replace = false } = {}) {
      const before = written();
      Object.assign(page.state, patch);
      if (written() === before) return;
      try {
        history[replace ? "replaceState" : "pushState"](null, "", `#${written()}`);
      } catch {
        /* a frame without an address cannot change its history */
      }
      page.update();
    },
    // Selects a thing, line or statement; without an argument, clears the selection.
    choose: (what) => page.set({ thing: "", line: "", statement: "", ...what }),
    reset: () => page.set(FILTERS),
    // Filters, draws, then calls all listeners, which can ask the view what it drew.
    update() {
      document.documentElement.dataset.look = page.state.look;
      page.applyFilters();
      view.draw(page);
      listeners.forEach((listener) => listener(page));
    },
  };
  data.statements.forEach((statement, place) => statement.things.forEach((thing) => page.about[thing].push(place)));
  for (const part of cakg.parts) part(page);

  addEventListener("hashchange", () => {
    if (location.hash === "#tables" || written(read()) === written()) return;
    page.state = read();
    page.update();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=checkbox], [type=range]), textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== "Escape")) return;
    // keys that operate a control are left to it
    const own =
      /^(Arrow|Enter| |Home|End|Page)/.test(event.key) && event.target.closest("input, select, button, summary, a");
    if (event.key === "Escape") page.choose({ q: "" });
    else if (!own) view.keys?.(event, page);
  });
  cakg.now = page; // for tests, and for the console
  page.update();
};
